"""Addresses of the cashier."""

from django.urls import path

from tinhso.casework.cashier.web import paying, payouts, safe, till

app_name = "cashier"
urlpatterns = [
    path("phi-le-phi/", paying.owed, name="owed"),
    path("phi-le-phi/bien-nhan/<slug:token>.pdf", paying.online_receipt, name="online_receipt"),
    path("phi-le-phi/<uuid:bill_id>/", paying.bill, name="bill"),
    path("can-bo/thu-ngan/", till.till, name="till"),
    path("can-bo/thu-ngan/bien-lai/<uuid:receipt_id>/", till.receipt, name="receipt"),
    path("can-bo/thu-ngan/bien-lai/<uuid:receipt_id>.pdf", till.receipt_pdf, name="receipt_pdf"),
    path("can-bo/thu-ngan/ca/<uuid:shift_id>/", till.shift, name="shift"),
    path("can-bo/thu-ngan/ca/<uuid:shift_id>.pdf", till.shift_pdf, name="shift_pdf"),
    path("can-bo/thu-ngan/phieu-chi/<uuid:payout_id>/", payouts.payout, name="payout"),
    path("can-bo/thu-ngan/phieu-chi/<uuid:payout_id>.pdf", payouts.payout_pdf, name="payout_pdf"),
    path("can-bo/thu-ngan/quy/", safe.safe, name="safe"),
    path("can-bo/thu-ngan/giay-nop/<uuid:deposit_id>.pdf", safe.deposit_pdf, name="deposit_pdf"),
]
