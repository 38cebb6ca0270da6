"""A person says why a difference is right as it is; whoever reads the list sees the reason, and it holds for these values only."""

from uuid import UUID

from django.db import transaction

from tinhso.flows.reconciliation import queries
from tinhso.flows.reconciliation.errors import NotWaiting, WrongReason
from tinhso.flows.reconciliation.models import DifferenceRow
from tinhso.flows.reconciliation.types import ACCEPT, Code
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.text import clean

LEAST, MOST = 10, 500


def accept_difference(*, difference_id: UUID, reason: str, seen: tuple[str, str], actor: Actor) -> None:
    """`seen`: both values as the reader saw them. Raises ActDenied, NoDifference, NotWaiting, WrongReason."""
    words = clean(reason)[:MOST]
    with transaction.atomic():
        read = queries.row_of(difference_id, actor=actor)
        access.authorise(actor=actor, act=ACCEPT, agency_id=_agency(read, actor))
        row = lock_row(DifferenceRow.objects.filter(id=read.id)).get()
        if Code(row.code).is_settled_elsewhere:
            raise NotWaiting("Chênh lệch này được xử lý ở trang đối soát thanh toán.")
        if row.gone_at is not None or row.accepted_at is not None or (row.ours, row.theirs) != seen:
            raise NotWaiting("Chênh lệch này vừa thay đổi. Đọc lại rồi giải trình.")
        if len(words) < LEAST:
            raise WrongReason(
                "Chưa có lý do.", fields={"/reason": f"Ghi vì sao chấp nhận được, ít nhất {LEAST} ký tự."}
            )
        row.reason, row.accepted_at, row.accepted_by_id = words, now(), actor.person_id
        row.save(update_fields=["reason", "accepted_at", "accepted_by_id"])
        access.record_write(
            actor=actor,
            act=ACCEPT,
            target=("reconciliation_difference", row.id),
            detail={"code": row.code, "ours": row.ours, "theirs": row.theirs},
        )


def _agency(row: DifferenceRow, actor: Actor) -> UUID | access.Whose:
    """The agency whose matter it is: the one of the two that the actor may accept for, else the owner."""
    if row.owner_agency_id is None:
        return access.Whose.NO_AGENCY
    receiving = row.receiving_agency_id
    if receiving is not None and access.can(actor=actor, act=ACCEPT, agency_id=receiving):
        return receiving
    return row.owner_agency_id


def may_accept(difference_id: UUID, *, actor: Actor) -> bool:
    """Whether to show the form."""
    row = queries.row_of(difference_id, actor=actor)
    return not Code(row.code).is_settled_elsewhere and access.can(
        actor=actor, act=ACCEPT, agency_id=_agency(row, actor)
    )
