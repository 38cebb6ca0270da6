"""The dossier book (sổ theo dõi hồ sơ) of a one-stop: what was received there in a period, in the order of reception."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.casework.dossiers import models
from tinhso.casework.dossiers.confidentiality import may_see
from tinhso.casework.dossiers.types import Decision, FilingChannel, ReturnMethod, Status
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local

WITHHELD = "(theo mức bảo mật)"
PURPOSE = "Sổ theo dõi hồ sơ"
BATCH = 200
# As the book says it to officers; the receipt says "của bạn" to the applicant.
_WAYS = {
    ReturnMethod.ONLINE: "Bản điện tử vào kho dữ liệu",
    ReturnMethod.COUNTER: "Tại bộ phận một cửa",
    ReturnMethod.POSTAL: "Qua bưu chính công ích",
}


@dataclass(frozen=True, kw_only=True)
class BookLine:
    """One line of the book, column by column as form 06 of TT 01/2018 (form 07 of TT 03/2025) has them.

    `key` continues the book after this line.
    """

    key: str
    id: UUID
    code: str
    procedure_title: str
    applicant_name: str
    contact: str
    owner_agency: str
    received_at: datetime
    due_at: datetime | None
    returned_at: datetime | None
    return_way: str
    note: str


def lines_of(
    agency_id: UUID, first: date, last: date, *, after: str = "", limit: int = BATCH, actor: Actor
) -> tuple[BookLine, ...]:
    """Lines of the dossiers that the agency accepted from `first` to `last` (both included), after a line's key.

    One page is a constant number of queries and one logged read of its applicants. Raises Denied.
    """
    access.authorise(actor=actor, act="dossiers.read", agency_id=agency_id)
    rows = _period(agency_id, first, last)
    found = list(_after(rows, after).defer("answers").order_by("accepted_at", "id")[:limit])
    # The book is complete; whose dossier it is stands there only for who sees its level.
    seen = {row.id for row in found if may_see(row.level, actor)}
    holders = {row.holder for row in found if row.id in seen}
    contacts = identity.contacts_of(holders, actor=actor, purpose=PURPOSE) if holders else {}
    agencies = {one.id: one.name for one in identity.list_agencies()}
    places = reference.get_units({one.unit_code for one in contacts.values() if one.unit_code})
    lines = []
    for row in found:
        assert row.accepted_at is not None
        contact = contacts.get(row.holder) if row.id in seen else None
        place = places.get(contact.unit_code) if contact else None
        reached = (contact.address, place.full_name if place else "", contact.phone) if contact else ()
        lines.append(
            BookLine(
                key=f"{row.accepted_at.isoformat()}_{row.id}",
                id=row.id,
                code=row.code,
                procedure_title=row.procedure_title,
                applicant_name=row.applicant_name if row.id in seen else WITHHELD,
                contact=", ".join(part for part in reached if part),
                owner_agency=agencies.get(row.owner_agency_id) or identity.get_agency(row.owner_agency_id).name,
                received_at=row.accepted_at,
                due_at=row.due_at,
                returned_at=row.returned_at,
                return_way=_WAYS[ReturnMethod(row.return_method)],
                note=_note(row),
            )
        )
    return tuple(lines)


def all_lines(agency_id: UUID, first: date, last: date, *, actor: Actor) -> Iterator[BookLine]:
    """The whole period, read in batches."""
    after = ""
    while True:
        batch = lines_of(agency_id, first, last, after=after, actor=actor)
        yield from batch
        if len(batch) < BATCH:
            return
        after = batch[-1].key


def count_lines(agency_id: UUID, first: date, last: date, *, most: int) -> int:
    """How many lines a period has, counted no further than `most`; the caller has authorised."""
    return _period(agency_id, first, last).order_by()[:most].count()


def _period(agency_id: UUID, first: date, last: date) -> QuerySet[models.Dossier]:
    """By the instant of acceptance, which the book's index orders."""
    begin, end = (at_local(day.year, day.month, day.day) for day in (first, last + timedelta(days=1)))
    return models.Dossier.objects.filter(receiving_agency_id=agency_id, accepted_at__gte=begin, accepted_at__lt=end)


def _after(rows: QuerySet[models.Dossier], key: str) -> QuerySet[models.Dossier]:
    stamp, _, text = key.partition("_")
    try:
        at, last = datetime.fromisoformat(stamp), UUID(text)
    except ValueError:
        return rows
    if at.tzinfo is None:
        return rows
    return rows.filter(Q(accepted_at__gt=at) | Q(accepted_at=at, id__gt=last))


def _note(row: models.Dossier) -> str:
    """What the form leaves to the officer and the platform knows: how it came, how it ended."""
    words = [FilingChannel(row.channel).words]
    if Status(row.status) in (Status.WITHDRAWN, Status.STOPPED):
        words.append(Status(row.status).title)
    elif row.decision == Decision.REFUSED:
        words.append("Thông báo không giải quyết")
    return "; ".join(words)
