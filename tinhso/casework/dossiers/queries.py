"""Guarded reads: a row reaches only its applicant or an officer whose posts may read it, and the read is logged."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q, QuerySet

from tinhso.casework.dossiers import models
from tinhso.casework.dossiers.applicants import holders_of
from tinhso.casework.dossiers.errors import NoDossier, TooManyTries
from tinhso.casework.dossiers.types import (
    Decision,
    Dossier,
    FilingChannel,
    Paper,
    Reason,
    Result,
    ReturnMethod,
    Status,
    Step,
    Tracked,
    WorkItem,
)
from tinhso.engines.deadlines import api as deadlines
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.encryption import blind_index

TRIES_AN_HOUR = 5
PAGE = 50


def tracking_index(code: str, last_four: str) -> bytes:
    """What public tracking looks for: equal only when both the code and the four characters are."""
    return blind_index(f"{code.strip().upper()}|{last_four.strip().upper()}", "dossier.tracking")


def get_dossier(dossier_id: UUID, *, actor: Actor, purpose: str) -> Dossier:
    """The dossier with its answers; the read is logged under its purpose. Raises NoDossier for who may not see it."""
    row = _visible(models.Dossier.objects.filter(id=dossier_id).first(), actor)
    holder = HolderRef(kind=row.applicant_kind, id=row.applicant_id)
    access.record_read(actor=actor, holders=[holder], purpose=purpose, target=("dossier", row.id))
    return view(row)


def _visible(row: models.Dossier | None, actor: Actor) -> models.Dossier:
    if row is None:
        raise NoDossier
    if actor.is_officer:
        seen = access.scope(actor=actor, act="dossiers.read")
        if seen.everywhere or {row.receiving_agency_id, row.owner_agency_id} & seen.agency_ids:
            return row
        if models.WorkItem.objects.filter(dossier=row, agency_id__in=seen.agency_ids).exists():
            return row
        raise NoDossier
    if (row.applicant_kind, row.applicant_id) in holders_of(actor):
        return row
    raise NoDossier


def view(row: models.Dossier) -> Dossier:
    return Dossier(
        id=row.id,
        code=row.code,
        procedure_code=row.procedure_code,
        procedure_title=row.procedure_title,
        procedure_version_id=row.procedure_version_id,
        situation=row.situation,
        status=Status(row.status),
        channel=FilingChannel(row.channel),
        return_method=ReturnMethod(row.return_method),
        applicant=HolderRef(kind=row.applicant_kind, id=row.applicant_id),
        applicant_name=row.applicant_name,
        receiving_agency_id=row.receiving_agency_id,
        owner_agency_id=row.owner_agency_id,
        submitted_at=row.submitted_at,
        accepted_at=row.accepted_at,
        statutory_due_at=row.statutory_due_at,
        due_at=row.due_at,
        finished_at=row.finished_at,
        returned_at=row.returned_at,
        answers=row.answers,
        papers={code: tuple(UUID(i) for i in ids) for code, ids in row.papers.items()},
        held={code: UUID(item) for code, item in row.held.items()},
        decision=Decision(row.decision) if row.decision else None,
        replaces_id=row.replaces_id,
        verify_token=row.verify_token,
        version=row.version,
    )


def history(dossier_id: UUID) -> tuple[Step, ...]:
    """The lines of a dossier's history, oldest first; the caller has read the dossier."""
    rows = models.StatusChange.objects.filter(dossier_id=dossier_id).order_by("seq")
    return tuple(
        Step(
            status=Status(row.status),
            at=row.at,
            words=row.words,
            agency_id=row.agency_id,
            person_id=row.person_id,
            reasons=tuple(Reason(**reason) for reason in row.reasons),
        )
        for row in rows
    )


def papers_of(dossier_id: UUID) -> tuple[Paper, ...]:
    """The papers the one-stop printed, oldest first."""
    rows = models.Paper.objects.filter(dossier_id=dossier_id).order_by("created_at")
    return tuple(
        Paper(id=row.id, kind=row.kind, title=row.title, file_id=row.file_id, created_at=row.created_at) for row in rows
    )


def result_of(dossier_id: UUID) -> Result | None:
    """The result, drafted or signed, None before the first draft."""
    row = models.Result.objects.filter(dossier_id=dossier_id).first()
    return None if row is None else _result(row)


def _result(row: models.Result) -> Result:
    return Result(
        decision=Decision(row.decision),
        title=row.title,
        number=row.number,
        fields=row.fields,
        file_id=row.file_id,
        sha256=row.sha256,
        signed_at=row.signed_at,
        signer_name=row.signer_name,
        verify_token=row.verify_token,
    )


def cancellation_of(dossier_id: UUID) -> models.Cancellation | None:
    """The request to cancel a wrong acceptance that waits for the head."""
    return models.Cancellation.objects.filter(dossier_id=dossier_id, approved_at__isnull=True).first()


def my_dossiers(*, actor: Actor, limit: int = 100) -> tuple[Dossier, ...]:
    """The signed-in person's dossiers and those of their organisations, newest first."""
    mine = Q(pk__in=[])
    for kind, holder_id in holders_of(actor):
        mine |= Q(applicant_kind=kind, applicant_id=holder_id)
    rows = models.Dossier.objects.filter(mine).defer("answers").order_by("-submitted_at")[:limit]
    return tuple(_without_answers(row) for row in rows)


def _without_answers(row: models.Dossier) -> Dossier:
    row.answers = {}
    return view(row)


@dataclass(frozen=True, kw_only=True)
class Worklist:
    """A page of an officer's list and the cursor of the next one ("" at the end)."""

    items: tuple[WorkItem, ...]
    next_cursor: str


def worklist(
    *, actor: Actor, view_name: str = "", text: str = "", cursor: str = "", limit: int = PAGE
) -> Worklist:
    """Open tasks that the actor's post may do, most urgent first.

    `view_name`: "" all, `intake`, `late`, `today`, `mine`, `return`. `text` = code or part of a name. Keyset paging.
    """
    rows = _narrowed(_open_items(actor), actor, view_name)
    if text.strip():
        rows = rows.filter(Q(code__istartswith=text.strip()) | Q(applicant_name__icontains=text.strip()))
    after = _read_cursor(cursor)
    if after is not None:
        rows = rows.filter(Q(order_at__gt=after[0]) | Q(order_at=after[0], id__gt=after[1]))
    found = list(rows.order_by("order_at", "id")[: limit + 1])
    more = len(found) > limit
    return Worklist(
        items=tuple(item_view(row) for row in found[:limit]),
        next_cursor=_write_cursor(found[limit - 1]) if more else "",
    )


def _open_items(actor: Actor) -> QuerySet[models.WorkItem]:
    if actor.post_id is None or actor.agency_id is None:
        return models.WorkItem.objects.none()
    post = identity.get_post(actor.post_id)
    rows = models.WorkItem.objects.filter(is_open=True, agency_id=post.agency_id, role__in=post.roles)
    return rows.filter(Q(person_id__isnull=True) | Q(person_id=actor.person_id))


def _narrowed(rows: QuerySet[models.WorkItem], actor: Actor, view_name: str) -> QuerySet[models.WorkItem]:
    at = now()
    match view_name:
        case "intake":
            return rows.filter(status=Status.REGISTERED)
        case "late":
            return rows.filter(order_at__lt=at)
        case "today":
            tonight = local(at).replace(hour=23, minute=59, second=59)
            return rows.filter(order_at__gte=at, order_at__lte=tonight)
        case "mine":
            return rows.filter(person_id=actor.person_id)
        case "return":
            return rows.filter(status=Status.FINISHED)
        case _:
            return rows


def counters(*, actor: Actor) -> dict[str, int]:
    """How many rows each saved view of the actor's list holds, counted no further than 1,000."""
    rows = _open_items(actor)
    return {
        name: _narrowed(rows, actor, name).order_by()[:1000].count()
        for name in ("", "intake", "late", "today", "mine", "return")
    }


def item_view(row: models.WorkItem) -> WorkItem:
    return WorkItem(
        task_id=row.task_id,
        dossier_id=row.dossier_id,
        code=row.code,
        procedure_code=row.procedure_code,
        procedure_title=row.procedure_title,
        applicant_name=row.applicant_name,
        step=row.step,
        step_title=row.step_title,
        status=Status(row.status),
        agency_id=row.agency_id,
        role=row.role,
        person_id=row.person_id,
        opened_at=row.opened_at,
        due_at=row.due_at,
        dossier_due_at=row.dossier_due_at,
    )


def items_of(dossier_id: UUID) -> tuple[WorkItem, ...]:
    """The open tasks of one dossier."""
    rows = models.WorkItem.objects.filter(dossier_id=dossier_id, is_open=True).order_by("opened_at")
    return tuple(item_view(row) for row in rows)


@dataclass(frozen=True, kw_only=True)
class Morning:
    """What a head sees first: who will be late, which filings nobody has answered."""

    late: tuple[WorkItem, ...]
    soon: tuple[WorkItem, ...]
    unanswered: tuple[WorkItem, ...]
    until: datetime


def morning(*, actor: Actor, working_days: int = 3, limit: int = 100) -> Morning:
    """Over the agencies the actor supervises: late now, late within n working days unless somebody acts, unanswered filings."""
    seen = access.scope(actor=actor, act="dossiers.supervise")
    rows = models.WorkItem.objects.filter(is_open=True)
    if not seen.everywhere:
        rows = rows.filter(agency_id__in=seen.agency_ids)
    at = now()
    code = identity.get_agency(actor.agency_id).code if actor.agency_id else None
    until = deadlines.working_window(days=working_days, agency_code=code, at=at).end
    unanswered = rows.filter(status=Status.REGISTERED).order_by("order_at")[:limit]
    doing = rows.exclude(status=Status.REGISTERED)
    return Morning(
        late=_views(doing.filter(order_at__lt=at).order_by("order_at")[:limit]),
        soon=_views(doing.filter(order_at__gte=at, order_at__lte=until).order_by("order_at")[:limit]),
        unanswered=_views(unanswered),
        until=until,
    )


def _views(rows: Iterable[models.WorkItem]) -> tuple[WorkItem, ...]:
    return tuple(item_view(row) for row in rows)


def track(*, code: str, last_four: str, address: str) -> Tracked:
    """Public tracking. One answer (NoDossier) for unknown and wrong; TooManyTries after five tries an hour an address."""
    key = f"track:{blind_index(address, 'address').hex()}"
    cache.add(key, 0, timeout=timedelta(hours=1).seconds)
    if cache.incr(key) > TRIES_AN_HOUR:
        raise TooManyTries
    row = models.Dossier.objects.filter(
        code=code.strip().upper(), tracking_index=tracking_index(code, last_four)
    ).first()
    if row is None:
        raise NoDossier
    return _tracked(row)


def track_by_token(token: str) -> Tracked:
    """Tracking by the QR of a receipt: whoever holds its 128-bit token. Raises NoDossier."""
    row = models.Dossier.objects.filter(verify_token=token).first()
    if row is None:
        raise NoDossier
    return _tracked(row)


def _tracked(row: models.Dossier) -> Tracked:
    items = items_of(row.id)
    holder = identity.get_agency(items[0].agency_id if items else row.receiving_agency_id).name
    steps = tuple(
        Step(status=s.status, at=s.at, words=s.status.public, agency_id=None, person_id=None)
        for s in public_steps(history(row.id))
    )
    return Tracked(
        code=row.code,
        procedure_title=row.procedure_title,
        status=Status(row.status),
        submitted_at=row.submitted_at,
        accepted_at=row.accepted_at,
        due_at=row.due_at,
        finished_at=row.finished_at,
        holder_title=holder,
        steps=steps,
    )


def public_steps(steps: tuple[Step, ...]) -> list[Step]:
    """One line a status: what happens inside an office stays there."""
    shown: list[Step] = []
    for step in steps:
        if not shown or shown[-1].status is not step.status:
            shown.append(step)
    return shown


def trace(dossier_id: UUID) -> list[dict[str, object]]:
    """National status codes with their times, for the exchange and for the demonstration."""
    return [{"status": int(step.status), "at": step.at.isoformat()} for step in public_steps(history(dossier_id))]


def find_result(token: str) -> tuple[Dossier, Result] | None:
    """The signed result that a verification token names."""
    row = models.Result.objects.select_related("dossier").filter(verify_token=token, signed_at__isnull=False).first()
    return None if row is None else (_without_answers(row.dossier), _result(row))


def _write_cursor(row: models.WorkItem) -> str:
    return base64.urlsafe_b64encode(f"{row.order_at.isoformat()}|{row.id}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, UUID] | None:
    try:
        at, _, item = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        return datetime.fromisoformat(at), UUID(item)
    except (ValueError, binascii.Error):
        return None
