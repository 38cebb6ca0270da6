from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "tinhso.services.signatures"
    label = "signatures"
    verbose_name = "Chữ ký số"
