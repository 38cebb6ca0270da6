"""Addresses of custody."""

from django.urls import path

from tinhso.services.custody.web import giving, holdings, slips

app_name = "custody"
urlpatterns = [
    path("can-bo/giay-to/", holdings.holdings, name="holdings"),
    path("can-bo/giay-to/giao/", giving.give, name="give"),
    path("can-bo/giay-to/phieu/<uuid:slip_id>/", slips.slip, name="slip"),
    path("can-bo/giay-to/quet/<str:token>/", slips.scanned, name="scanned"),
]
