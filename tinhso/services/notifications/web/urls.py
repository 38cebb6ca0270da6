"""Addresses of notices."""

from django.urls import path

from tinhso.services.notifications.web import inbox

app_name = "notifications"
urlpatterns = [
    path("thong-bao/", inbox.inbox, name="inbox"),
    path("thong-bao/cach-nhan/", inbox.ways, name="ways"),
    path("thong-bao/<uuid:notice_id>/", inbox.follow, name="follow"),
]
