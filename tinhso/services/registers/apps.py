from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tinhso.kernel.database import keep_rows


class RegistersConfig(AppConfig):
    name = "tinhso.services.registers"
    label = "registers"
    verbose_name = "Sổ và số"

    def ready(self) -> None:
        post_migrate.connect(_keep_signed, sender=self)


def _keep_signed(sender: AppConfig, **_: object) -> None:
    """What was issued stays as it was issued; what happened to it afterwards stays as it was told."""
    issued = ("year", "number", "notation", "subject_kind", "subject_id", "title", "issued_on", "token", "file_id")
    keep_rows(sender.get_model("Entry"), fixed=issued)
    change = sender.get_model("Change")
    keep_rows(change, fixed=[field.attname for field in change._meta.concrete_fields])
