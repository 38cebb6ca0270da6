"""All procedures of a day as one value in memory: summaries, overrides, choosers and the search index.

Built once per process and day while standing data stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tinhso.engines.procedures.domain.definition import is_operational, read_fees, whole_fee
from tinhso.engines.procedures.domain.merge import Override, field_code_of
from tinhso.engines.procedures.models import NationalRecord
from tinhso.engines.procedures.search.index import Entry, TrigramIndex
from tinhso.engines.procedures.types import CHANNEL_TITLES, Chooser, Hit, OnlineLevel, Option, Question
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.clock import today

# Near ties go to what can be filed here, then to what people (not companies) ask their commune for.
_OPERATIONAL, _DEFINED, _EVERYDAY = 0.06, 0.03, 0.03


@dataclass(frozen=True)
class Catalogue:
    summaries: Mapping[str, Hit]
    index: TrigramIndex
    overrides: tuple[Override, ...]
    choosers: Mapping[str, Chooser]
    chooser_index: TrigramIndex


def current(on: date | None = None) -> Catalogue:
    """The catalogue of that day (today when not said), from memory if nothing changed since."""
    return _build(on or today())


@access.kept_standing(maxsize=3)
def _build(on: date) -> Catalogue:
    overrides = _overrides(on)
    summaries: dict[str, Hit] = {}
    entries: dict[str, Entry] = {}
    rows = NationalRecord.objects.filter(in_use=True).values_list("code", "name", "field_title", "summary")
    for code, name, field_title, summary in rows.iterator(chunk_size=2000):
        hit = _of_record(code, name, field_title, summary)
        summaries[code] = _overridden(hit, overrides, field_code_of(field_title))
        everyday = _EVERYDAY if "commune" in hit.levels else 0.0
        entries[code] = Entry(code, (name, *summary["keywords"]), everyday)
    for version in definitions.list_current("procedure", on=on):
        hit = _of_definition(version.body)
        summaries[hit.code] = _overridden(hit, overrides, version.body["field"]["code"])
        weight = (_OPERATIONAL if hit.is_operational else _DEFINED) + (_EVERYDAY if "commune" in hit.levels else 0.0)
        known = entries.get(hit.code)
        further = known.names if known else ()
        names = dict.fromkeys((hit.title, *version.body.get("aliases", ()), *further))
        entries[hit.code] = Entry(hit.code, tuple(names), weight)
    choosers = {v.code: read_chooser(v.body) for v in definitions.list_current("chooser", on=on)}
    return Catalogue(
        summaries=summaries,
        index=TrigramIndex(entries.values()),
        overrides=overrides,
        choosers=choosers,
        chooser_index=TrigramIndex(Entry(c.code, (c.title, *c.aliases)) for c in choosers.values()),
    )


def _overrides(on: date) -> tuple[Override, ...]:
    versions = sorted(definitions.list_current("procedure_overrides", on=on), key=lambda v: (v.effective_from, v.code))
    return tuple(
        Override(decision=version.legal_basis[0]["document"], entry=entry)
        for version in versions
        for entry in version.body["entries"]
    )


def _of_record(code: str, name: str, field_title: str, summary: Mapping[str, Any]) -> Hit:
    return Hit(
        code=code,
        title=name,
        field_title=field_title,
        levels=tuple(summary["levels"]),
        online_level=None,
        is_operational=False,
        fee_vnd=summary["fee_vnd"],
        fee_varies=summary["fee_varies"],
        score=0.0,
    )


def _of_definition(body: Mapping[str, Any]) -> Hit:
    fee, varies = _fee_of(body["fees"], body.get("situations", ()))
    return Hit(
        code=body["code"],
        title=body["title"],
        field_title=body["field"]["title"],
        levels=tuple(body["levels"]),
        online_level=OnlineLevel(body["online_level"]),
        is_operational=is_operational(body),
        fee_vnd=fee,
        fee_varies=varies,
        score=0.0,
    )


def _fee_of(lines: Any, situations: Any) -> tuple[int | None, bool]:
    fees = read_fees(lines)
    cases = [None, *(item["code"] for item in situations)]
    amounts = {whole_fee(fees, channel=channel, case=case) for channel in CHANNEL_TITLES for case in cases}
    return (next(iter(amounts)), False) if len(amounts) == 1 and None not in amounts else (None, True)


def _overridden(hit: Hit, overrides: tuple[Override, ...], field_code: str) -> Hit:
    values = dict(hit.__dict__)
    for override in overrides:
        if override.covers(hit.code, field_code):
            if "online_level" in override.entry:
                values["online_level"] = OnlineLevel(override.entry["online_level"])
            if "fees" in override.entry:
                values["fee_vnd"], values["fee_varies"] = _fee_of(override.entry["fees"], ())
    return Hit(**values)


def read_chooser(body: Mapping[str, Any]) -> Chooser:
    """A `chooser` definition's body as a value."""
    return Chooser(
        code=body["code"],
        title=body["title"],
        intro=body.get("intro", ""),
        start=body["start"],
        aliases=tuple(body.get("aliases", ())),
        questions={
            question["code"]: Question(
                code=question["code"],
                text=question["text"],
                hint=question.get("hint", ""),
                options=tuple(Option(**option) for option in question["options"]),
            )
            for question in body["questions"]
        },
    )
