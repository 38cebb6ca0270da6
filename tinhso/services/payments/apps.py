from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "tinhso.services.payments"
    label = "payments"
    verbose_name = "Thanh toán trực tuyến"
