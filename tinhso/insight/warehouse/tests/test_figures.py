"""Figures of a month, exact: what was received, resolved early, on time and late, pending and paused; whose they are."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.foundation.identity import api as identity
from tinhso.insight.warehouse import api
from tinhso.insight.warehouse.errors import NotYourFigures
from tinhso.insight.warehouse.models import DossierFact
from tinhso.insight.warehouse.testing import MARITAL, Month
from tinhso.insight.warehouse.types import Basis, Count, Dimension, Selection
from tinhso.insight.warehouse.web.officers import COUNTS
from tinhso.insight.warehouse.web.timeliness import counts
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local, frozen

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def october(agency_id: UUID | None = None) -> Selection:
    return Selection(first=FIRST, last=LAST, agency_id=agency_id)


def one_line(auditor: Actor, term: str = "timing") -> dict[str, int]:
    return api.figures(october(), counts(term, api.rule_on(LAST)), actor=auditor)[()]


def test_the_month_in_figures(month: Month, province: SmallProvince, auditor: Actor):
    assert one_line(auditor) == {
        "resolved": 6, "early": 4, "on_time": 1, "late": 1, "within": 2, "overdue": 1, "paused": 1, "apart": 0,
    }  # fmt: skip
    received = {
        "in": Count(basis=Basis.ACCEPTED),
        "online": Count(basis=Basis.ACCEPTED, where={"channel": ("online",)}),
        "carried": Count(basis=Basis.CARRIED),
    }
    assert api.figures(october(), received, actor=auditor)[()] == {"in": 8, "online": 7, "carried": 1}


def test_a_month_that_is_not_over_is_looked_at_as_it_stands_now(month: Month, province: SmallProvince, auditor: Actor):
    """What was accepted on the 20th is due at the end of the 23rd: on the 21st it is in time, whatever the month ends on."""
    with frozen(at_local(2026, 10, 21, 9)):
        assert (one_line(auditor)["overdue"], one_line(auditor)["within"]) == (0, 2)
    with frozen(at_local(2026, 10, 26, 9)):
        assert one_line(auditor)["overdue"] == 1


@pytest.mark.parametrize("first", [date(2026, 9, 30), date(2026, 10, 6), date(2026, 10, 7), date(2026, 10, 21)])
@pytest.mark.parametrize("days", [1, 7, 30])
def test_what_came_is_what_went_and_what_is_left(
    month: Month, province: SmallProvince, auditor: Actor, first: date, days: int
):
    balance = {
        "carried": Count(basis=Basis.CARRIED),
        "in": Count(basis=Basis.ACCEPTED),
        "out": Count(basis=Basis.CLOSED, where={"accepted": ("yes",)}),
        "left": Count(basis=Basis.PENDING),
    }

    found = api.figures(Selection(first=first, last=first + timedelta(days=days - 1)), balance, actor=auditor)[()]

    assert found["carried"] + found["in"] == found["out"] + found["left"]


def test_the_past_stays_as_it_was(month: Month, province: SmallProvince, auditor: Actor):
    one_day = Selection(first=date(2026, 10, 20), last=date(2026, 10, 20))

    found = api.figures(one_day, counts("timing", api.rule_on(LAST)), actor=auditor)[()]

    assert (found["within"], found["overdue"], found["paused"]) == (2, 0, 0)  # the pause began the day after


def test_every_figure_opens_to_its_records(month: Month, province: SmallProvince, auditor: Actor):
    shown = counts("timing", api.rule_on(LAST))
    names = {
        "late": {"late"},
        "early": {"carried", "early", "refused", "withdrawn"},
        "within": {"open", "paused"},
        "overdue": {"overdue"},
        "paused": {"paused"},
    }
    for code, expected in names.items():
        page = api.records(october(), shown[code], key={}, actor=auditor)
        assert set(page.dossier_ids) == {month[name] for name in expected}, code

    first = api.records(october(), shown["resolved"], key={}, limit=4, actor=auditor)
    second = api.records(october(), shown["resolved"], key={}, limit=4, after=first.next_key, actor=auditor)
    assert (len(first.dossier_ids), len(second.dossier_ids), second.next_key) == (4, 2, "")
    assert not {*first.dossier_ids} & {*second.dossier_ids}


def test_figures_told_apart_add_up_to_the_whole(month: Month, province: SmallProvince, auditor: Actor):
    shown = {code: one for code, one in counts("timing", api.rule_on(LAST)).items() if one.basis is Basis.CLOSED}
    whole = api.figures(october(), shown, actor=auditor)[()]

    for dimension in (Dimension.OWNER, Dimension.FIELD, Dimension.PROCEDURE, Dimension.CHANNEL, Dimension.CAUSE):
        lines = api.figures(october(), shown, by=(dimension,), actor=auditor)
        assert {code: sum(line[code] for line in lines.values()) for code in shown} == whole, dimension
    by_cause = api.figures(october(), shown, by=(Dimension.CAUSE,), actor=auditor)
    assert by_cause["owner",]["late"] == 1
    assert api.figures(october(), shown, by=(Dimension.PROCEDURE,), actor=auditor).keys() == {(MARITAL,)}


def test_the_legal_term_is_another_measure(month: Month, province: SmallProvince, auditor: Actor):
    row = DossierFact.objects.get(dossier_id=month["late"])
    DossierFact.objects.filter(dossier_id=month["late"]).update(statutory_timing="on_time")

    assert row.statutory_timing == "late"
    assert (one_line(auditor, "timing")["late"], one_line(auditor, "statutory_timing")["late"]) == (1, 0)


def test_where_withdrawn_falls_is_the_rules(month: Month, province: SmallProvince, auditor: Actor):
    apart = api.StatisticsRule(resolved=("granted", "refused"), apart=("withdrawn", "stopped"), paused_is_pending=False)

    found = api.figures(october(), counts("timing", apart), actor=auditor)[()]

    assert (found["resolved"], found["early"], found["apart"]) == (5, 3, 1)
    assert (found["within"], found["paused"]) == (1, 1)


def test_whose_figures_one_sees(month: Month, province: SmallProvince, auditor: Actor):
    shown = {"all": Count(basis=Basis.ACCEPTED)}
    other = next(one for one in identity.list_agencies() if one.id not in (province.owner_id, province.receiving_id))

    assert api.figures(october(province.owner_id), shown, actor=province.leader)[()] == {"all": 8}
    for actor, agency_id in (
        (province.leader, None),
        (province.leader, other.id),
        (province.desk_head, None),
        (province.desk_head, province.owner_id),
        (province.specialist, province.owner_id),
        (province.desk, province.receiving_id),
        (province.citizen, None),
        (province.stranger, province.owner_id),
    ):
        with pytest.raises(NotYourFigures):
            api.figures(october(agency_id), shown, actor=actor)
        with pytest.raises(NotYourFigures):
            api.records(october(agency_id), shown["all"], key={}, actor=actor)


def test_officers_see_their_own_line_heads_see_everybodys(month: Month, province: SmallProvince, auditor: Actor):
    here = october(province.owner_id)

    _, of_all = api.officer_figures(here, COUNTS, actor=province.leader)
    _, own = api.officer_figures(here, COUNTS, actor=province.specialist)

    assert {key for (key,) in of_all} >= {province.specialist.person_id, province.reviewer.person_id}
    assert own.keys() == {(province.specialist.person_id,)}
    assert own[province.specialist.person_id,]["steps"] == 5 == own[province.specialist.person_id,]["dossiers"]
    assert api.officers_act(str(province.specialist.person_id), actor=province.specialist) == "statistics.read_own"
    for actor, person in ((province.specialist, province.leader.person_id), (province.citizen, None), (auditor, None)):
        with pytest.raises(NotYourFigures):
            api.officers_act(str(person or ""), actor=actor)


def test_where_dossiers_wait(month: Month, province: SmallProvince, auditor: Actor):
    paces = {pace.step: pace for pace in api.paces(october(), by=Dimension.STEP, actor=auditor)}

    assert paces["verify"].done == 5
    assert (paces["verify"].median, paces["verify"].p90, paces["verify"].again) == (900, 2240, 0)


def test_a_count_that_nobody_can_reckon_is_said_so():
    wrong = Count(basis=Basis.PENDING, where={"ending": ("granted",)}, sum="papers_asked")
    assert len(list(api.check_count(wrong))) == 2
