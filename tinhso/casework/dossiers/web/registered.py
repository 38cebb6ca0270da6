"""O27: the register of issued results: searched by number, dossier and state; each line opens."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tinhso.casework.dossiers import queries
from tinhso.casework.dossiers.domain import tidy_code
from tinhso.casework.dossiers.web.duty import on_duty
from tinhso.casework.dossiers.web.issued import TONES
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, FilterField, Option, Row
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.services.registers import api as registers
from tinhso.services.registers.types import EntryState

PAGE = 100
REFUSALS = "thong-bao"
_COLUMNS = (
    Column(title="Số", numeric=True),
    Column(title="Kết quả"),
    Column(title="Ngày cấp"),
    Column(title="Có giá trị đến", hide_on_phone=True),
    Column(title="Hồ sơ"),
    Column(title="Tình trạng"),
)
_STATES = {"": "Mọi tình trạng", **{state.value: text for state, (text, _) in TONES.items()}}


@on_duty
@require_GET
def register(request: HttpRequest) -> HttpResponseBase:
    """One register of the officer's agency in one year, by number; nobody's name stands in it."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="registers.read", agency_id=actor.agency_id)
    assert actor.agency_id is not None
    agency = identity.get_agency(actor.agency_id)
    names = _registers()
    year_text = request.GET.get("nam", "")
    year = int(year_text) if year_text.isascii() and year_text.isdigit() and len(year_text) == 4 else today().year
    chosen = request.GET.get("so", "")
    chosen = chosen if chosen in names else first_in_use(names, agency.code, year)
    after_text = request.GET.get("sau", "")
    after = int(after_text) if after_text.isascii() and after_text.isdigit() and len(after_text) < 9 else 0
    text = request.GET.get("tim", "").strip()[:60]
    state = EntryState(request.GET["tt"]) if request.GET.get("tt") in set(EntryState) else None
    found = _line_of_dossier(text, actor)
    if found is not None:
        return redirect("dossiers:entry", entry_id=found)
    entries = registers.list_entries(
        register=f"{agency.code}.{chosen}",
        year=year,
        actor=actor,
        after=after,
        limit=PAGE + 1,
        text=text,
        state=state,
    )
    shown = entries[:PAGE]
    codes = queries.codes_of([entry.subject[1] for entry in shown if entry.subject[0] == "dossier"])
    # Each dossier asks for itself when it is opened; whoever reads none is not led to a refusal.
    opens = access.can(actor=actor, act="dossiers.read", agency_id=agency.id)
    wanted = {"so": chosen, "nam": year, "tim": text, "tt": state.value if state else ""}
    context = {
        "agency": agency,
        "title": names[chosen],
        "year": year,
        "columns": _COLUMNS,
        "rows": [
            Row(
                cells=(
                    Cell(text=entry.notation, href=reverse("dossiers:entry", args=[entry.id])),
                    Cell(text=entry.title),
                    Cell(text=f"{entry.issued_on:%d/%m/%Y}"),
                    Cell(text=f"{entry.valid_to:%d/%m/%Y}" if entry.valid_to else "Không thời hạn"),
                    _dossier(codes.get(entry.subject[1], ""), entry.subject[1], opens=opens),
                    Cell(text=TONES[entry.state][0], tone=TONES[entry.state][1]),
                )
            )
            for entry in shown
        ],
        "fields": (
            FilterField(
                name="so",
                label="Sổ",
                kind="select",
                value=chosen,
                options=tuple(Option(value=code, text=title) for code, title in names.items()),
            ),
            FilterField(name="nam", label="Năm", value=str(year), width=5),
            FilterField(name="tim", label="Số hoặc mã hồ sơ", kind="search", value=text, width=20),
            FilterField(
                name="tt",
                label="Tình trạng",
                kind="select",
                value=state.value if state else "",
                options=tuple(Option(value=code, text=title) for code, title in _STATES.items()),
            ),
        ),
        "nothing": "Không có dòng nào khớp với bộ lọc." if text or state else "Năm này sổ chưa có dòng nào.",
        "next_url": f"?{urlencode(wanted | {'sau': shown[-1].number})}" if len(entries) > PAGE else "",
    }
    return render(request, "dossiers/desk/register.html", context)


def _dossier(code: str, dossier_id: UUID, *, opens: bool) -> Cell:
    href = reverse("dossiers:work", args=[dossier_id]) if code and opens else ""
    return Cell(text=code or "–", href=href, whole=True)


def first_in_use(names: Mapping[str, str], agency_code: str, year: int) -> str:
    """The register that opens by itself: the first with a line of the year, else the first of all."""
    begun = registers.list_series(f"result.{agency_code}.")
    return next((code for code in names if begun.get(f"result.{agency_code}.{code}.{year}")), next(iter(names)))


def _line_of_dossier(text: str, actor: Actor) -> UUID | None:
    """The line of the dossier whose code was typed, whichever register it stands in."""
    dossier_id = queries.find_for_desk(token="", code=tidy_code(text), actor=actor) if "-" in text else None
    entries = registers.entries_of(("dossier", dossier_id)) if dossier_id else ()
    return entries[-1].id if entries else None


def _registers() -> dict[str, str]:
    """Registers that the procedures in force write to, by the title of the result they hold; refusals last.

    Certified copies have a book of their own (`copy_book`).
    """
    found: dict[str, str] = {}
    for version in definitions.list_current("procedure"):
        for result in () if "certified_copies" in version.body else version.body.get("results", ()):
            if result.get("register"):
                found.setdefault(result["register"], result["title"])
    return {**dict(sorted(found.items(), key=lambda pair: pair[1])), REFUSALS: "Thông báo không giải quyết"}
