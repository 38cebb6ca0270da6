"""The results of a month for everybody: each dossier by its code, when it was promised and when it was done; no person."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from tinhso.casework.dossiers import api as dossiers
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, FilterField, Option, Row
from tinhso.insight.scorecards import api
from tinhso.insight.scorecards.web.asking import agency_of, month_field
from tinhso.insight.scorecards.web.public import ALL_RESULTS
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Dimension, Result
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import local

PAGE = 50
_TITLES = ("Hồ sơ", "Cơ quan giải quyết", "Tiếp nhận", "Hẹn trả", "Có kết quả", "So với hẹn")
_TIMINGS: Mapping[str, str] = {"early": "Trước hạn", "on_time": "Đúng hạn", "late": "Quá hạn"}


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """One page of the dossiers that got their result in a month, of an agency or of the province, in the order of filing.

    Those whose level no public page may tell of are left out and counted. Raises NoCard for a month or agency that is none.
    """
    month = api.month_of(request.GET.get("thang", "")[:7])
    agency = agency_of(request.GET)
    page = warehouse.records(
        month,
        ALL_RESULTS,
        key={} if agency is None else {Dimension.OWNER: str(agency.id)},
        after=request.GET.get("sau", ""),
        limit=PAGE,
        # What law makes public is listed for everybody alike, by the platform itself.
        actor=system_actor(),
    )
    untold = dossiers.untold_among(page.dossier_ids)
    shown = [one for one in warehouse.results(page.dossier_ids) if one.dossier_id not in untold]
    asked = {"thang": f"{month.first:%Y-%m}", "co-quan": "" if agency is None else agency.code}
    context = {
        "month": f"{month.first:%m/%Y}",
        "place": gettext("Toàn tỉnh") if agency is None else agency.name,
        "fields": [month_field(asked["thang"], gettext("Tháng")), _agency_field(asked["co-quan"])],
        "columns": tuple(Column(title=gettext(title)) for title in _TITLES),
        "rows": _rows(shown),
        "untold": len(untold),
        "next_url": f"?{urlencode({**asked, 'sau': page.next_key})}" if page.next_key else "",
    }
    return render(request, "scorecards/results.html", context)


def _agency_field(code: str) -> FilterField:
    options = tuple(Option(value=one.code, text=one.name) for one in identity.list_agencies())
    label, whole = gettext("Cơ quan giải quyết"), gettext("Toàn tỉnh")
    return FilterField(name="co-quan", label=label, kind="select", value=code, options=options, empty=whole)


def _rows(found: list[Result]) -> list[Row]:
    titles = {one.procedure_code: _title(one.procedure_code) for one in found}
    agencies: dict[UUID, str] = {one.owner_agency_id: identity.get_agency(one.owner_agency_id).name for one in found}
    return [
        Row(
            cells=(
                Cell(text=one.code, whole=True, note=titles[one.procedure_code]),
                Cell(text=agencies[one.owner_agency_id]),
                Cell(text=_day(one.accepted_on)),
                Cell(text=_day(local(one.due_at).date() if one.due_at else None)),
                Cell(text=_day(one.closed_on)),
                Cell(text=gettext(_TIMINGS[one.timing]) if one.timing in _TIMINGS else "–"),
            )
        )
        for one in found
    ]


def _title(code: str) -> str:
    found = definitions.find("procedure", code)
    return found.title if found else code


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "–"
