"""Start of the module: tells access who holds which post, and listens to sign-ins."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "tinhso.foundation.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Danh tính"

    def ready(self) -> None:
        """Models are loaded only now, so the two imports cannot stand above."""
        from tinhso.foundation.access import api as access
        from tinhso.foundation.identity import signals
        from tinhso.foundation.identity.queries import PostDirectory

        access.register_directory(PostDirectory())
        signals.connect()
