"""Addresses of indicators, below /can-bo/chi-so/."""

from django.urls import path

from tinhso.insight.indicators.web import pages

app_name = "indicators"
urlpatterns = [
    path("can-bo/chi-so/", pages.all_of_period, name="all"),
    path("can-bo/chi-so/<slug:code>/", pages.one, name="one"),
]
