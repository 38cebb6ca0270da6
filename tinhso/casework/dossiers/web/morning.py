"""The head's morning: late, soon late, unanswered, wrong acceptances to approve."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tinhso.casework.dossiers import consultations, correspondence, due_warnings, held_papers, worklists
from tinhso.casework.dossiers.types import WorkItem
from tinhso.casework.dossiers.web.duty import due_of, on_duty, page_of, tone_of, urgency, when
from tinhso.engines.deadlines import api as deadlines
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, Row, SlotContent, Stat, Tone
from tinhso.kernel.clock import at_local, today

_COLUMNS = (
    Column(title="Hồ sơ"),
    Column(title="Đang ở"),
    Column(title="Bước"),
    Column(title="Hạn"),
)


@on_duty
@require_GET
def morning(request: HttpRequest) -> HttpResponse:
    """Who will be late in the next three working days, which filings nobody answered, what waits for a yes."""
    actor = identity.actor_of(request)
    page = worklists.morning(actor=actor)
    agencies = {a.id: a.short_name for a in identity.list_agencies()}
    shown = (*page.late, *page.soon, *page.unanswered)
    names = identity.person_names([item.person_id for item in shown if item.person_id])
    late, soon, new = page.counts
    month = today().replace(day=1)
    count, demands = held_papers.demands_in_sight(since=at_local(month.year, month.month, 1), actor=actor)
    names = {**names, **identity.person_names([one.person_id for one in demands])}
    supplements, extensions = correspondence.waiting_for_head(actor=actor)
    context = {
        "until": deadlines.in_words(page.until),
        "stats": [
            Stat(label="Đang quá hạn", value=late, href="#qua-han", tone=Tone.BAD if late else Tone.GOOD),
            Stat(label="Sắp quá hạn", value=soon, href="#sap-qua-han", tone=Tone.WARN if soon else Tone.GOOD),
            Stat(label="Nộp rồi, chưa trả lời", value=new, href="#chua-tra-loi", tone=Tone.INFO if new else Tone.GOOD),
        ],
        "columns": _COLUMNS,
        "lists": [
            ("qua-han", "Đang quá hạn", late, _rows(page.late, agencies, names), "Không có hồ sơ nào quá hạn."),
            ("sap-qua-han", "Sẽ quá hạn nếu không xử lý", soon, _rows(page.soon, agencies, names), "Không có hồ sơ nào sắp quá hạn."),
            ("chua-tra-loi", "Nộp rồi, chưa được trả lời", new, _rows(page.unanswered, agencies, names), "Mọi hồ sơ đã được trả lời."),
        ],
        "units": [(agencies.get(agency_id, ""), n_late, n_soon) for agency_id, n_late, n_soon in page.by_agency],
        "cancellations": worklists.pending_cancellations(actor=actor),
        "warned": due_warnings.for_actor(actor=actor),
        "supplements_waiting": supplements,
        "extensions_waiting": extensions,
        "demands": [(one, names.get(one.person_id, "")) for one in demands],
        "demand_count": count,
        "silent": consultations.escalated(actor=actor),
    }  # fmt: skip
    return render(request, "dossiers/morning.html", context)


def _rows(items: tuple[WorkItem, ...], agencies: dict[UUID, str], names: dict[UUID, str]) -> list[Row]:
    return [
        Row(
            cells=(
                Cell(text=item.code, whole=True, href=page_of(item), note=item.applicant_name),
                Cell(
                    text=agencies.get(item.agency_id, ""),
                    note=names.get(item.person_id, "") if item.person_id else "Chưa ai nhận",
                ),
                Cell(text=item.step_title, note=item.procedure_title),
                Cell(text=when(due_of(item)), note=urgency(item)),
            ),
            tone=tone_of(item),
        )
        for item in items
    ]


def warned(request: HttpRequest) -> SlotContent | None:
    """O01: what the post is warned of, first thing on the page; nothing for who is not."""
    lines = due_warnings.for_actor(actor=identity.actor_of(request))
    return SlotContent(template="dossiers/desk/warned.html", context={"warned": lines}) if lines else None
