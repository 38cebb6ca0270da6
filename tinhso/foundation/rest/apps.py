"""The module as Django sees it."""

from django.apps import AppConfig


class RestConfig(AppConfig):
    name = "tinhso.foundation.rest"
    label = "rest"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Giao diện lập trình"
