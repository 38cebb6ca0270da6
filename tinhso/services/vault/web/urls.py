"""Addresses of the vault."""

from django.urls import path

from tinhso.services.vault.web import objecting, own_documents, pages, sharing

app_name = "vault"
urlpatterns = [
    path("kho/", pages.items, name="items"),
    path("kho/ai-da-xem/", pages.reads, name="reads"),
    path("kho/ai-da-xem/<uuid:read_id>/", objecting.object_to, name="object"),
    path("kho/them/", own_documents.add, name="own_add"),
    path("kho/tu-them/<uuid:document_id>/tai-ve/", own_documents.download, name="own_download"),
    path("kho/tu-them/<uuid:document_id>/bo/", own_documents.remove, name="own_remove"),
    path("kho/<uuid:item_id>/", pages.item, name="item"),
    path("kho/<uuid:item_id>/tai-ve/", pages.download, name="download"),
    path("kho/<uuid:item_id>/chia-se/", sharing.share, name="share"),
    path("kho/<uuid:item_id>/chia-se/<uuid:share_id>/thu-hoi/", sharing.revoke, name="share_revoke"),
    path("chia-se/<str:token>/", sharing.shared, name="shared"),
    path("can-bo/phan-doi/", objecting.objections, name="objections"),
]
