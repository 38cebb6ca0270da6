"""The one-stops to choose from: the one near the applicant first, its hours from its calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext, gettext_lazy

from tinhso.casework.dossiers import api
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency, HolderRef
from tinhso.foundation.reference import api as reference
from tinhso.foundation.reference.types import Calendar, Span
from tinhso.foundation.ui.types import Option
from tinhso.kernel.clock import today

OTHER = "khac"
_DAYS = (
    gettext_lazy("thứ Hai"),
    gettext_lazy("thứ Ba"),
    gettext_lazy("thứ Tư"),
    gettext_lazy("thứ Năm"),
    gettext_lazy("thứ Sáu"),
    gettext_lazy("thứ Bảy"),
    gettext_lazy("Chủ nhật"),
)


@dataclass(frozen=True)
class Choice:
    """`near`: desks proposed by residence or seat, as radios; `others`: the rest of the province."""

    near: tuple[Option, ...]
    others: tuple[Option, ...]
    proposed: str


def choices(desks: Sequence[Agency], applicants: Sequence[tuple[HolderRef, str]]) -> Choice:
    """What the page offers; `proposed` is the first applicant's desk, or the only one; "" where none is near."""
    near: dict[UUID, list[str]] = {}
    for holder, name in applicants:
        desk = api.proposed(tuple(desks), holder)
        if desk is not None:
            near.setdefault(desk, []).append(_why(holder, name))
    if len(desks) == 1 and not near:
        near[desks[0].id] = [gettext("Nơi duy nhất nhận thủ tục này")]
    by_id = {desk.id: desk for desk in desks}
    return Choice(
        near=tuple(
            Option(value=str(desk), text=by_id[desk].name, hint=f"{reasons[0]}. {hours(by_id[desk])}")
            for desk, reasons in near.items()
        ),
        others=tuple(Option(value=str(desk.id), text=desk.name) for desk in desks if desk.id not in near),
        proposed=str(next(iter(near), "")),
    )


def _why(holder: HolderRef, name: str) -> str:
    if holder.kind == "organisation":
        return gettext("Nơi %(name)s đặt trụ sở") % {"name": name}
    return gettext("Nơi bạn cư trú")


def return_desks(procedure: Procedure, *, but: UUID | None) -> list[Option]:
    """The other one-stops where the result may be fetched on paper; none where the procedure is not taken anywhere."""
    return [Option(value=str(one.id), text=one.name) for one in api.return_desks(procedure) if one.id != but]


def hours(desk: Agency) -> str:
    """The week of a desk in words: "Mở cửa: thứ Hai đến thứ Sáu 7:30–11:30, 13:30–17:00."."""
    calendar = reference.get_calendar(desk.code)
    told = [f"{days} {spans}" for days, spans in _week(calendar)]
    special = calendar.special.get(today())
    closed = gettext(" Hôm nay nghỉ: %(why)s.") % {"why": special.title} if special and not special.spans else ""
    return gettext("Mở cửa %(hours)s.") % {"hours": "; ".join(told)} + closed


def _week(calendar: Calendar) -> list[tuple[str, str]]:
    """Neighbouring days of equal hours together, days off left out."""
    day = today()
    week = max((period for period in calendar.hours if period.since <= day), key=lambda period: period.since).week
    runs: list[tuple[int, int, tuple[Span, ...]]] = []
    for number, spans in enumerate(week):
        if runs and runs[-1][2] == tuple(spans) and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number, tuple(spans))
        elif spans:
            runs.append((number, number, tuple(spans)))
    return [(_days(first, last), _spans(spans)) for first, last, spans in runs]


def _days(first: int, last: int) -> str:
    if first == last:
        return str(_DAYS[first])
    return gettext("%(first)s đến %(last)s") % {"first": _DAYS[first], "last": _DAYS[last]}


def _spans(spans: Sequence[Span]) -> str:
    return ", ".join(f"{s.start.hour}:{s.start:%M}–{s.end.hour}:{s.end:%M}" for s in spans)


def address(desk: Agency) -> str:
    """The agency above a one-stop, which people know it by."""
    return identity.get_agency(desk.parent_id).name if desk.parent_id else ""
