"""What every act on a dossier does alike: lock it, move its status, keep its lists true, tell what happened."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Max

from tinhso.casework.dossiers import dues, mailing, waiting_letters
from tinhso.casework.dossiers.confidentiality import may_see
from tinhso.casework.dossiers.domain import may_become
from tinhso.casework.dossiers.errors import HiddenDossier, NoDossier, StaleVersion, WrongStatus
from tinhso.casework.dossiers.events import DossierEvent
from tinhso.casework.dossiers.last_changes import last_change
from tinhso.casework.dossiers.models import Dossier, StatusChange, WorkItem
from tinhso.casework.dossiers.opinions import drop_questions
from tinhso.casework.dossiers.places import of_step
from tinhso.casework.dossiers.sector_systems import is_to_type
from tinhso.casework.dossiers.types import FilingChannel, Reason, Status
from tinhso.engines.workflow.types import Act, Progress
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.database import lock_row
from tinhso.kernel.outbox.api import publish
from tinhso.kernel.text import fold

E = TypeVar("E", bound=DossierEvent)


def lock(dossier_id: UUID, *, version: int | None = None, actor: Actor | None = None) -> Dossier:
    """The dossier's row, locked. Raises NoDossier, StaleVersion when the page that acts was of an older version, and
    HiddenDossier when it is of a level that the actor's post does not see."""
    row = lock_row(Dossier.objects.filter(id=dossier_id)).first()
    if row is None:
        raise NoDossier
    if actor is not None and not may_see(row.level, actor):
        raise HiddenDossier
    if version is not None and row.version != version:
        raise StaleVersion(last_change(row, actor)) if actor is not None and actor.is_officer else StaleVersion()
    return row


def move(
    row: Dossier,
    status: Status,
    *,
    words: str,
    at: datetime,
    actor: Actor,
    reasons: Sequence[Reason] = (),
) -> None:
    """Give the locked dossier its next status and a line of history. Raises WrongStatus for a forbidden transition."""
    old = Status(row.status)
    if not may_become(old, status):
        raise WrongStatus(f"Hồ sơ đang ở tình trạng “{old.title}”, không thể chuyển sang “{status.title}”.")
    row.status = status.value
    note(row, words=words, at=at, actor=actor, reasons=reasons)
    if status is Status.FINISHED or status.is_over:
        waiting_letters.drop_overtaken(row, at=at, actor=actor)


def note(row: Dossier, *, words: str, at: datetime, actor: Actor, reasons: Sequence[Reason] = ()) -> None:
    """A line of history under the present status."""
    last = StatusChange.objects.filter(dossier=row).aggregate(seq=Max("seq"))["seq"] or 0
    _write_line(row, last + 1, words, at, actor, reasons)


def begin(row: Dossier, *, words: str, at: datetime, actor: Actor) -> None:
    """Write a new dossier and the first line of its history."""
    row.save(force_insert=True)
    _write_line(row, 1, words, at, actor, ())


def _write_line(row: Dossier, seq: int, words: str, at: datetime, actor: Actor, reasons: Sequence[Reason]) -> None:
    StatusChange.objects.create(
        dossier=row,
        seq=seq,
        status=row.status,
        at=at,
        words=words,
        agency_id=actor.agency_id,
        person_id=actor.person_id,
        post_id=actor.post_id,
        reasons=[{"component": r.component, "text": r.text, "remedy": r.remedy} for r in reasons],
    )


def save(row: Dossier, *fields: str) -> None:
    """Write the named fields with the status and a new version, so that stale pages are noticed."""
    row.version += 1
    row.save(update_fields=["status", "version", *fields])


def follow(row: Dossier, progress: Progress, *, at: datetime, actor: Actor) -> None:
    """Make the worklist equal to the open tasks: closed ones leave the lists, opened ones enter them."""
    closed = [task.id for task in progress.closed]
    if closed:
        WorkItem.objects.filter(task_id__in=closed).update(
            is_open=False, closed_at=at, closed_by_id=actor.person_id, status=row.status
        )
    for task in progress.opened:
        WorkItem.objects.create(
            dossier=row,
            task_id=task.id,
            code=row.code,
            procedure_code=row.procedure_code,
            procedure_title=row.procedure_title,
            applicant_name=row.applicant_name,
            name_folded=fold(row.applicant_name)[:200],
            level="" if task.consults else row.level,
            step=task.step,
            step_title=task.title,
            # The copies of a batch are signed on the batch's own page.
            signs=row.batch_id is None and any(Act.SIGN in outcome.does for outcome in task.outcomes),
            is_online=row.channel == FilingChannel.ONLINE,
            by_hand=not task.consults and row.accepted_at is not None and is_to_type(row),
            role=task.role,
            agency_id=of_step(row, task.place, task.does),
            post_id=task.post_id,
            person_id=task.person_id,
            status=row.status,
            opened_at=at,
            due_at=task.due_at,
            dossier_due_at=row.due_at,
            order_at=task.due_at or row.due_at or at,
        )
    if row.finished_at is not None:
        drop_questions(row, reason="Hồ sơ đã có kết quả.", at=at, actor=actor)
    if progress.closed:
        WorkItem.objects.filter(dossier=row, is_open=True).update(status=row.status, dossier_due_at=row.due_at)


def close_lists(row: Dossier, *, at: datetime, actor: Actor, keeps_dues: bool = False) -> None:
    """Nothing is left to do: every open row of this dossier leaves the lists, no opinion is waited for, nothing is owed.

    `keeps_dues`: another dossier takes its place, and its dues with it.
    """
    if not keeps_dues:
        dues.close(row, actor=actor)
        mailing.close(row, actor=actor)
    drop_questions(row, reason="Hồ sơ không giải quyết tiếp.", at=at, actor=actor)
    WorkItem.objects.filter(dossier=row, is_open=True).update(
        is_open=False, closed_at=at, closed_by_id=actor.person_id, status=row.status
    )


def tell(
    row: Dossier,
    event: type[E],
    *,
    act: str,
    actor: Actor,
    detail: dict[str, object] | None = None,
    is_first: bool = False,
    **extra: Any,
) -> None:
    """The audit row and the event of one act; `is_first` when the act made the dossier."""
    access.record_write(actor=actor, act=act, target=("dossier", row.id), detail=detail or {})
    publish(
        event(
            dossier_id=row.id,
            code=row.code,
            procedure_code=row.procedure_code,
            field_code=row.field_code,
            situation=row.situation,
            channel=row.channel,
            applicant_kind=row.applicant_class or row.applicant_kind,
            receiving_agency_id=row.receiving_agency_id,
            owner_agency_id=row.owner_agency_id,
            status=row.status,
            submitted_at=row.submitted_at,
            accepted_at=row.accepted_at,
            statutory_due_at=row.statutory_due_at,
            due_at=row.due_at,
            finished_at=row.finished_at,
            returned_at=row.returned_at,
            decision=row.decision,
            **extra,
        ),
        aggregate=("dossier", row.id),
        actor=actor,
        is_first=is_first,
    )


def stamp_on(at: datetime) -> Any:
    """The province's date of an instant."""
    return local(at).date()
