from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tinhso.kernel.database import keep_rows


class DossiersConfig(AppConfig):
    name = "tinhso.casework.dossiers"
    label = "dossiers"

    def ready(self) -> None:
        post_migrate.connect(_keep_signed, sender=self)
        # Models are loaded only now, so these imports cannot stand above.
        from tinhso.casework.dossiers import timing
        from tinhso.casework.dossiers.confidentiality import hidden_among
        from tinhso.engines.deadlines import api as deadlines
        from tinhso.services.custody import api as custody

        custody.register_guard("dossier", hidden_among)
        deadlines.name_subjects("dossier", timing.codes_of)
        deadlines.name_subjects("consultation", timing.questions_of)


def _keep_signed(sender: AppConfig, **_: object) -> None:
    """A signed result and a digitised copy stay as they were signed."""
    signed = ("decision", "title", "number", "file_id", "sha256", "signed_at", "signed_by_id", "signer_name",
              "signed_file_id", "on_paper", "issued_at", "issued_by_id", "valid_to")  # fmt: skip
    keep_rows(sender.get_model("Result"), when="OLD.file_id IS NOT NULL", fixed=(*signed, "verify_token"))
    keep_rows(
        sender.get_model("DigitisedCopy"),
        fixed=("dossier_id", "component", "source_file_id", "file_id", "sha256", "code", "item_id", "signer_name"),
    )
