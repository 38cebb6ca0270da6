"""Addresses of the vault."""

from django.urls import path

from tinhso.services.vault.web import pages

app_name = "vault"
urlpatterns = [
    path("kho/", pages.items, name="items"),
    path("kho/ai-da-xem/", pages.reads, name="reads"),
    path("kho/<uuid:item_id>/", pages.item, name="item"),
    path("kho/<uuid:item_id>/tai-ve/", pages.download, name="download"),
]
