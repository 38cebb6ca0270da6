"""Our codes beside the portal's: the same code, an operator's word, or nothing yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tinhso.engines.procedures import api as procedures
from tinhso.foundation.identity import api as identity
from tinhso.services.national_portal import models
from tinhso.services.national_portal.adapters.portals import has_lists
from tinhso.services.national_portal.errors import Unmapped
from tinhso.services.national_portal.types import MAPPED, CatalogueKind, DossierState, MappingLine, MappingState

_NEEDED = {"procedure": CatalogueKind.PROCEDURES, "field": CatalogueKind.FIELDS, "agency": CatalogueKind.AGENCIES}
_NAMES = {"procedure": "Thủ tục", "field": "Lĩnh vực", "agency": "Cơ quan"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A row of the portal's list."""

    code: str
    title: str
    is_gone: bool
    changed_at: datetime


def codes_for(state: DossierState) -> Mapping[str, str]:
    """The portal's codes that a message of this dossier needs. Raises Unmapped naming each that is missing."""
    ours = {"procedure": state.procedure_code, "field": state.field_code, "agency": state.agency_code}
    titles = {"procedure": state.procedure_title, "field": state.field_title, "agency": state.agency_name}
    found = {name: _theirs(_NEEDED[name], code) for name, code in ours.items()}
    missing = [f"{_NAMES[name]} {ours[name]} ({titles[name]})" for name, code in found.items() if code is None]
    if missing:
        raise Unmapped("Chưa ghép mã với danh mục của Cổng: " + "; ".join(missing) + ".")
    return {name: code for name, code in found.items() if code is not None}


def _theirs(kind: CatalogueKind, our_code: str) -> str | None:
    chosen = (
        models.Mapping.objects.filter(kind=kind.value, our_code=our_code).values_list("their_code", flat=True).first()
    )
    wanted = chosen or our_code
    if not has_lists():
        return wanted
    there = models.CatalogueEntry.objects.filter(kind=kind.value, code=wanted, is_gone=False)
    return wanted if there.exists() else None


def lines(kind: CatalogueKind) -> tuple[MappingLine, ...]:
    """Every code of ours beside the portal's, what needs somebody first."""
    chosen = dict(models.Mapping.objects.filter(kind=kind.value).values_list("our_code", "their_code"))
    entries = {
        row.code: Entry(code=row.code, title=row.title, is_gone=row.is_gone, changed_at=row.changed_at)
        for row in models.CatalogueEntry.objects.filter(kind=kind.value)
    }
    found = [_line(kind, code, title, chosen.get(code), entries) for code, title in ours(kind).items()]
    return tuple(
        sorted(found, key=lambda line: (line.state.is_usable, not line.title_differs, line.our_title, line.our_code))
    )


def _line(kind: CatalogueKind, code: str, title: str, chosen: str | None, entries: Mapping[str, Entry]) -> MappingLine:
    there = entries.get(chosen or code)
    if there is None:
        state = MappingState.UNMAPPED
    elif there.is_gone:
        state = MappingState.GONE
    else:
        state = MappingState.CHOSEN if chosen else MappingState.SAME
    return MappingLine(
        kind=kind,
        our_code=code,
        our_title=title,
        their_code=there.code if there else chosen or "",
        their_title=there.title if there else "",
        state=state,
        title_differs=state is MappingState.SAME and there is not None and there.title.casefold() != title.casefold(),
        changed_at=there.changed_at if there else None,
    )


def ours(kind: CatalogueKind) -> Mapping[str, str]:
    """Code → title of what we have of that kind: procedures that are filed here, their fields, agencies that stand."""
    if kind is CatalogueKind.AGENCIES:
        return {one.code: one.name for one in identity.list_agencies()}
    whole = [one for one in procedures.read_procedures() if one.is_operational]
    if kind is CatalogueKind.FIELDS:
        return {one.field_code: one.field_title for one in whole}
    return {one.code: one.title for one in whole}


def only_there(kind: CatalogueKind, *, limit: int = 200) -> tuple[Entry, ...]:
    """What the portal lists and nobody of ours stands for: to choose from."""
    used = {line.their_code for line in lines(kind) if line.their_code}
    rows = models.CatalogueEntry.objects.filter(kind=kind.value, is_gone=False).order_by("title", "code")
    left = (row for row in rows.iterator() if row.code not in used)
    return tuple(_first(left, limit))


def _first(rows: Iterable[models.CatalogueEntry], limit: int) -> Iterable[Entry]:
    for number, row in enumerate(rows):
        if number == limit:
            return
        yield Entry(code=row.code, title=row.title, is_gone=row.is_gone, changed_at=row.changed_at)


def unmapped_counts() -> Mapping[CatalogueKind, int]:
    """How many codes of ours nobody there stands for, by kind."""
    return {kind: sum(not line.state.is_usable for line in lines(kind)) for kind in MAPPED}


def our_code(kind: CatalogueKind, their_code: str) -> str:
    """The code of ours for which the portal's stands: by an operator's word, else the same where we have it; "" for none."""
    chosen = (
        models.Mapping.objects.filter(kind=kind.value, their_code=their_code).values_list("our_code", flat=True).first()
    )
    return chosen or (their_code if their_code in ours(kind) else "")
