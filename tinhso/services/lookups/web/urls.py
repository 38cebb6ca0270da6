"""Addresses of consents."""

from django.urls import path

from tinhso.services.lookups.web import consents

app_name = "lookups"
urlpatterns = [path("dong-y/", consents.consents, name="consents")]
