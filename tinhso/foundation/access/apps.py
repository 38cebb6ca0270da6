"""The module as Django sees it."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "tinhso.foundation.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Quyền và nhật ký"
