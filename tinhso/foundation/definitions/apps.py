from django.apps import AppConfig


class DefinitionsConfig(AppConfig):
    name = "tinhso.foundation.definitions"
    label = "definitions"
