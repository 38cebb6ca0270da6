"""Originals, paper results and tools of a dossier come into custody and go back to the citizen."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle
from tinhso.casework.dossiers.models import ComponentCheck, Dossier
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Invalid
from tinhso.services.custody import api as custody
from tinhso.services.custody.types import NewThing, ThingKind

FROM_APPLICANT = "Người nộp giao tại bộ phận một cửa, theo giấy tiếp nhận"


def take_in_counted(row: Dossier, *, actor: Actor) -> None:
    """With acceptance: what the desk counted on paper is in its hand, as the receipt says."""
    if not access.can(actor=actor, act="custody.hold", agency_id=actor.agency_id):
        return
    titles = {one.code: one.title for one in procedures.get_procedure_version(row.procedure_version_id).components}
    things = [
        NewThing(kind=ThingKind.COMPONENT, code=f"{check.component}{mark}", title=f"{titles[check.component]}{words}"[:300], count=count)
        for check in ComponentCheck.objects.filter(dossier=row).order_by("component")
        for mark, words, count in (("", ", bản chính", check.originals), ("-ban-sao", ", bản sao", check.copies))
        if count and check.component in titles
    ]  # fmt: skip
    if things:
        custody.take_in(
            subject=("dossier", row.id), reference=row.code, things=things, words=FROM_APPLICANT, actor=actor
        )


def take_in_paper(*, dossier_id: UUID, thing: NewThing, words: str, actor: Actor) -> None:
    """An original brought later, the result on paper, or a tool that goes with it: the actor's post holds it now.

    The caller has read the dossier under guard. Raises ActDenied, CustodyInvalid, Invalid when it is known already.
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, actor=actor)
        taken = custody.take_in(
            subject=("dossier", row.id), reference=row.code, things=(thing,), words=words, actor=actor
        )
        if not taken:
            raise Invalid("Giấy tờ này đã có trong sổ giao nhận.", fields={"/title": "Giấy tờ này đã được ghi nhận."})
        chronicle.note(row, words=f"Nhận giữ bản giấy: {thing.title}"[:300], at=now(), actor=actor)


def give_papers_back(*, dossier_id: UUID, thing_ids: Iterable[UUID], identity_checked: str, actor: Actor) -> int:
    """The citizen has these again; how they were known is kept. Raises what custody raises, and Invalid for others' papers."""
    with transaction.atomic():
        row = chronicle.lock(dossier_id, actor=actor)
        count = give_back(row, thing_ids, identity_checked=identity_checked, actor=actor)
        if count:
            chronicle.note(row, words=f"Trả {count} giấy tờ bản giấy cho người dân.", at=now(), actor=actor)
    return count


def give_back(row: Dossier, thing_ids: Iterable[UUID], *, identity_checked: str, actor: Actor) -> int:
    """The same inside the caller's act."""
    wanted = set(thing_ids)
    if not wanted:
        return 0
    if not wanted <= {one.id for one in custody.things_of(("dossier", row.id))}:
        raise Invalid("Có giấy tờ không thuộc hồ sơ này.")
    return custody.give_back(thing_ids=wanted, identity_checked=identity_checked, actor=actor)
