from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "tinhso.casework.dossiers"
    label = "dossiers"
