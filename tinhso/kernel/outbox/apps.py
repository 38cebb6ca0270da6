from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "tinhso.kernel.outbox"
    label = "outbox"
