"""What every act on a due does alike: lock, change with a line of history, publish; owe back what is too much."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Sum

from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.database import lock_row
from tinhso.kernel.outbox.api import publish
from tinhso.services.fees.events import DueChanged, FeeEvent, RefundOwed
from tinhso.services.fees.models import Due, DueChange, Refund, Settlement
from tinhso.services.fees.types import DueState

KIND = "fees.due"
MOST_REASON = 500


def lock_dues(ids: Iterable[UUID]) -> list[Due]:
    """The dues, locked in the order of their ids, so that two payments never wait for each other in a circle."""
    return list(lock_row(Due.objects.filter(id__in=set(ids)).order_by("id")))


def lock_subject(subject: tuple[str, UUID]) -> list[Due]:
    """Every due of a subject, locked."""
    return list(lock_row(Due.objects.filter(subject_kind=subject[0], subject_id=subject[1]).order_by("id")))


def note(row: Due, change: str, *, at: datetime, reason: str = "", actor: Actor) -> None:
    """A line of the due's history."""
    last = DueChange.objects.filter(due=row).aggregate(seq=Max("seq"))["seq"] or 0
    DueChange.objects.create(
        due=row,
        seq=last + 1,
        at=at,
        change=change,
        state=row.state,
        amount_vnd=row.amount_vnd,
        paid_vnd=row.paid_vnd,
        reason=reason[:MOST_REASON],
        person_id=actor.person_id,
    )


def tell(row: Due, event: type[FeeEvent], *, at: datetime, actor: Actor, is_first: bool = False, **facts: Any) -> None:
    """Publish an event of this due."""
    publish(
        event(
            due_id=row.id,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            procedure_code=row.procedure_code,
            field_code=row.field_code,
            owner_agency_id=row.owner_agency_id,
            receiving_agency_id=row.receiving_agency_id,
            account_agency_id=row.account_agency_id,
            kind=row.kind,
            stage=row.stage,
            channel=row.channel,
            on=local(at).date(),
            **facts,
        ),
        aggregate=(KIND, row.id),
        actor=actor,
        is_first=is_first,
    )


def set_amount(
    row: Due, amount_vnd: int, change: str, *, at: datetime, reason: str, actor: Actor, cancels: bool = False
) -> None:
    """Another amount is owed from now on; the state follows from it and from what was paid. Nothing is silent."""
    before = row.amount_vnd
    row.amount_vnd = amount_vnd
    row.state = DueState.CANCELLED.value if cancels else state_of(row).value
    row.save(update_fields=["amount_vnd", "state", "exemption"])
    note(row, change, at=at, reason=reason, actor=actor)
    tell(row, DueChanged, at=at, actor=actor, change=change, state=row.state, before_vnd=before, amount_vnd=amount_vnd)


def state_of(row: Due) -> DueState:
    """Where a due stands by its amounts, unless it was cancelled."""
    if row.state == DueState.CANCELLED:
        return DueState.CANCELLED
    if row.amount_vnd == 0:
        return DueState.EXEMPT
    return DueState.SETTLED if row.paid_vnd >= row.amount_vnd else DueState.OPEN


def owe_back(
    row: Due, amount_vnd: int, cause: str, *, settlement: Settlement | None = None, at: datetime, actor: Actor
) -> None:
    """Somebody has money to get back."""
    refund = Refund.objects.create(due=row, settlement=settlement, amount_vnd=amount_vnd, cause=cause, owed_at=at)
    note(row, "refund_owed", at=at, reason=cause, actor=actor)
    tell(row, RefundOwed, at=at, actor=actor, refund_id=refund.id, amount_vnd=amount_vnd, cause=cause)


def owe_back_too_much(row: Due, cause: str, *, at: datetime, actor: Actor) -> None:
    """Whatever was paid and is neither owed nor already on its way back."""
    returning = (
        Refund.objects.filter(due=row, settlement=None).exclude(state="dropped").aggregate(sum=Sum("amount_vnd"))
    )
    too_much = row.paid_vnd - row.amount_vnd - (returning["sum"] or 0)
    if too_much > 0:
        owe_back(row, too_much, cause, at=at, actor=actor)
