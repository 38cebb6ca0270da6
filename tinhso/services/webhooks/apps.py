"""The module as Django sees it."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "tinhso.services.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Sự kiện cho hệ thống khác"
