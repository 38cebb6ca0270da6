"""Officers' lists: what a post has to do, where one stands in a list, what a head sees first. Guarded by the post."""

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tinhso.casework.dossiers import models
from tinhso.casework.dossiers.confidentiality import in_sight
from tinhso.casework.dossiers.intake_order import order_at
from tinhso.casework.dossiers.queries import item_view
from tinhso.casework.dossiers.stand_ins import hands_of
from tinhso.casework.dossiers.types import Status, WorkItem
from tinhso.engines.deadlines import api as deadlines
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Post
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now, today
from tinhso.kernel.text import fold
from tinhso.services.national_portal import api as national_portal

PAGE = 50
# A cursor that stands among the filings that are not online, where those come first; no base64 begins so.
_REST = "~"
# Views of every post, in the order of the tabs.
VIEWS = {
    "": "Tất cả",
    "intake": "Mới nộp, chờ tiếp nhận",
    "today": "Đến hạn hôm nay",
    "late": "Quá hạn",
    "mine": "Tôi đang giữ",
    "team": "Đồng nghiệp đang giữ",
    "waiting": "Chờ người nộp bổ sung",
    "sign": "Chờ ký",
    "return": "Chờ trả kết quả",
    "typing": "Chưa nhập phần mềm ngành",
}
# What a page of a list reads: what its rows show, where they stand, and who answers for the dossier.
_LISTED = (
    "id", "order_at", "is_online", "task_id", "dossier_id", "code", "procedure_code", "procedure_title", "applicant_name",
    "step", "step_title", "status", "agency_id", "role", "person_id", "opened_at", "due_at", "dossier_due_at", "signs",
    "consultation_id", "dossier__owner_agency_id",
)  # fmt: skip
# What a list is ordered by: the field, and whether the greatest comes first.
SORTS = {"": ("order_at", False), "newest": ("opened_at", True), "oldest": ("opened_at", False)}
SORT_TITLES = {"": "Hạn gần nhất trước", "newest": "Mới đến trước", "oldest": "Đến lâu nhất trước"}


@dataclass(frozen=True, kw_only=True)
class ListQuery:
    """What makes a list: the same query gives the same list. `columns`: those shown, () all."""

    view: str = ""
    text: str = ""
    procedure: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of a list and the cursor of the next one ("" at the end)."""

    items: tuple[WorkItem, ...]
    next_cursor: str


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """The dossiers before and after one in a list; None at the ends."""

    previous: UUID | None
    next: UUID | None


def page_of(query: ListQuery, *, actor: Actor, cursor: str = "", limit: int = PAGE) -> Page:
    """Open tasks that the actor's post may do, in the query's order. Keyset paging: every page costs the same."""
    rows, parts = _rows(query, actor), _parts(query, actor)
    begun, after = read_cursor(cursor), _part_of(cursor)
    found: list[Any] = []
    for number, part in enumerate(parts):
        if number < after or len(found) > limit:
            continue
        here = rows.filter(part)
        if begun is not None and number == after:
            here = here.filter(_beyond(query.sort, *begun))
        found += here.order_by(*_order(query.sort)).values_list(*_LISTED, named=True)[: limit + 1 - len(found)]
    more = len(found) > limit
    items = tuple(replace(item_view(row), owner_agency_id=row.dossier__owner_agency_id) for row in found[:limit])
    return Page(items=items, next_cursor=_write_cursor(found[limit - 1], query.sort, len(parts)) if more else "")


def _parts(query: ListQuery, actor: Actor) -> tuple[Q, ...]:
    """The list in one part, or the online filings and then the rest, where the one-stop looks at them so."""
    if query.view != "intake" or query.sort or not order_at(actor.agency_id, on=today()).is_online_first:
        return (Q(),)
    return Q(is_online=True), Q(is_online=False)


def _part_of(cursor: str) -> int:
    return 1 if cursor.startswith(_REST) else 0


def _order(sort: str, *, back: bool = False) -> tuple[str, str]:
    field, falls = SORTS[sort]
    sign = "-" if falls is not back else ""
    return f"{sign}{field}", f"{sign}id"


def _beyond(sort: str, at: datetime, row_id: UUID, *, back: bool = False) -> Q:
    """What follows a place in the list, or comes before it; the first part lets the index begin there."""
    field, falls = SORTS[sort]
    way = "lt" if falls is not back else "gt"
    return Q(**{f"{field}__{way}e": at}) & (Q(**{f"{field}__{way}": at}) | Q(**{f"id__{way}": row_id}))


def neighbours(dossier_id: UUID, query: ListQuery, *, actor: Actor) -> Neighbours:
    """Where a dossier stands in a list, also when its own task has just left the list."""
    here, held = None, post_of(actor)
    if held is not None:
        mine = models.WorkItem.objects.filter(dossier_id=dossier_id, agency_id=held.agency_id, role__in=held.roles)
        here = mine.order_by("-is_open", "-opened_at").first()
    if here is None:
        return Neighbours(previous=None, next=None)
    # A question to us has a page of its own; its dossier has none for us.
    rows = _rows(query, actor).filter(consultation_id__isnull=True).exclude(dossier_id=dossier_id)
    place = getattr(here, SORTS[query.sort][0]), here.id
    ids = rows.values_list("dossier_id", flat=True)
    before, after = _beyond(query.sort, *place, back=True), _beyond(query.sort, *place)
    if len(_parts(query, actor)) > 1:
        alike = Q(is_online=here.is_online)
        before = alike & before if here.is_online else (alike & before) | Q(is_online=True)
        after = (alike & after) | Q(is_online=False) if here.is_online else alike & after
    return Neighbours(
        previous=ids.filter(before).order_by(*_order_of_parts(query, actor, back=True)).first(),
        next=ids.filter(after).order_by(*_order_of_parts(query, actor)).first(),
    )


def _order_of_parts(query: ListQuery, actor: Actor, *, back: bool = False) -> tuple[str, ...]:
    """The order of the whole list where it has parts: two rows are asked for, not a page."""
    order = _order(query.sort, back=back)
    return order if len(_parts(query, actor)) == 1 else (("is_online" if back else "-is_online"), *order)


def pending_cancellations(*, actor: Actor, limit: int = 50) -> tuple[tuple[UUID, str, str, datetime], ...]:
    """(dossier, code, reason, asked at) of wrong acceptances that wait for this actor's approval."""
    rows = _cancellations(actor).select_related("dossier")
    return tuple(
        (row.dossier_id, row.dossier.code, row.reason, row.requested_at)
        for row in rows.order_by("requested_at").defer("dossier__answers")[:limit]
    )


def count_cancellations(*, actor: Actor) -> int:
    """How many of them there are."""
    return _cancellations(actor).count()


def _cancellations(actor: Actor) -> QuerySet[models.Cancellation]:
    seen = access.scope(actor=actor, act="dossiers.approve_cancellation")
    rows = models.Cancellation.objects.filter(in_sight(actor, of="dossier__level"), approved_at__isnull=True)
    return rows if seen.everywhere else rows.filter(dossier__receiving_agency_id__in=seen.agency_ids)


@dataclass(frozen=True, kw_only=True)
class Morning:
    """What a head sees first; `counts` are whole, the lists end at their limit."""

    late: tuple[WorkItem, ...]
    soon: tuple[WorkItem, ...]
    unanswered: tuple[WorkItem, ...]
    until: datetime
    counts: tuple[int, int, int]
    by_agency: tuple[tuple[UUID, int, int], ...]


def morning(*, actor: Actor, working_days: int = 3, limit: int = 30) -> Morning:
    """Over the agencies the actor supervises: late now, late within n working days unless somebody acts, unanswered.

    Raises Denied without `dossiers.supervise`.
    """
    access.authorise(actor=actor, act="dossiers.supervise", agency_id=access.Whose.ANY_OF_MINE)
    seen = access.scope(actor=actor, act="dossiers.supervise")
    rows = models.WorkItem.objects.filter(in_sight(actor), is_open=True)
    if not seen.everywhere:
        rows = rows.filter(agency_id__in=seen.agency_ids)
    at = now()
    code = identity.get_agency(actor.agency_id).code if actor.agency_id else None
    until = deadlines.working_window(start=at, days=working_days, calendar=reference.get_calendar(code)).end
    is_late, is_new = Q(order_at__lt=at), Q(status=Status.REGISTERED)
    is_soon = Q(order_at__gte=at, order_at__lte=until)
    dated = Q(due_at__isnull=False) | Q(dossier_due_at__isnull=False)
    parts = (is_late & ~is_new & dated, is_soon & ~is_new & dated, is_new)
    names = ("late", "soon", "new")
    counts = rows.order_by().aggregate(
        **{name: Count("id", filter=part) for name, part in zip(names, parts, strict=True)}
    )
    by_agency = (
        rows.filter(parts[0] | parts[1])
        .order_by()
        .values("agency_id")
        .annotate(late=Count("id", filter=is_late), soon=Count("id", filter=is_soon))
    )
    tallies = [(r["agency_id"], r["late"], r["soon"]) for r in by_agency]
    lists = [_views(rows.filter(part).order_by("order_at", "id")[:limit]) for part in parts]
    return Morning(
        late=lists[0],
        soon=lists[1],
        unanswered=lists[2],
        until=until,
        counts=(counts["late"], counts["soon"], counts["new"]),
        by_agency=tuple(sorted(tallies, key=lambda tally: (-tally[1], -tally[2]))),
    )


def _views(rows: Iterable[models.WorkItem]) -> tuple[WorkItem, ...]:
    return tuple(item_view(row) for row in rows)


def open_of_post(actor: Actor) -> QuerySet[models.WorkItem]:
    """The open tasks of the actor's post; none without a post that may read dossiers."""
    held = post_of(actor)
    if held is None:
        return models.WorkItem.objects.none()
    rows = models.WorkItem.objects.filter(is_open=True, agency_id=held.agency_id, role__in=held.roles)
    return rows.filter(in_sight(actor))


def owners_of(dossier_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Dossier → the agency that answers for it, one query; for rows that the caller was allowed to list."""
    rows = models.Dossier.objects.filter(id__in=set(dossier_ids))
    return dict(rows.values_list("id", "owner_agency_id"))


def items_among(task_ids: Iterable[UUID], *, actor: Actor) -> tuple[WorkItem, ...]:
    """Those of these tasks that stand in the lists of the actor's post, most urgent first."""
    rows = open_of_post(actor).filter(task_id__in=list(task_ids))
    return _views(rows.order_by("order_at", "id"))


def post_of(actor: Actor) -> Post | None:
    """The post whose lists the actor sees."""
    if actor.post_id is None or not access.can(actor=actor, act="dossiers.read", agency_id=access.Whose.ANY_OF_MINE):
        return None
    return identity.get_post(actor.post_id)


def _rows(query: ListQuery, actor: Actor) -> QuerySet[models.WorkItem]:
    rows = open_of_post(actor).filter(narrowed(query.view, hands_of(actor), now()))
    if query.procedure:
        rows = rows.filter(procedure_code=query.procedure)
    text = query.text.strip()
    if text:
        elsewhere = models.SectorEntry.objects.filter(reference=text).values("dossier_id")
        there = national_portal.subject_of(text)
        rows = rows.filter(
            Q(code__icontains=text)
            | Q(name_folded__contains=fold(text))
            | Q(dossier_id__in=elsewhere)
            | Q(dossier_id=there)
        )
    return rows


def narrowed(view: str, hands: Sequence[UUID], at: datetime) -> Q:
    """Which open tasks of a post a saved view shows at this instant to who does the tasks of these people: the own, and
    those of colleagues on leave."""
    held = Q(person_id__in=hands)
    free = Q(person_id__isnull=True) | held
    dated = Q(due_at__isnull=False) | Q(dossier_due_at__isnull=False)
    match view:
        case "intake":
            return free & Q(status=Status.REGISTERED)
        case "late":
            return free & dated & Q(order_at__lt=at)
        case "today":
            return free & dated & Q(order_at__gte=at, order_at__lte=last_of_day(at))
        case "mine":
            return held
        case "team":
            return Q(person_id__isnull=False) & ~held
        case "waiting":
            return free & Q(status=Status.SUPPLEMENT)
        case "sign":
            return free & Q(signs=True)
        case "typing":
            return free & Q(by_hand=True)
        case "return":
            return free & Q(status=Status.FINISHED)
        case _:
            return free


def last_of_day(at: datetime) -> datetime:
    """The last second of that instant's day in the province."""
    return local(at).replace(hour=23, minute=59, second=59)


def _write_cursor(row: Any, sort: str, parts: int) -> str:
    at: datetime = getattr(row, SORTS[sort][0])
    rest = _REST if parts > 1 and not row.is_online else ""
    return rest + base64.urlsafe_b64encode(f"{at.isoformat()}|{row.id}".encode()).decode()


def read_cursor(cursor: str) -> tuple[datetime, UUID] | None:
    """The place a cursor names; None for none and for what was never one of ours."""
    try:
        at, _, item = base64.urlsafe_b64decode(cursor.removeprefix(_REST).encode()).decode().partition("|")
        when = datetime.fromisoformat(at)
        return (when, UUID(item)) if when.tzinfo else None
    except (ValueError, binascii.Error):
        return None
