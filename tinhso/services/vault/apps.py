from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "tinhso.services.vault"
    label = "vault"
    verbose_name = "Kho dữ liệu điện tử"
