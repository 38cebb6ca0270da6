"""Addresses of payments."""

from django.urls import path

from tinhso.services.payments.web import messages

app_name = "payments"
urlpatterns = [
    path("thanh-toan/bao/<slug:channel>/", messages.take, name="message"),
]
