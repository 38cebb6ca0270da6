from django.apps import AppConfig


class FeePaidConfig(AppConfig):
    name = "tinhso.flows.fee_paid"
    label = "fee_paid"
    verbose_name = "Tiền nộp cho hồ sơ"
