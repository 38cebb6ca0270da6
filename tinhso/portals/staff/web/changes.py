"""What applying the province's definitions would do to what is there already, and which reforms of units were carried out."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.errors import WrongDefinitions
from tinhso.foundation.definitions.types import Change, PlannedChange
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reforms import api as reforms
from tinhso.foundation.ui.types import Cell, Row
from tinhso.kernel.clock import local

_WORDS = {Change.NEW: "mới", Change.CHANGED: "sửa"}


@require_safe
@login_required
def changes(request: HttpRequest) -> HttpResponse:
    """The plan is made only when it is asked for: it applies the definitions and takes everything back."""
    access.authorise(actor=identity.actor_of(request), act="definitions.apply", agency_id=access.Whose.NO_AGENCY)
    context: dict[str, object] = {
        "runs": [
            Row(cells=(Cell(text=one.code, note=f"từ {one.effective_from:%d/%m/%Y}"), f"{local(one.at):%H:%M %d/%m/%Y}",
                       "; ".join(f"{count} {words}" for words, count in one.counts.items())))
            for one in reforms.list_carried_out()
        ],
        "run_columns": ("Sắp xếp", "Thực hiện lúc", "Đã chuyển"),
    }  # fmt: skip
    if "xem" in request.GET:
        context["asked"] = True
        try:
            plan = definitions.plan_folder(settings.DEFINITIONS_DIR)
        except WrongDefinitions as wrong:
            context["problems"] = [str(problem) for problem in wrong.problems]
        else:
            changed = [change for change in plan.changes if change.change is not Change.SAME]
            context |= {
                "gaps": plan.gaps,
                "consequences": [(one.title, _moves(one)) for one in changed if one.consequences],
                "rows": [_row(one) for one in changed],
                "columns": ("Định nghĩa", "Hiệu lực từ", "Thay đổi"),
            }
    return render(request, "staff/changes.html", context)


def _row(one: PlannedChange) -> Row:
    word = f"{_WORDS[one.change]}, bản {one.revision}"
    return Row(cells=(Cell(text=one.title, note=f"{one.kind} {one.code}"), f"{one.effective_from:%d/%m/%Y}", word))


def _moves(one: PlannedChange) -> list[str]:
    return [consequence.words for consequence in one.consequences if not consequence.is_gap]
