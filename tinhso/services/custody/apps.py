from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tinhso.kernel.database import keep_rows


class CustodyConfig(AppConfig):
    name = "tinhso.services.custody"
    label = "custody"
    verbose_name = "Giao nhận giấy tờ gốc"

    def ready(self) -> None:
        post_migrate.connect(_keep, sender=self)


def _keep(sender: AppConfig, **_: object) -> None:
    """Who gave what to whom stays as both confirmed it."""
    keep_rows(sender.get_model("Thing"), fixed=("subject_kind", "subject_id", "kind", "title", "count"))
    keep_rows(sender.get_model("HandOver"), when="OLD.state <> 'waiting'", fixed=("giver_id", "receiver_id", "state"))
