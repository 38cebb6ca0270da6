from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tinhso.kernel.database import keep_rows


class FilesConfig(AppConfig):
    name = "tinhso.foundation.files"
    label = "files"

    def ready(self) -> None:
        post_migrate.connect(_keep_signed, sender=self)


def _keep_signed(sender: AppConfig, **_: object) -> None:
    """A signed file keeps its link, and so its row; no row ever points at other bytes."""
    keep_rows(sender.get_model("FileLink"), when="OLD.signed", fixed=("file_id", "owner_kind", "owner_id", "signed"))
    keep_rows(sender.get_model("StoredFile"), fixed=("sha256",), deletable=True)
