from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tinhso.kernel.database import keep_rows


class PostConfig(AppConfig):
    name = "tinhso.services.post"
    label = "post"
    verbose_name = "Bưu chính"

    def ready(self) -> None:
        post_migrate.connect(_keep, sender=self)


def _keep(sender: AppConfig, **_: object) -> None:
    """A waybill number is used once and stays with its order; what was told about a letter stays as it was told."""
    keep_rows(sender.get_model("Waybill"), when="OLD.state <> 'free'", fixed=("code", "order_id"))
    keep_rows(sender.get_model("Step"))
