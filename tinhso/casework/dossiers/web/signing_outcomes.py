"""How each signature of a batch went."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from tinhso.casework.dossiers import queries
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import DomainError


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one signature went; `message` is "" when it is there."""

    code: str
    title: str
    href: str
    message: str
    is_down: bool = False

    @property
    def is_signed(self) -> bool:
        return not self.message


def named(task_id: UUID, actor: Actor, *, message: str = "", is_down: bool = False) -> Outcome:
    """Which dossier it is about, or why the officer may not know."""
    try:
        dossier_id = workflow.get_task(task_id).subject[1]
        dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Ký kết quả")
    except DomainError as refused:
        tell_denial(refused, actor)
        return Outcome(code="Hồ sơ", title="", href="", message=refused.message)
    href = reverse("dossiers:work", args=[dossier_id]) + "?loc=sign"
    return Outcome(code=dossier.code, title=dossier.procedure_title, href=href, message=message, is_down=is_down)


def tell_denial(refused: DomainError, actor: Actor) -> None:
    """A denial inside a batch answers one line, not the page: the security log hears of it here."""
    if refused.is_denial:
        access.record_denial(actor=actor, act="dossiers.sign", path="")
