"""Addresses of the money report."""

from django.urls import path

from tinhso.insight.revenue.web import page

app_name = "revenue"
urlpatterns = [path("can-bo/so-thu-phi/", page.page, name="page")]
