from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "tinhso.services.registers"
    label = "registers"
    verbose_name = "Sổ và số"
