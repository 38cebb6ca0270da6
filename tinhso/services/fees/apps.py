from django.apps import AppConfig


class FeesConfig(AppConfig):
    name = "tinhso.services.fees"
    label = "fees"
    verbose_name = "Phí, lệ phí"
