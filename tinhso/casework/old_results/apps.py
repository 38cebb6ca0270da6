from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tinhso.kernel.database import keep_rows


class OldResultsConfig(AppConfig):
    name = "tinhso.casework.old_results"
    label = "old_results"
    verbose_name = "Số hóa kết quả cũ"

    def ready(self) -> None:
        post_migrate.connect(_keep, sender=self)


def _keep(sender: AppConfig, **_: object) -> None:
    """What was drawn, what was found in it, and what was signed stay as they were."""
    keep_rows(
        sender.get_model("Sample"), fixed=("batch_id", "round", "seed", "lines", "fields", "drawn_at", "drawn_by_id")
    )
    keep_rows(
        sender.get_model("Line"), when="OLD.state = 'issued'", fixed=("number", "year", "facts", "file_id", "code")
    )
