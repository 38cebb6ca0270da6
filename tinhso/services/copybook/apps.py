from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tinhso.kernel.database import keep_rows


class CopybookConfig(AppConfig):
    name = "tinhso.services.copybook"
    label = "copybook"
    verbose_name = "Sổ chứng thực bản sao"

    def ready(self) -> None:
        post_migrate.connect(_keep_signed, sender=self)


def _keep_signed(sender: AppConfig, **_: object) -> None:
    """A line that has its number stays as it was signed; it may be struck out, once."""
    signed = (
        "year",
        "number",
        "agency_id",
        "signed_on",
        "signer",
        "requester_name",
        "title",
        "pages",
        "copies",
        "fee_vnd",
    )
    line = sender.get_model("Line")
    keep_rows(line, when="OLD.number IS NOT NULL", fixed=(*signed, "dossier_id"))
