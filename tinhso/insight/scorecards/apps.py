from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tinhso.kernel.database import keep_rows


class ScorecardsConfig(AppConfig):
    name = "tinhso.insight.scorecards"
    label = "scorecards"
    verbose_name = "Bộ chỉ số"

    def ready(self) -> None:
        post_migrate.connect(_keep, sender=self)


def _keep(sender: AppConfig, **_: object) -> None:
    """A frozen month stays as it was frozen; a contest keeps who said what, and its decision once there is one."""
    for name in ("FrozenCard", "FrozenCase"):
        model = sender.get_model(name)
        keep_rows(model, fixed=[one.attname for one in model._meta.concrete_fields])
    keep_rows(
        sender.get_model("Contest"),
        when="OLD.state != 'open'",
        fixed=("card", "item", "agency_id", "case_id", "reason", "state", "decision", "decided_by_id", "decided_at"),
    )
