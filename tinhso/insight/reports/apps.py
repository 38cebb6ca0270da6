from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tinhso.kernel.database import keep_rows


class ReportsConfig(AppConfig):
    name = "tinhso.insight.reports"
    label = "reports"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        post_migrate.connect(_keep_closed, sender=self)


def _keep_closed(sender: AppConfig, **_: object) -> None:
    """What was closed stays as it was closed; a correction is another copy."""
    for name in ("Copy", "CopyRecord"):
        model = sender.get_model(name)
        keep_rows(model, fixed=[one.attname for one in model._meta.concrete_fields])
