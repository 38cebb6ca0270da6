"""How each signature of a batch went."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from tinhso.casework.dossiers import queries
from tinhso.casework.dossiers.waiting_letters import Waiting
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
    is_letter: bool = False

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


def of_letter(one: Waiting, *, message: str = "", is_down: bool = False) -> Outcome:
    """How an act went whose letter was to be signed; an asked agency comes to its question, an extract to its line, a list of
    copies to its batch, others to the dossier.
    """
    name, key = "dossiers:work", one.dossier_id
    if one.consultation_id:
        name, key = "dossiers:opinion", one.consultation_id
    elif one.entry_id:
        name, key = "dossiers:entry", one.entry_id
    elif one.batch_id:
        name, key = "dossiers:copy_batch", one.batch_id
    href = reverse(name, args=[key])
    return Outcome(
        code=one.code,
        title=f"{one.act.words}: {one.about}" if one.about else one.act.words,
        href=href,
        message=message,
        is_down=is_down,
        is_letter=True,
    )


def noun_of(outcomes: Sequence[Outcome]) -> str:
    """What was signed, in one word for all of them."""
    return "văn bản" if any(one.is_letter for one in outcomes) else "kết quả"


def tell_denial(refused: DomainError, actor: Actor) -> None:
    """A denial inside a batch answers one line, not the page: the security log hears of it here."""
    if refused.is_denial:
        access.record_denial(actor=actor, act="dossiers.sign", path="")
