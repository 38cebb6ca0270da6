"""Start of the module: tells access who holds which post, and listens to sign-ins."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "tinhso.foundation.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Danh tính"
