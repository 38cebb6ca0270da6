"""What tests and demonstrations of other rooms may use: a mail server and gateways that misbehave on purpose; the sample's words."""

from pathlib import Path

from django.conf import settings

from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import system_actor
from tinhso.services.notifications.simulated_mail import MailServer, mail_server
from tinhso.services.notifications.simulator import Partners, partners

__all__ = ["MailServer", "Partners", "apply_notices", "mail_server", "partners"]


def apply_notices(folder: Path) -> None:
    """Bring what the sample tells its people, and by which rules, into force; `folder` is an empty one for it."""
    (folder / "notices").symlink_to(settings.DEFINITIONS_DIR / "notices")
    (folder / "rules").mkdir()
    (folder / "rules" / "notices").symlink_to(settings.DEFINITIONS_DIR / "rules" / "notices")
    definitions.apply_folder(folder, actor=system_actor())
