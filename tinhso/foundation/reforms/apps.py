from django.apps import AppConfig


class ReformsConfig(AppConfig):
    name = "tinhso.foundation.reforms"
    label = "reforms"
