"""Find a unit by what somebody types: old or new name, with or without marks, with what it lies in after a comma."""

from datetime import date

from tinhso.foundation.reference import queries
from tinhso.foundation.reference.domain.names import fold_query, has_marks, tones_last
from tinhso.foundation.reference.models import UnitRow
from tinhso.foundation.reference.types import UnitMatch

LOOKED_AT = 400


def find_units(*, text: str, on: date, limit: int, province_code: str | None) -> tuple[UnitMatch, ...]:
    """Best first: the whole name before its beginning, typed marks before others, today's name before a former one."""
    wanted, *around = [part for part in (fold_query(part) for part in text.split(",")) if part] or [""]
    if not wanted:
        return ()
    found = [row for row in queries.named_like(wanted)[:LOOKED_AT] if all(part in row.folded_path for part in around)]
    current = {row.id for row in found if _stands(row, on)}
    former = [row for row in found if row.id not in current and row.valid_to is not None and row.valid_to < on]
    heirs = _heirs(former, on)
    typed = tones_last(text.split(",")[0]) if has_marks(text) else None
    ranked: list[tuple[tuple[object, ...], UnitMatch]] = []
    for row in found:
        if row.id in current:
            ranked.append((_rank(row, wanted, typed, False), UnitMatch(unit=queries.unit_of(row), path=row.path)))
    for row in former:
        for heir in (heirs[code] for code in row.successors if code in heirs):
            match = UnitMatch(unit=queries.unit_of(heir), path=heir.path, formerly=queries.unit_of(row))
            ranked.append((_rank(row, wanted, typed, True), match))
    ranked.sort(key=lambda pair: pair[0])
    matches: dict[str, UnitMatch] = {}
    for _, match in ranked:
        if province_code is None or match.unit.province_code == province_code:
            matches.setdefault(match.unit.code, match)
    return tuple(matches.values())[:limit]


def _stands(row: UnitRow, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)


def _heirs(former: list[UnitRow], on: date) -> dict[str, UnitRow]:
    codes = {code for row in former for code in row.successors}
    return {row.code: row for row in queries.standing(on).filter(code__in=codes)} if codes else {}


def _rank(row: UnitRow, wanted: str, typed: str | None, is_former: bool) -> tuple[object, ...]:
    whole = wanted in (row.folded, row.folded_name)
    begins = row.folded.startswith(wanted) or row.folded_name.startswith(wanted)
    as_typed = typed is not None and typed in (tones_last(row.full_name), tones_last(row.name))
    return (not whole, typed is not None and not as_typed, not begins, is_former, len(row.folded_name), row.code)
