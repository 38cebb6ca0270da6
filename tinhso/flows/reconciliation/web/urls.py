"""Addresses of the reconciliation."""

from django.urls import path

from tinhso.flows.reconciliation.web import pages

app_name = "reconciliation"
urlpatterns = [
    path("can-bo/doi-chieu/", pages.overview, name="overview"),
    path("can-bo/doi-chieu/<uuid:difference_id>/", pages.one, name="one"),
]
