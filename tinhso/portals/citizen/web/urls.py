"""Addresses of the citizens' portal."""

from django.urls import path

from tinhso.portals.citizen.web import verification, views

app_name = "citizen"
urlpatterns = [
    path("", views.home, name="home"),
    path("kha-nang-tiep-can/", views.accessibility, name="accessibility"),
    path("du-lieu-ca-nhan/", views.privacy, name="privacy"),
    path("xac-minh/", verification.upload, name="verify"),
    path("xac-minh/<str:token>/", verification.by_token, name="verify_token"),
]
