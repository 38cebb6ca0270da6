from django.apps import AppConfig


class EreceiptsConfig(AppConfig):
    name = "tinhso.services.ereceipts"
    label = "ereceipts"
    verbose_name = "Biên lai điện tử"
