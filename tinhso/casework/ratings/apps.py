from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tinhso.kernel.database import keep_rows


class RatingsConfig(AppConfig):
    name = "tinhso.casework.ratings"
    label = "ratings"
    verbose_name = "Đánh giá"

    def ready(self) -> None:
        post_migrate.connect(_keep, sender=self)


def _keep(sender: AppConfig, **_: object) -> None:
    """A slip is not taken away, and what was said once stays beside what was said later."""
    keep_rows(
        sender.get_model("Slip"), fixed=("subject_kind", "subject_id", "rater", "way", "assisted_by_id", "given_at")
    )
    keep_rows(sender.get_model("SlipVersion"), fixed=("slip_id", "seq", "level", "choices", "at"))
