"""Addresses of the staff portal."""

from django.urls import path

from tinhso.portals.staff.web import changes, logs, shortcuts, views

app_name = "staff"
urlpatterns = [
    path("can-bo/", views.home, name="home"),
    path("can-bo/phim-tat/", shortcuts.shortcuts, name="shortcuts"),
    path("can-bo/nhat-ky/", logs.logs, name="logs"),
    path("can-bo/thay-doi/", changes.changes, name="changes"),
]
