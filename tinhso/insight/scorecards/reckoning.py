"""Numbers of every item by agency, from facts of dossiers, cases and procedures; then points. The caller is guarded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import Count as CountOf
from django.db.models import Q, QuerySet, Sum

from tinhso.engines.guidance import api as guidance
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import FrontDoor, Procedure
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act, Place
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.insight.scorecards.domain import score
from tinhso.insight.scorecards.models import CaseFact, Contest
from tinhso.insight.scorecards.types import (
    AtOneStop,
    Card,
    CaseCount,
    ContestState,
    Counted,
    Item,
    Numbers,
    Part,
    ProcedureCount,
    Score,
)
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Count, Dimension, Selection
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now, today
from tinhso.services.fees import api as fees

# Which agency a number is of; None = of the whole selection.
Key = UUID | None
# Where each step of a process is done, and the acts it does.
Steps = tuple[tuple[str, frozenset[str]], ...]
Sums = dict[Key, dict[tuple[str, str], int]]
_PARTS = ("of", "good", "bad")


def scores(card: Card, selection: Selection, *, by_agency: bool, actor: Actor) -> dict[Key, Score]:
    """Agency → its points; without `by_agency` one score of the whole selection under None. Raises NotYourFigures."""
    agencies = warehouse.agencies_of(selection, actor=actor)
    found = numbers(card, selection, agencies, by_agency=by_agency, actor=actor)
    keys: Iterable[Key] = found if by_agency else (None,)
    return {
        key: Score(
            agency_id=key if by_agency else selection.agency_id,
            lines=tuple(score(item, found[key].get(item.code, Numbers())) for item in card.items),
            bands=card.bands,
        )
        for key in keys
    }


def numbers(
    card: Card, selection: Selection, agencies: frozenset[UUID] | None, *, by_agency: bool, actor: Actor
) -> dict[Key, dict[str, Numbers]]:
    """Agency → item → numbers, with the cases that a contest set right taken out of what counts against it."""
    sums: Sums = defaultdict(lambda: defaultdict(int))
    _count_dossiers(card, selection, sums, by_agency=by_agency, actor=actor)
    _count_cases(card, selection, agencies, sums, by_agency=by_agency)
    # An agency for which nothing happened has no card; procedures alone are the same for all of a tier.
    if not by_agency:
        sums[None]
    _count_procedures(card, selection, sums, by_agency=by_agency, actor=actor)
    corrected = _corrected(card, selection, agencies, by_agency=by_agency, actor=actor)
    return defaultdict(
        dict,
        {key: {item.code: _numbers(item, line, corrected[key]) for item in card.items} for key, line in sums.items()},
    )


def _numbers(item: Item, line: dict[tuple[str, str], int], corrected: dict[str, int]) -> Numbers:
    of = line[item.code, "of"]
    set_right = corrected.get(item.code, 0)
    if item.bad is None:
        return Numbers(of=of, good=line[item.code, "good"])
    return Numbers(of=of, good=of - line[item.code, "bad"] + set_right, corrected=set_right)


def parts_of(item: Item) -> list[tuple[str, Part]]:
    """The parts that an item has, by name."""
    return [(name, part) for name in _PARTS if (part := getattr(item, name)) is not None]


def _wanted(card: Card) -> list[tuple[tuple[str, str], Counted]]:
    return [((item.code, name), one) for item in card.items for name, part in parts_of(item) for one in part.counts]


def _count_dossiers(card: Card, selection: Selection, sums: Sums, *, by_agency: bool, actor: Actor) -> None:
    wanted = [(place, one) for place, one in _wanted(card) if isinstance(one, Count)]
    counts = {str(number): one for number, (_, one) in enumerate(wanted)}
    if not counts:
        return
    by = (Dimension.OWNER,) if by_agency else ()
    for key, line in warehouse.figures(selection, counts, by=by, actor=actor).items():
        if not any(line.values()):
            continue
        for number, (place, _) in enumerate(wanted):
            sums[key[0] if by_agency else None][place] += line[str(number)]


def cases_of(count: CaseCount, first: date, last: date, agencies: frozenset[UUID] | None) -> QuerySet[CaseFact]:
    """The cases of a count in a period."""
    rows = CaseFact.objects.filter(measure=count.measure, on__range=(first, last))
    if agencies is not None:
        rows = rows.filter(agency_id__in=agencies)
    if count.good is None:
        return rows
    is_good = Q(good=True) & (Q(good_until__isnull=True) | Q(good_until__gt=now()))
    return rows.filter(is_good if count.good else ~is_good)


def _count_cases(
    card: Card, selection: Selection, agencies: frozenset[UUID] | None, sums: Sums, *, by_agency: bool
) -> None:
    for place, count in _wanted(card):
        if not isinstance(count, CaseCount):
            continue
        rows = cases_of(count, selection.first, selection.last, agencies).order_by()
        for line in rows.values("agency_id").annotate(number=CountOf("id"), total=Sum("value")):
            key = identity.heir_of(line["agency_id"]) if by_agency else None
            sums[key][place] += line["total"] if count.adds else line["number"]


def _count_procedures(card: Card, selection: Selection, sums: Sums, *, by_agency: bool, actor: Actor) -> None:
    wanted = [(place, one) for place, one in _wanted(card) if isinstance(one, ProcedureCount)]
    if not wanted:
        return
    used: dict[Key, set[str]] = defaultdict(set)
    if any(one.used_online for _, one in wanted):
        filed = {"filed": warehouse.online_filings()}
        by = (Dimension.OWNER, Dimension.PROCEDURE) if by_agency else (Dimension.PROCEDURE,)
        for key, line in warehouse.figures(selection, filed, by=by, actor=actor).items():
            if line["filed"]:
                used[key[0] if by_agency else None].add(key[-1])
    paid = _paid_online(selection, by_agency=by_agency) if any(one.paid_online for _, one in wanted) else {}
    whole = selection.agency_id
    begun = _begun(selection) if any(one.effective for _, one in wanted) else {}
    for key in list(sums):
        level = _level(key if by_agency else whole)
        on = min(selection.last, now().date())
        for place, one in wanted:
            sums[key][place] += len(procedures_of(one, level, used[key], paid.get(key, set()), begun, on=on))


def _paid_online(selection: Selection, *, by_agency: bool) -> dict[Key, set[str]]:
    """Agency → procedures of which a fee was paid online in the period; a selection of one agency is that agency's."""
    rows = cases_of(CaseCount(measure="fee", good=True), selection.first, selection.last, None).order_by()
    found: dict[Key, set[str]] = defaultdict(set)
    for agency_id, code in rows.values_list("agency_id", "procedure_code").distinct():
        heir = identity.heir_of(agency_id)
        if by_agency:
            found[heir].add(code)
        elif selection.agency_id in (None, heir):
            found[None].add(code)
    return found


def _level(agency_id: UUID | None) -> str:
    """Which procedures an agency's are: of communes for a commune's, of the province's for others; "" = all."""
    if agency_id is None:
        return ""
    return "commune" if identity.get_agency(agency_id).tier == "commune" else "province"


def _begun(selection: Selection) -> dict[str, bool]:
    """Procedure whose definition came into force in the period → whether it stood here by then, so that all could read it."""
    found = definitions.begun_between("procedure", first=selection.first, last=min(selection.last, today()))
    return {code: local(applied_at).date() <= on for code, (on, applied_at) in found.items()}


def procedures_of(
    count: ProcedureCount, level: str, used: set[str], paid: set[str], begun: Mapping[str, bool], *, on: date
) -> tuple[str, ...]:
    """Codes of the procedures that a count means. `used`: filed online in the period, `paid`: paid for online, `begun`:
    in force since the period, and whether published in time."""
    complete = (
        {one.code for one in guidance.measure_all(on=on) if not one.completeness.missing}
        if count.complete is not None
        else set()
    )
    return tuple(
        one.code
        for one in procedures.read_procedures(on=on)
        if (not level or level in one.levels)
        and (
            count.online is None
            or count.online == (one.online_level is not None and one.online_level.value in ("full", "partial"))
        )
        and (count.complete is None or count.complete == (one.code in complete))
        and (not count.used_online or one.code in used)
        and (not count.charged or _is_charged(one.code, on))
        and (not count.paid_online or one.code in paid)
        and (not count.effective or one.code in begun)
        and (not count.in_time or begun.get(one.code, False))
        and (not count.served or is_served(one))
        and (not count.run_here or (one.is_operational and one.process is not None))
        and (count.at_one_stop is None or is_at_one_stop(one, count.at_one_stop))
    )


def is_served(one: Procedure) -> bool:
    """Whether who wants to file online finds a door that opens: a form and a process here, or an address on the national portal."""
    if one.front_door is FrontDoor.NATIONAL:
        return bool(one.national_url)
    return one.is_operational and one.form is not None and one.process is not None


def is_at_one_stop(one: Procedure, wanted: AtOneStop) -> bool:
    """Whether the process by which it is handled here has intake and return, or every step, at the one-stop."""
    return one.is_operational and one.version_id is not None and stands_at_one_stop(_places(one.version_id), wanted)


def stands_at_one_stop(steps: Steps, wanted: AtOneStop) -> bool:
    """The same of a process's steps: where each is done, and what it does. Without a step nothing is known to be there."""
    counted = [place for place, acts in steps if wanted is AtOneStop.WHOLE or acts & {Act.ACCEPT, Act.RETURN}]
    return bool(counted) and all(place == Place.ONE_STOP for place in counted)


@lru_cache(maxsize=4096)
def _places(version_id: UUID) -> Steps:
    """Where each step of a version is done; a version never changes."""
    process = procedures.get_procedure_version(version_id).process
    return tuple(workflow.places_of(process)) if process is not None else ()


def _is_charged(code: str, on: date) -> bool:
    """Whether the rule in force asks for anything at all."""
    rule = fees.rule_for(code, on=on)
    return rule is not None and any(
        line.table is not None or any(rate.vnd for rate in line.rates) for line in rule.lines
    )


def bad_ids(
    item: Item, selection: Selection, ids: Iterable[UUID], agencies: frozenset[UUID] | None, *, actor: Actor
) -> set[UUID]:
    """Which of these cases count against the agencies in this item and period."""
    asked = list(ids)
    found: set[UUID] = set()
    if item.bad is None or not asked:
        return found
    for count in item.bad.counts:
        if isinstance(count, Count):
            found |= warehouse.members(selection, count, asked, actor=actor)
        elif isinstance(count, CaseCount):
            rows = cases_of(count, selection.first, selection.last, agencies).filter(case_id__in=asked)
            found |= set(rows.values_list("case_id", flat=True))
    return found


def _corrected(
    card: Card, selection: Selection, agencies: frozenset[UUID] | None, *, by_agency: bool, actor: Actor
) -> dict[Key, dict[str, int]]:
    """Agency → item → cases that counted against it and that a contest set right. Only those that are still among them."""
    found: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = Contest.objects.filter(card=card.code, state=ContestState.UPHELD, first=selection.first)
    if agencies is not None:
        rows = rows.filter(agency_id__in=agencies)
    by_item: dict[str, dict[UUID, UUID]] = defaultdict(dict)
    for row in rows:
        by_item[row.item][row.case_id] = row.agency_id
    for code, cases in by_item.items():
        item = card.item(code)
        if item is None:
            continue
        for case_id in bad_ids(item, selection, cases, agencies, actor=actor):
            found[identity.heir_of(cases[case_id]) if by_agency else None][code] += 1
    return found


def procedures_behind(count: ProcedureCount, selection: Selection, *, actor: Actor) -> tuple[str, ...]:
    """Codes of the procedures that a count means for the selection."""
    used: set[str] = set()
    if count.used_online:
        filed = {"filed": warehouse.online_filings()}
        found = warehouse.figures(selection, filed, by=(Dimension.PROCEDURE,), actor=actor)
        used = {code for (code,), line in found.items() if line["filed"]}
    paid = _paid_online(selection, by_agency=False)[None] if count.paid_online else set()
    begun = _begun(selection) if count.effective else {}
    return procedures_of(count, _level(selection.agency_id), used, paid, begun, on=min(selection.last, now().date()))
