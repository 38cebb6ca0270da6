"""Lost or damaged papers and errors of an agency: report one, make it good with an apology, see them counted."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import api, mishaps, queries
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.waiting_letters import LetterAct
from tinhso.casework.dossiers.web import letters
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of, version_of
from tinhso.engines.deadlines import api as deadlines
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui import api as ui
from tinhso.foundation.ui.types import Cell, Column, DateValue, Option, Row, Tone
from tinhso.kernel.clock import at_local, local, now, today
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.text import grouped
from tinhso.services.custody import api as custody
from tinhso.services.custody.types import ThingState
from tinhso.services.registers.types import Decree

_COLUMNS = (
    Column(title="Hồ sơ"),
    Column(title="Sự việc"),
    Column(title="Cơ quan"),
    Column(title="Khắc phục"),
)
_TALLY = (
    Column(title="Cơ quan chịu trách nhiệm"),
    Column(title="Loại"),
    Column(title="Số vụ", numeric=True),
    Column(title="Chưa khắc phục", numeric=True),
    Column(title="Quá hạn", numeric=True),
    Column(title="Chi phí (đồng)", numeric=True),
)


@on_duty
@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """Open and settled ones, and this year's counts per agency that answers for them."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="dossiers.read", agency_id=actor.agency_id)
    year = today().year
    titles = mishaps.titles_on(today())
    since, until = at_local(year, 1, 1, 0), at_local(year + 1, 1, 1, 0)
    context = {
        "columns": _COLUMNS,
        "open_rows": [_row(one, titles) for one in mishaps.listed(actor=actor, is_open=True)],
        "settled_rows": [_row(one, titles) for one in mishaps.listed(actor=actor, is_open=False)],
        "tally_columns": _TALLY,
        "tally_rows": [
            Row(
                cells=(
                    Cell(text=identity.get_agency(one.agency_id).name),
                    Cell(text=titles.get(one.kind, one.kind)),
                    Cell(text=str(one.count)),
                    Cell(text=str(one.open)),
                    Cell(text=str(one.late)),
                    Cell(text=grouped(one.cost_vnd)),
                )
            )
            for one in mishaps.tallies(actor=actor, since=since, until=until)
        ],
        "year": year,
    }
    return render(request, "dossiers/desk/mishaps.html", context)


def _row(one: mishaps.Mishap, titles: dict[str, str]) -> Row:
    if one.settled_at is not None:
        done = Cell(text=f"Đã xin lỗi {local(one.settled_at):%d/%m/%Y}", tone=Tone.GOOD)
    else:
        is_late = one.due_at < now()
        done = Cell(
            text=f"{'Quá hạn' if is_late else 'Trước'} {local(one.due_at):%H:%M %d/%m/%Y}",
            tone=Tone.BAD if is_late else Tone.WARN,
        )
    agency = identity.get_agency(one.responsible_agency_id or one.owner_agency_id).short_name
    return Row(
        cells=(
            Cell(text=one.code, whole=True, href=reverse("dossiers:settle_mishap", args=[one.id])),
            Cell(text=f"{titles.get(one.kind, one.kind)}: {one.what}"),
            Cell(text=agency),
            done,
        )
    )


@on_duty
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """What happened to which paper of this dossier; below it what was reported before."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Ghi nhận sai sót, mất hỏng giấy tờ")
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            mishap_id = api.report_mishap(
                dossier_id=dossier_id,
                kind=request.POST.get("kind", ""),
                what=request.POST.get("what", ""),
                thing_id=uuid_of(request.POST.get("thing")),
                version=version_of(request),
                actor=actor,
            )
        except (Invalid, Conflict) as refused:
            errors, status = refused.by_box("what"), refused.status
        else:
            messages.success(request, "Đã ghi nhận; lãnh đạo cơ quan giải quyết khắc phục và xin lỗi người dân.")
            return redirect("dossiers:settle_mishap", mishap_id=mishap_id)
    titles = mishaps.titles_on(today())
    things = [one for one in custody.things_of(("dossier", dossier.id)) if one.state is not ThingState.GIVEN]
    context = {
        "dossier": dossier,
        "kinds": [Option(value=code, text=title) for code, title in titles.items()],
        "things": [Option(value=str(one.id), text=one.line) for one in things],
        "known": [(one, titles.get(one.kind, one.kind)) for one in mishaps.of_dossier(dossier.id)],
        "posted": request.POST,
        "errors": errors,
    }
    return render(request, "dossiers/desk/report_mishap.html", context, status=status)


@on_duty
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, mishap_id: UUID) -> HttpResponseBase:
    """Who answers for it and how it was made good; signing sends the apology. Others read what there is."""
    actor = identity.actor_of(request)
    dossier_id = queries.dossier_of_mishap(mishap_id)
    if dossier_id is None:
        raise NoDossier
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Khắc phục sai sót, mất hỏng giấy tờ")
    one = next(found for found in mishaps.of_dossier(dossier_id) if found.id == mishap_id)
    signs = access.can(actor=actor, act="dossiers.apologise", agency_id=one.owner_agency_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        access.authorise(actor=actor, act="dossiers.apologise", agency_id=one.owner_agency_id)
        try:
            how, version = _how(request), version_of(request)
            given = api.given_of(how, mishap_id)
            waits = letters.put(request, act=LetterAct.MISHAP, dossier_id=dossier_id, given=given, version=version)
            if waits is not None:
                return waits
            api.settle_mishap(mishap_id=mishap_id, how=how, version=version, actor=actor)
        except (Invalid, Conflict) as refused:
            errors, status = refused.by_box("made_good"), refused.status
        else:
            messages.success(request, "Đã ký và gửi thư xin lỗi.")
            return redirect("dossiers:settle_mishap", mishap_id=mishap_id)
    names = identity.person_names([key for key in (one.reported_by_id, one.settled_by_id) if key])
    homes = dict.fromkeys((dossier.owner_agency_id, dossier.receiving_agency_id, dossier.returning_agency_id))
    context = {
        "dossier": dossier,
        "mishap": one,
        "title": mishaps.titles_on(today()).get(one.kind, one.kind),
        "due": deadlines.in_words(one.due_at),
        "is_late": one.settled_at is None and one.due_at < now(),
        "reported_by": names.get(one.reported_by_id, ""),
        "responsible_agency": identity.get_agency(one.responsible_agency_id).name if one.responsible_agency_id else "",
        "remedy": mishaps.REMEDIES.get(one.remedy, ""),
        "signs": signs and one.settled_at is None,
        "agencies": [Option(value=str(key), text=identity.get_agency(key).name) for key in homes],
        "remedies": [Option(value=key, text=text) for key, text in mishaps.REMEDIES.items()],
        "posted": request.POST,
        "day": ui.read_date(request.POST, "decided_on") if errors else DateValue(),
        "errors": errors,
    }
    return render(request, "dossiers/desk/settle_mishap.html", context, status=status)


def _how(request: HttpRequest) -> api.Settlement:
    given = request.POST
    agency_id = uuid_of(given.get("agency"))
    cost = given.get("cost_vnd", "").strip().replace(".", "") or "0"
    if agency_id is None:
        raise Invalid("Chưa chọn cơ quan.", fields={"/agency": "Chọn cơ quan chịu trách nhiệm."})
    if not (cost.isascii() and cost.isdigit() and len(cost) < 13):
        raise Invalid("Chi phí chưa đúng.", fields={"/cost_vnd": "Ghi chi phí bằng đồng, 0 nếu không có."})
    decree = None
    if given.get("remedy") == "corrected":
        day: date | None = ui.read_date(given, "decided_on").as_date()
        if day is None:
            raise Invalid("Chưa có ngày.", fields={"/decided_on": "Ghi ngày của văn bản đính chính."})
        decree = Decree(number=given.get("decree_number", ""), decided_on=day, reason=given.get("reason", ""))
    return api.Settlement(
        responsible_agency_id=agency_id,
        responsible=given.get("responsible", ""),
        remedy=given.get("remedy", ""),
        made_good=given.get("made_good", ""),
        cost_vnd=int(cost),
        decree=decree,
    )
