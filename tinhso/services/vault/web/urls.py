"""Addresses of the vault and of verification."""

from django.urls import path

from tinhso.services.vault.web import pages, verification

app_name = "vault"
urlpatterns = [
    path("kho/", pages.items, name="items"),
    path("kho/ai-da-xem/", pages.reads, name="reads"),
    path("kho/<uuid:item_id>/", pages.item, name="item"),
    path("kho/<uuid:item_id>/tai-ve/", pages.download, name="download"),
    path("xac-minh/", verification.upload, name="verify"),
    path("xac-minh/<str:token>/", verification.by_token, name="verify_token"),
]
