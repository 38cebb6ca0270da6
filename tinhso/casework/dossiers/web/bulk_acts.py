"""O20: several rows of the list at once: choose what to do, and read how each row went."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tinhso.casework.dossiers import api, queries, worklists
from tinhso.casework.dossiers.types import BulkKind, BulkOrder, BulkReport, BulkRow, WorkItem
from tinhso.casework.dossiers.web.duty import (
    list_address,
    list_fields,
    list_query,
    on_duty,
    uuid_of,
)
from tinhso.casework.dossiers.web.worklist import Line, lines_of
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.ids import new_id

_DONE = {
    BulkKind.TAKE: "Bạn đã nhận {} việc; xem ở “Tôi đang giữ”.",
    BulkKind.ASSIGN: "Đã chuyển {} việc.",
    BulkKind.OUTCOME: "Đã xong {} việc.",
}


@dataclass(frozen=True, kw_only=True)
class Group:
    """Chosen rows of one step: what may be done to all of them without a word more."""

    title: str
    rows: tuple[tuple[Line, int], ...]
    outcomes: tuple[Option, ...]
    key: UUID


@on_duty
@require_POST
def bulk(request: HttpRequest) -> HttpResponseBase:
    """The chosen rows, by step, with what may be done to them; nothing is written yet."""
    return _choose(request)


def _choose(request: HttpRequest, errors: dict[str, str] | None = None) -> HttpResponse:
    actor = identity.actor_of(request)
    wanted = [one for one in (uuid_of(text) for text in request.POST.getlist("viec")[: api.MOST_IN_BULK]) if one]
    items = worklists.items_among(wanted, actor=actor)
    if not items and errors is None:
        errors = {"viec": "Chọn ít nhất một việc trong danh sách."}
    query = list_query(request.POST)
    versions = queries.versions_of([item.dossier_id for item in items])
    rows = [(line, versions.get(line.item.dossier_id, 0)) for line in lines_of(items, list_address(query))]
    context = {
        "rows": rows,
        "groups": _groups(rows, actor),
        "colleagues": _colleagues(items, actor),
        "key": new_id(),
        "list_fields": list_fields(query),
        "address": list_address(query),
        "errors": errors or {},
        "posted": request.POST,
    }
    return render(request, "dossiers/desk/bulk.html", context, status=422 if errors else 200)


def _groups(rows: Sequence[tuple[Line, int]], actor: Actor) -> list[Group]:
    """By step and its plain buttons; what each wants for itself is not among them."""
    found: dict[tuple[str, tuple[tuple[str, str], ...]], list[tuple[Line, int]]] = {}
    for line, version in rows:
        item = line.item
        plain = tuple(
            (outcome.code, outcome.title)
            for outcome in (workflow.get_task(item.task_id).outcomes if item.consultation_id is None else ())
            if api.is_plain(outcome)
            and access.can(actor=actor, act=api.permission_of(outcome), agency_id=item.agency_id)
        )
        found.setdefault((item.step_title, plain), []).append((line, version))
    return [
        Group(
            title=title,
            rows=tuple(members),
            outcomes=tuple(Option(value=code, text=words) for code, words in plain),
            key=new_id(),
        )
        for (title, plain), members in found.items()
    ]


def _colleagues(items: Iterable[WorkItem], actor: Actor) -> list[Option]:
    """Who may do all of the chosen rows: of the same role in the same agency."""
    places = {(item.agency_id, item.role) for item in items}
    if len(places) != 1:
        return []
    team = api.colleagues(*next(iter(places)))
    return [
        Option(value=str(person), text="Tôi" if person == actor.person_id else name)
        for person, (_, name) in team.items()
    ]


@on_duty
@require_POST
def bulk_do(request: HttpRequest) -> HttpResponseBase:
    """Do it: the same page sent again does nothing again."""
    actor = identity.actor_of(request)
    key, kind = uuid_of(request.POST.get("key")), request.POST.get("kind", "")
    if key is None or kind not in {one.value for one in BulkKind}:
        return _choose(request, {"viec": "Trang đã cũ: hãy chọn lại cách xử lý."})
    try:
        report = api.act_in_bulk(key=key, order=_order(request, BulkKind(kind)), actor=actor)
    except Invalid as refused:
        return _choose(request, refused.by_box("viec"))
    address = list_address(list_query(request.POST))
    if report.waiting and report.done + report.waiting == len(report.lines):
        messages.success(
            request, f"{report.waiting} văn bản đang chờ bạn ký nháy ở trang này, một lượt; ký xong hồ sơ mới đi tiếp."
        )
        return redirect("dossiers:signing")
    if report.done == len(report.lines):
        messages.success(request, _DONE[report.kind].format(report.done))
        return redirect(f"{reverse('dossiers:worklist')}?{address}")
    return redirect(f"{reverse('dossiers:bulk_done', args=[key])}?{address}")


def _order(request: HttpRequest, kind: BulkKind) -> BulkOrder:
    given = request.POST
    wanted = [one for one in (uuid_of(text) for text in given.getlist("viec")[: api.MOST_IN_BULK + 1]) if one]
    return BulkOrder(
        kind=kind,
        rows=tuple(
            BulkRow(task_id=one, version=_number(given.get(f"v-{one}", "")), held_by=uuid_of(given.get(f"h-{one}")))
            for one in wanted
        ),
        outcome=given.get("outcome", "")[:40] if kind is BulkKind.OUTCOME else "",
        title=given.get("step", "")[:200] if kind is BulkKind.OUTCOME else "",
        to_person_id=uuid_of(given.get("to")) if kind is BulkKind.ASSIGN else None,
        reason=given.get("reason", "")[:200] if kind is BulkKind.ASSIGN else "",
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


@on_duty
@require_GET
def bulk_done(request: HttpRequest, key: UUID) -> HttpResponse:
    """How each row of an order went; what was not reached can be gone on with."""
    report: BulkReport = api.bulk_report(key, actor=identity.actor_of(request))
    query = list_query(request.GET)
    context = {
        "report": report,
        "failed": [line for line in report.lines if line.refusal],
        "done": [line for line in report.lines if line.is_done and not line.waits],
        "waiting": [line for line in report.lines if line.waits],
        "list_fields": list_fields(query),
        "address": list_address(query),
    }
    return render(request, "dossiers/desk/bulk_done.html", context)
