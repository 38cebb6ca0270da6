"""Addresses of payments."""

from django.urls import path

from tinhso.services.payments.web import counter, demo_bank, display, messages, paying, reconciling

app_name = "payments"
urlpatterns = [
    path("thanh-toan/", paying.own, name="own"),
    path("thanh-toan/bao/<slug:channel>/", messages.take, name="message"),
    path("thanh-toan/thu/", demo_bank.try_out, name="try_out"),
    path("thanh-toan/gia-lap/<slug:reference>/", demo_bank.bank, name="demo_bank"),
    path("thanh-toan/<slug:token>/", paying.order, name="order"),
    path("thanh-toan/<slug:token>/kiem-tra/", paying.check, name="check"),
    path("thanh-toan/<slug:token>/bien-nhan/", paying.receipt, name="receipt"),
    path("quay/<slug:token>/thanh-toan/", display.display, name="display"),
    path("can-bo/man-hinh-thanh-toan/", counter.displays, name="displays"),
    path("can-bo/doi-soat/", reconciling.overview, name="reconcile"),
    path("can-bo/doi-soat/viec/<uuid:case_id>/", reconciling.case, name="case"),
    path("can-bo/doi-soat/chenh-lech/<uuid:difference_id>/", reconciling.difference, name="difference"),
    path("can-bo/doi-soat/hoan-tien/<uuid:refund_id>/", reconciling.refund, name="refund"),
]
