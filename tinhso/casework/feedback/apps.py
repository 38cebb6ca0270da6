from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tinhso.kernel.database import keep_rows


class FeedbackConfig(AppConfig):
    name = "tinhso.casework.feedback"
    label = "feedback"
    verbose_name = "Phản ánh, kiến nghị"

    def ready(self) -> None:
        post_migrate.connect(_keep, sender=self)


def _keep(sender: AppConfig, **_: object) -> None:
    """What was sent stays, with its term; an answer that was given stays as it was given."""
    model = sender.get_model("Feedback")
    keep_rows(model, fixed=("subject_kind", "subject_id", "sender_id", "topic", "text", "sent_at", "due_at"))
