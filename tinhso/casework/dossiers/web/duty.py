"""What the officers' pages of dossiers share: who may come in, the list one came from, urgency in words."""

from datetime import datetime
from functools import wraps
from typing import Any, Protocol
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse

from tinhso.casework.dossiers.types import WorkItem
from tinhso.casework.dossiers.worklists import SORTS, VIEWS, ListQuery
from tinhso.foundation.identity import api as identity
from tinhso.kernel.clock import local, now
from tinhso.kernel.errors import Denied

# Columns that may be left out, as they are in the address.
COLUMNS = {"thu-tuc": "Thủ tục", "buoc": "Bước", "giu": "Người giữ", "tra": "Hẹn trả"}


class View(Protocol):
    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def on_duty(view: View) -> View:
    """Only for an officer acting through a post; others are told so and the denial is logged."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not identity.actor_of(request).is_officer:
            raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
        return view(request, *args, **kwargs)

    return guarded


def list_query(given: QueryDict) -> ListQuery:
    """The list that an address names: `loc` (view), `q` (code or name), `tt` (procedure), `xep` (order), `cot` (columns)."""
    view, sort = given.get("loc", ""), given.get("xep", "")
    columns = tuple(name for name in COLUMNS if name in given.getlist("cot"))
    return ListQuery(
        view=view if view in VIEWS else "",
        text=given.get("q", "")[:80],
        procedure=given.get("tt", "")[:40],
        sort=sort if sort in SORTS else "",
        columns=() if len(columns) == len(COLUMNS) else columns,
    )


def list_fields(query: ListQuery) -> list[tuple[str, str]]:
    """Names and values that stand for a list in an address or a form; `loc` always, so that plain is not "none named"."""
    parts = (("loc", query.view), ("q", query.text), ("tt", query.procedure), ("xep", query.sort))
    named = [(name, value) for name, value in parts if value or name == "loc"]
    return named + [("cot", column) for column in query.columns]


def list_address(query: ListQuery) -> str:
    """The same list as a query string."""
    return urlencode(list_fields(query))


def version_of(request: HttpRequest) -> int:
    """The version of the dossier that the posting page showed; 0, which none has, for anything else."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def uuid_of(text: str | None) -> UUID | None:
    """The id in a field; None for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def when(at: datetime | None) -> str:
    """An instant, short: the hour only where it is today."""
    if at is None:
        return "–"
    day = local(at)
    return f"{day:%H:%M} hôm nay" if day.date() == local(now()).date() else f"{day:%H:%M %d/%m/%Y}"


def page_of(item: WorkItem) -> str:
    """Where a row of a list leads: the question that is asked of us, else the dossier."""
    if item.consultation_id is not None:
        return reverse("dossiers:opinion", args=[item.consultation_id])
    return reverse("dossiers:work", args=[item.dossier_id])


def due_of(item: WorkItem) -> datetime | None:
    """The nearest promise: the step's, else the dossier's."""
    return item.due_at or item.dossier_due_at


def tone_of(item: WorkItem) -> str:
    """bad = late, warn = today, "" = there is time; `urgency` says it in words."""
    due = due_of(item)
    if due is None:
        return ""
    if due < now():
        return "bad"
    return "warn" if local(due).date() == local(now()).date() else ""


def urgency(item: WorkItem) -> str:
    """How near the promise is, in words of everyday."""
    due = due_of(item)
    if due is None:
        return "Không có hạn"
    left = due - now()
    minutes = int(abs(left).total_seconds() // 60)
    if minutes < 60:
        span = f"{minutes} phút"
    elif minutes < 60 * 24:
        span = f"{minutes // 60} giờ"
    else:
        span = f"{minutes // (60 * 24)} ngày"
    return f"Quá hạn {span}" if left.total_seconds() < 0 else f"Còn {span}"
