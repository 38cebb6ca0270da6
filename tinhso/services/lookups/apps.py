from django.apps import AppConfig


class LookupsConfig(AppConfig):
    name = "tinhso.services.lookups"
    label = "lookups"
    verbose_name = "Tra cứu cơ sở dữ liệu"
