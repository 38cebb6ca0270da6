"""Addresses of transfers."""

from django.urls import path

from tinhso.services.sector_sync.web import transfers

app_name = "sector_sync"
urlpatterns = [
    path("can-bo/phan-mem-nganh/", transfers.transfers, name="transfers"),
    path("can-bo/phan-mem-nganh/kiem-tra/", transfers.check, name="check"),
    path("can-bo/phan-mem-nganh/<uuid:transfer_id>/chuyen-lai/", transfers.send_again, name="send_again"),
    path("can-bo/phan-mem-nganh/<uuid:transfer_id>/bo-qua/", transfers.skip, name="skip"),
]
