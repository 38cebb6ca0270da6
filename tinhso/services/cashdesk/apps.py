from django.apps import AppConfig


class CashdeskConfig(AppConfig):
    name = "tinhso.services.cashdesk"
    label = "cashdesk"
    verbose_name = "Quầy thu"
