from django.apps import AppConfig


class ReceiverToldConfig(AppConfig):
    name = "tinhso.flows.receiver_told"
    label = "receiver_told"
    verbose_name = "Báo chủ hệ thống nhận sự kiện"
