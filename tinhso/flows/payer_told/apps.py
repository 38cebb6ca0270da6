from django.apps import AppConfig


class PayerToldConfig(AppConfig):
    name = "tinhso.flows.payer_told"
    label = "payer_told"
    verbose_name = "Báo người nộp tiền"
