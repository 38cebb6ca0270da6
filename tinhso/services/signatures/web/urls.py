"""Addresses of the register of certificates."""

from django.urls import path

from tinhso.services.signatures.web import administering, own

app_name = "signatures"
urlpatterns = [
    path("can-bo/chu-ky-so/", own.own, name="own"),
    path("can-bo/chu-ky-so/yeu-cau-dang-ky.json", own.order_file, name="own_order"),
    path("can-bo/chu-ky-so/luot/<uuid:batch_id>/yeu-cau-ky.json", own.batch_order, name="batch_order"),
    path("can-bo/chung-thu-so/", administering.certificates, name="certificates"),
]
