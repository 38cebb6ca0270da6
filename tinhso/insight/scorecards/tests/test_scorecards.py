"""The points of a played month: counted from facts, contested, frozen, published; live is what the events say."""

import csv
import io
import json
from datetime import date
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.html import escape
from jsonschema import Draft202012Validator

from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.engines.procedures import api as procedures
from tinhso.insight.scorecards import api, checking, models, queries, reckoning
from tinhso.insight.scorecards.commands import group
from tinhso.insight.scorecards.domain import told
from tinhso.insight.scorecards.errors import ContestRefused, NotOver, OwnContest
from tinhso.insight.scorecards.shapes import SCHEMA
from tinhso.insight.scorecards.types import AtOneStop, Card, Group, Score, Standing
from tinhso.insight.scorecards.web.public import in_language
from tinhso.insight.warehouse.errors import NotYourFigures
from tinhso.insight.warehouse.testing import Month, accept, fact_of, sign_in
from tinhso.insight.warehouse.types import Selection
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Denied, Invalid
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox.api import publish
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import FeeKind, FeeLine, FeeRule, Rate, Stage, Waits
from tinhso.services.national_portal.events import DossierTold

CARD = "qd-766"
OCTOBER = Selection(first=date(2026, 10, 1), last=date(2026, 10, 31))
LATER = at_local(2026, 11, 2, 9, 0)


def score_of(agency_id: UUID | None = None) -> Score:
    card = api.card_of(CARD, on=OCTOBER.last)
    return api.whole(card, api.of_agency(OCTOBER, agency_id), actor=system_actor())


def line(score: Score, code: str) -> tuple[int, int, str]:
    found = next(one for one in score.lines if one.item.code == code)
    return found.numbers.good, found.numbers.of, told(found.points)


def contest(month: Month, actor: Actor, reason: str = "Hồ sơ chờ ý kiến sở, không do phường.") -> UUID:
    return api.contest_case(
        code=CARD, item_code="in-time", month=OCTOBER, case_id=month["late"], reason=reason, actor=actor
    )


def test_dossiers_in_time_are_those_accepted_without_the_late_and_the_overdue(month: Month) -> None:
    """Accepted in October: eight; one was signed late, one stands open past its day, the paused one is not late."""
    with frozen(LATER):
        score = score_of()

    assert line(score, "in-time") == (6, 8, "15,00")
    assert line(score, "filed-online") == (7, 8, "6,00")
    assert line(score, "electronic-results") == (5, 5, "6,00")


def test_what_has_no_source_has_no_points_and_the_total_is_no_index(month: Month) -> None:
    with frozen(LATER):
        score = score_of()

    standing = {one.item.code: one.standing for one in score.lines}
    assert standing["digitising-rest"] is Standing.NO_SOURCE
    assert standing["published-in-time"] is standing["paid-online"] is standing["feedback-in-time"] is Standing.EMPTY
    assert (score.is_complete, score.band) == (False, "")
    assert score.out_of < 100


def test_a_procedure_is_public_in_time_when_it_stood_here_by_the_day_from_which_it_holds(month: Month) -> None:
    """Of the two that begin in October one came a day too late, and mending it later changes neither."""
    versions = apps.get_model("definitions.Version")._default_manager
    early, late = versions.filter(kind="procedure").order_by("code")[:2]
    for row, on, applied in ((early, 10, 10), (early, 10, 25), (late, 12, 13)):
        at = at_local(2026, 10, applied, 8, 0)
        versions.create(
            kind="procedure", code=row.code, title=row.title, effective_from=date(2026, 10, on),
            revision=applied, sha256="", body=row.body, applied_at=at,
        )  # fmt: skip
    with frozen(LATER):
        score = score_of()

    assert line(score, "published-in-time") == (1, 2, "4,00")


def test_a_dossier_is_synchronised_while_the_portal_took_the_last_that_was_told(month: Month) -> None:
    """Eight were accepted in October; of one the portal has everything, of another it refused the last."""
    with frozen(LATER):
        for name, told_so in (("early", True), ("late", True), ("late", False)):
            with transaction.atomic():
                publish(
                    DossierTold(
                        subject_id=month[name], cause_id=new_id(), procedure_code="1.004873", status=9, is_told=told_so,
                        owner_agency_id=fact_of(month[name]).owner_agency_id,
                        accepted_on=date(2026, 10, 5),
                    ),
                    aggregate=("national_portal.dossier", month[name]),
                    actor=system_actor(),
                )  # fmt: skip
        deliver_all()
        score = score_of()

    assert line(score, "synchronised") == (1, 8, "0,75")


def test_a_procedure_is_paid_online_once_a_fee_of_it_was(month: Month, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both procedures of the small province are free of charge; one is given a price here."""
    with frozen(LATER):
        free = line(score_of(), "procedures-paid-online")
        rate = Rate(channel="any", case=None, vnd=8_000)
        priced = FeeLine(
            code="fee", title="Lệ phí", title_en="Fee", kind=FeeKind.FEE, stage=Stage.ACCEPTANCE, waits=Waits.NOTHING, rates=(rate,)
        )  # fmt: skip
        rule = FeeRule(
            version_id=new_id(), procedure_code="1.001193", lines=(priced,), exemptions=(), advance=None, sources=()
        )
        monkeypatch.setattr(fees, "rule_for", lambda code, on: rule if code == rule.procedure_code else None)
        before = line(score_of(), "procedures-paid-online")
        models.CaseFact.objects.create(
            aggregate_id=new_id(), measure="fee", case_id=new_id(), procedure_code="1.001193", on=date(2026, 10, 9),
            agency_id=fact_of(month["early"]).owner_agency_id, good=True, value=0,
        )  # fmt: skip
        after = line(score_of(), "procedures-paid-online")

    assert (free[:2], before, after) == ((0, 0), (0, 1, "0,00"), (1, 1, "4,00"))


def test_an_agency_sees_its_own_points_only(month: Month, province: SmallProvince) -> None:
    card = api.card_of(CARD, on=OCTOBER.last)
    with frozen(LATER):
        mine = api.whole(card, api.of_agency(OCTOBER, province.owner_id), actor=province.leader)
        everybody = api.by_agency(card, OCTOBER, actor=system_actor())
        with pytest.raises(NotYourFigures):
            api.whole(card, OCTOBER, actor=province.leader)

    assert line(mine, "in-time") == (6, 8, "15,00")
    assert line(everybody[province.owner_id], "in-time") == (6, 8, "15,00")


def test_a_contested_case_counts_well_once_another_agency_said_so(
    month: Month, province: SmallProvince, auditor: Actor
) -> None:
    with frozen(LATER):
        contest_id = contest(month, province.leader)
        assert line(score_of(), "in-time") == (6, 8, "15,00")
        api.decide_contest(contest_id=contest_id, upheld=True, words="Sở trả lời chậm.", actor=auditor)
        score = score_of()
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Contest.objects.filter(id=contest_id).update(state="rejected")

    assert line(score, "in-time") == (7, 8, "17,50")
    assert next(one for one in score.lines if one.item.code == "in-time").numbers.corrected == 1


def test_a_contest_that_was_not_upheld_changes_nothing(month: Month, province: SmallProvince, auditor: Actor) -> None:
    with frozen(LATER):
        contest_id = contest(month, province.leader)
        api.decide_contest(contest_id=contest_id, upheld=False, words="Không có văn bản hỏi sở.", actor=auditor)
        assert line(score_of(), "in-time") == (6, 8, "15,00")


def test_who_contests_does_not_decide_and_a_case_is_contested_once(
    month: Month, province: SmallProvince, auditor: Actor
) -> None:
    with frozen(LATER):
        contest_id = contest(month, province.leader)
        with pytest.raises((OwnContest, Denied)):
            api.decide_contest(contest_id=contest_id, upheld=True, words="Đúng.", actor=province.leader)
        with pytest.raises(ContestRefused, match="Đã đề nghị"):
            contest(month, province.leader)
        with pytest.raises(ContestRefused):
            api.decide_contest(contest_id=contest_id, upheld=True, words=" ", actor=auditor)

    row = models.Contest.objects.get()
    assert (row.state, row.decided_by_id) == ("open", None)


@pytest.mark.parametrize("case", ["early", "withdrawn"])
def test_only_a_case_that_counts_against_the_agency_is_contested(
    month: Month, province: SmallProvince, case: str
) -> None:
    with frozen(LATER), pytest.raises(ContestRefused):
        api.contest_case(
            code=CARD, item_code="in-time", month=OCTOBER, case_id=month[case], reason="Sai.", actor=province.leader
        )
    assert not models.Contest.objects.exists()


def test_who_does_not_lead_the_agency_contests_nothing(month: Month, province: SmallProvince) -> None:
    for actor in (province.desk, province.specialist, province.citizen):
        with frozen(LATER), pytest.raises(Denied):
            contest(month, actor)
    assert not models.Contest.objects.exists()


def test_a_frozen_month_stays_while_the_live_one_goes_on(month: Month, province: SmallProvince, auditor: Actor) -> None:
    with frozen(LATER):
        api.freeze_month(code=CARD, month=OCTOBER, actor=auditor)
        contest_id = contest(month, province.leader)
        api.decide_contest(contest_id=contest_id, upheld=True, words="Sở trả lời chậm.", actor=auditor)
        with pytest.raises(Invalid, match="lý do"):
            api.freeze_month(code=CARD, month=OCTOBER, actor=auditor)
        api.freeze_month(code=CARD, month=OCTOBER, reason="Sau khi xem lại một hồ sơ.", actor=auditor)

    copies = queries.frozen_of(CARD, province.owner_id, actor=auditor)
    assert [(one.number, one.body["items"]["in-time"]["points"]) for one in copies] == [(2, "17.50"), (1, "15.00")]
    kept = models.FrozenCase.objects.filter(frozen_id=copies[0].id, item="in-time")
    assert {(one.case_id, one.is_corrected) for one in kept} == {(month["late"], True), (month["overdue"], False)}
    with pytest.raises(IntegrityError), transaction.atomic():
        models.FrozenCard.objects.filter(id=copies[1].id).update(body={})


def test_a_month_is_frozen_when_it_is_over_and_by_who_closes_for_the_province(
    month: Month, province: SmallProvince, auditor: Actor
) -> None:
    with frozen(at_local(2026, 10, 31, 9, 0)), pytest.raises(NotOver):
        api.freeze_month(code=CARD, month=OCTOBER, actor=auditor)
    with frozen(LATER), pytest.raises(Denied):
        api.freeze_month(code=CARD, month=OCTOBER, actor=province.leader)
    assert not models.FrozenCard.objects.exists()


def test_live_is_what_the_events_say_and_a_wrong_fact_is_found(month: Month, province: SmallProvince) -> None:
    card = api.card_of(CARD, on=OCTOBER.last)
    with frozen(LATER):
        assert checking.differences(card, OCTOBER) == []
        models.CaseFact.objects.create(
            measure="feedback",
            case_id=UUID(int=1),
            aggregate_id=UUID(int=1),
            agency_id=province.owner_id,
            on=date(2026, 10, 5),
            good=True,
        )
        wrong = checking.differences(card, OCTOBER)

    assert wrong
    assert "feedback-in-time" in wrong[0]
    assert models.CaseFact.objects.count() == 1


def test_the_command_prints_the_index_as_json(month: Month) -> None:
    with frozen(LATER):
        done = CliRunner().invoke(group, ["show", "--month", "2026-10", "--json"])
        wrong = CliRunner().invoke(group, ["show", "--month", "2026-13"])

    said = json.loads(done.output)
    assert (said["scorecard"], said["month"], said["complete"]) == (CARD, "2026-10", False)
    assert said["items"]["in-time"] == {"of": 8, "good": 6, "corrected": 0, "points": "15.00", "standing": "counted"}
    assert wrong.exit_code == 1


def test_a_number_opens_to_its_cases_and_the_late_one_is_contested_there(month: Month, province: SmallProvince) -> None:
    leader = sign_in(province.leader)
    page = "/can-bo/bo-chi-so/truong-hop/?thang=2026-10&chi-so=in-time&phan=bad"
    with frozen(LATER):
        shown = leader.get(page).content.decode()
        assert shown.count("/can-bo/ho-so/") == 2
        assert leader.post(page, {"truong_hop": str(month["late"])}).status_code == 422
        assert leader.post(page, {"truong_hop": str(month["late"]), "ly_do": "Không do phường."}).status_code == 302
        assert "Chờ quyết định" in leader.get(page).content.decode()
        assert sign_in(province.desk).get(page).status_code == 403


def test_other_numbers_and_thresholds_are_tried_without_a_trace(month: Month, province: SmallProvince) -> None:
    leader = sign_in(province.leader)
    page = "/can-bo/bo-chi-so/thu/?thang=2026-10"
    with frozen(LATER):
        better = leader.get(f"{page}&tot-in-time=8").content.decode()
        harder = leader.get(f"{page}&nguong-filed-online=100").content.decode()
        wrong = leader.get(f"{page}&tot-in-time=9")
        assert line(score_of(), "in-time") == (6, 8, "15,00")

    assert "(+5,00)" in better
    # Seven of eight online against a target of all of them: 6 × 7/8.
    assert "5,25 điểm (đang có 6,00)" in harder
    assert wrong.status_code == 422


def test_everybody_reads_and_downloads_the_figures_without_personal_data(month: Month) -> None:
    anybody = Client()
    with frozen(LATER):
        page = anybody.get("/chi-so-766/?thang=2026-10").content.decode()
        rows = list(
            csv.DictReader(
                io.StringIO(anybody.get("/chi-so-766/du-lieu.csv?thang=2026-10").content.decode("utf-8-sig"))
            )
        )
        answer = anybody.get("/chi-so-766/du-lieu.json?thang=2026-10")
        schema = anybody.get("/chi-so-766/luoc-do.json").json()

    assert "Chưa chốt" in page or "chưa chốt" in page
    in_time = next(one for one in rows if one["item"] == "in-time" and not one["agency_code"])
    assert (in_time["numerator"], in_time["denominator"], in_time["points"]) == ("6", "8", "15.00")
    assert next(one for one in rows if one["item"] == "published-in-time")["points"] == ""
    assert schema == json.loads(json.dumps(dict(SCHEMA)))
    Draft202012Validator(schema).validate(answer.json())
    assert answer.json()["licence"].startswith("CC BY 4.0")
    assert "Nguyễn Thị Lan Mẫu" not in page + answer.content.decode()


def test_every_published_name_has_its_english(month: Month) -> None:
    for code in (CARD, "tt-01-2018"):
        card = api.card_of(code, on=OCTOBER.last)
        named: list[Card | Group] = [card, *card.groups]

        assert [one.title for one in card.items if not one.title_en] == []
        assert [one.title for one in named if not one.title_en] == []
        with translation.override("en"):
            assert [in_language(one) for one in named] == [one.title_en for one in named]
        assert [in_language(one) for one in named] == [one.title for one in named]


def test_everybody_reads_each_indicator_by_its_name_in_both_languages_and_why_one_has_no_points(month: Month) -> None:
    anybody = Client()
    with frozen(LATER):
        here = anybody.get("/chi-so-766/?thang=2026-10&bo=tt-01-2018").content.decode()
        anybody.cookies["django_language"] = "en"
        there = anybody.get("/chi-so-766/?thang=2026-10&bo=tt-01-2018").content.decode()
    card = api.card_of("tt-01-2018", on=OCTOBER.last)

    assert [one.title for one in card.items if escape(one.title) not in here] == []
    assert [one.title_en for one in card.items if escape(one.title_en) not in there] == []
    assert "Chưa phát sinh" in here
    assert "Nothing happened yet" in there
    assert "bo=tt-01-2018&amp;thang=2026-10" in here


def test_the_fifth_and_ninth_indicators_count_where_steps_are_done_and_what_can_be_filed_online(
    month: Month, province: SmallProvince
) -> None:
    """TT 01/2018 Điều 13: the whole process at the one-stop 2, intake and return there 1; what was decided is online or not."""
    with frozen(LATER):
        card = api.card_of("tt-01-2018", on=OCTOBER.last)
        whole = api.whole(card, OCTOBER, actor=system_actor())
        run = [one for one in procedures.read_procedures(on=OCTOBER.last) if one.is_operational]

    found = {one.item.code: one for one in whole.lines}
    # Every procedure of the sample is taken in and given back at the one-stop and decided elsewhere.
    assert (found["one-stop"].numbers.of, found["one-stop"].numbers.good) == (len(run), len(run))
    assert told(found["one-stop"].points) == "1,00"
    assert found["online-plan"].numbers.of >= found["online-plan"].numbers.good > 0


@pytest.mark.parametrize(
    ("places", "ends", "is_whole"),
    [
        ((("one_stop", "accept"), ("owner", "draft"), ("one_stop", "return")), True, False),
        ((("one_stop", "accept"), ("one_stop", "draft"), ("one_stop", "return")), True, True),
        ((("one_stop", "accept"), ("owner", "return")), False, False),
        ((), False, False),
    ],
)
def test_a_process_is_at_the_one_stop_by_the_places_of_its_steps(
    places: tuple[tuple[str, str], ...], ends: bool, is_whole: bool
) -> None:
    steps = tuple((place, frozenset({act})) for place, act in places)

    assert reckoning.stands_at_one_stop(steps, AtOneStop.ENDS) is ends
    assert reckoning.stands_at_one_stop(steps, AtOneStop.WHOLE) is is_whole


def test_the_public_page_of_a_frozen_month_is_the_frozen_one(month: Month, auditor: Actor) -> None:
    with frozen(LATER):
        api.freeze_month(code=CARD, month=OCTOBER, actor=auditor)
        models.CaseFact.objects.create(
            measure="fee",
            case_id=UUID(int=2),
            aggregate_id=UUID(int=2),
            agency_id=UUID(int=3),
            on=OCTOBER.first,
            good=True,
        )
        said = Client().get("/chi-so-766/du-lieu.json?thang=2026-10").json()

    assert said["frozen"] is True
    assert next(one for one in said["rows"] if one["item"] == "paid-online")["standing"] == "empty"


@pytest.mark.parametrize("month_code", ["2026-13", "2027-01", "x", "2026-1-1", "1999-01"])
def test_a_month_that_is_none_is_not_found(province: SmallProvince, month_code: str) -> None:
    with frozen(LATER):
        assert Client().get(f"/chi-so-766/?thang={month_code}").status_code == 404


def test_the_card_costs_the_same_for_many_dossiers(month: Month, province: SmallProvince) -> None:
    leader = sign_in(province.leader)
    costs = []
    for day in (12, 13):
        with frozen(LATER):
            leader.get("/can-bo/bo-chi-so/?thang=2026-10")
            with CaptureQueriesContext(connection) as asked:
                assert leader.get("/can-bo/bo-chi-so/?thang=2026-10").status_code == 200
        costs.append(len(asked))
        for hour in (8, 9, 10):
            accept(province, at_local(2026, 10, day, hour, 0))
        deliver_all()
    assert costs[0] == costs[1]
