"""Addresses of notices."""

from django.urls import path

from tinhso.services.notifications.web import inbox, operating, push, receipts, unsubscribing, ways

app_name = "notifications"
urlpatterns = [
    path("thong-bao/", inbox.inbox, name="inbox"),
    path("thong-bao/cach-nhan/", ways.ways, name="ways"),
    path("thong-bao/trinh-duyet/", push.browser, name="push"),
    path("thong-bao-day.js", push.service_worker, name="service_worker"),
    path("thong-bao/thoi-nhan/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
    path("thong-bao/bao-phat/sms/", receipts.sms, name="sms_receipt"),
    path("thong-bao/bao-phat/zalo/", receipts.zalo, name="zalo_receipt"),
    path("thong-bao/<uuid:notice_id>/", inbox.follow, name="follow"),
    path("can-bo/thong-bao/", inbox.officer_inbox, name="officer_inbox"),
    path("can-bo/thong-bao/cach-nhan/", ways.officer_ways, name="officer_ways"),
    path("can-bo/thong-bao/gui-di/", operating.messages, name="operating"),
]
