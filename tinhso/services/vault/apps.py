from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tinhso.kernel.database import keep_rows


class VaultConfig(AppConfig):
    name = "tinhso.services.vault"
    label = "vault"
    verbose_name = "Kho dữ liệu điện tử"

    def ready(self) -> None:
        post_migrate.connect(_keep_signed, sender=self)


def _keep_signed(sender: AppConfig, **_: object) -> None:
    """A document in a vault stays, with its file and number; who holds it and whether it is in force may change."""
    keep_rows(sender.get_model("Item"), fixed=("file_id", "file_sha256", "number", "issued_on", "token"))
