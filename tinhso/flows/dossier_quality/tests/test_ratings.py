"""Slips about dossiers: who may give one, once, for how long, and what of it reaches officers (TT 01/2018 Điều 13)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.ratings import api
from tinhso.casework.ratings.errors import NotNow, OwnWork, SlipRefused
from tinhso.casework.ratings.testing import models, queries
from tinhso.flows.dossier_quality.tests.conftest import AFTER, SIGNED, Served
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor, anonymous_actor
from tinhso.kernel.clock import frozen
from tinhso.kernel.errors import Denied
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox.api import events_of

KIND = "dossier"
HAPPY = api.Given(
    level="very_satisfied", choices={"total_time": "shorter", "attitude": "good"}, comment="Cảm ơn các anh chị."
)


def rows() -> tuple[int, int, int]:
    events = apps.get_model("outbox", "OutboxEvent").objects.filter(name="rating.given").count()
    return models.Slip.objects.count(), models.SlipVersion.objects.count(), events


def test_the_applicant_rates_a_dossier_that_has_its_result(served: Served) -> None:
    with frozen(AFTER):
        slip_id = api.rate(kind=KIND, subject_id=served.done, given=HAPPY, actor=served.province.citizen)
        slip = queries.own_slip(KIND, served.done, actor=served.province.citizen)

    assert slip is not None
    assert (slip.level, slip.comment, slip.choices["attitude"]) == ("very_satisfied", "Cảm ơn các anh chị.", "good")
    (event,) = events_of(("rating_slip", slip_id))
    assert event.payload["questions"] == ["total_time", "attitude"]
    assert event.payload["points"] == [2, 2]
    assert event.payload["is_satisfied"] is True


def test_nobody_but_the_rater_learns_who_rated(served: Served) -> None:
    with frozen(AFTER):
        slip_id = api.rate(kind=KIND, subject_id=served.done, given=HAPPY, actor=served.province.citizen)

    (event,) = events_of(("rating_slip", slip_id))
    assert (event.person_id, event.post_id) == (None, None)
    assert str(served.province.citizen.person_id) not in str(event.payload)
    (logged,) = access.writes_to(("rating_slip", slip_id))
    assert logged.person_id is None


def test_a_slip_is_changed_within_the_days_of_the_rule_and_every_version_stays(served: Served) -> None:
    citizen = served.province.citizen
    unhappy = api.Given(level="unsatisfied")
    with frozen(AFTER):
        slip_id = api.rate(kind=KIND, subject_id=served.done, given=HAPPY, actor=citizen)
    with frozen(AFTER + timedelta(days=7)):
        assert api.rate(kind=KIND, subject_id=served.done, given=unhappy, actor=citizen) == slip_id
    before = rows()
    with frozen(AFTER + timedelta(days=7, minutes=1)), pytest.raises(NotNow):
        api.rate(kind=KIND, subject_id=served.done, given=HAPPY, actor=citizen)

    assert rows() == before
    assert [one.level for one in models.SlipVersion.objects.filter(slip_id=slip_id).order_by("seq")] == [
        "very_satisfied",
        "unsatisfied",
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        models.SlipVersion.objects.filter(slip_id=slip_id).update(level="satisfied")


def test_one_dossier_has_one_slip_of_its_applicant_whichever_way_it_came(served: Served) -> None:
    token = served.token(served.done)
    with frozen(AFTER):
        api.rate_by_receipt(kind=KIND, token=token, given=HAPPY, actor=anonymous_actor())
        before = rows()
        with pytest.raises(NotNow, match="đã được đánh giá"):
            api.rate(kind=KIND, subject_id=served.done, given=HAPPY, actor=served.province.citizen)

    assert rows() == before == (1, 1, 1)


def test_whoever_finds_the_receipt_does_not_change_what_its_applicant_said(served: Served) -> None:
    with frozen(AFTER):
        api.rate(kind=KIND, subject_id=served.done, given=HAPPY, actor=served.province.citizen)
        before = rows()
        with pytest.raises(NotNow):
            api.rate_by_receipt(
                kind=KIND,
                token=served.token(served.done),
                given=api.Given(level="unsatisfied"),
                actor=anonymous_actor(),
            )

    assert rows() == before


def test_before_there_is_a_result_and_long_after_it_nothing_is_rated(served: Served) -> None:
    citizen = served.province.citizen
    with frozen(AFTER), pytest.raises(NotNow, match="chưa có kết quả"):
        api.rate(kind=KIND, subject_id=served.open, given=HAPPY, actor=citizen)
    with frozen(SIGNED + timedelta(days=60, minutes=1)), pytest.raises(NotNow, match="60 ngày"):
        api.rate(kind=KIND, subject_id=served.done, given=HAPPY, actor=citizen)
    assert rows() == (0, 0, 0)


def test_somebody_elses_dossier_is_not_rated(served: Served) -> None:
    with frozen(AFTER), pytest.raises(NoDossier):
        api.rate(kind=KIND, subject_id=served.done, given=HAPPY, actor=served.province.stranger)
    assert rows() == (0, 0, 0)


@pytest.mark.parametrize(
    "given",
    [
        api.Given(level=""),
        api.Given(level="perfect"),
        api.Given(level="satisfied", choices={"attitude": "divine"}),
        api.Given(level="satisfied", choices={"salary": "good"}),
        api.Given(level="satisfied", comment="a" * 1001),
    ],
)
def test_what_the_slip_does_not_know_is_refused(served: Served, given: api.Given) -> None:
    with frozen(AFTER), pytest.raises(SlipRefused):
        api.rate(kind=KIND, subject_id=served.done, given=given, actor=served.province.citizen)
    assert rows() == (0, 0, 0)


def _receipt(served: Served, actor: Actor) -> UUID:
    return api.rate_by_receipt(kind=KIND, token=served.token(served.done), given=HAPPY, actor=actor)


def _counter(served: Served, actor: Actor) -> UUID:
    counter = api.open_counter(title="Quầy 1", actor=served.province.desk_head)
    return api.rate_at_counter(counter_id=counter, kind=KIND, subject_id=served.done, given=HAPPY, actor=actor)


@pytest.mark.parametrize("way", [_receipt, _counter])
def test_an_officer_does_not_rate_in_the_citizens_place(served: Served, way: Callable[[Served, Actor], UUID]) -> None:
    with frozen(AFTER), pytest.raises(OwnWork):
        way(served, served.province.specialist)
    assert rows() == (0, 0, 0)


def test_who_took_the_dossier_in_does_not_write_down_what_its_applicant_thinks(served: Served) -> None:
    with frozen(AFTER), pytest.raises(OwnWork):
        api.rate(kind=KIND, subject_id=served.done, given=HAPPY, actor=served.province.desk)
    assert rows() == (0, 0, 0)


def test_who_has_no_part_in_the_one_stop_writes_nothing_down(served: Served) -> None:
    with frozen(AFTER), pytest.raises(Denied):
        api.rate(kind=KIND, subject_id=served.done, given=HAPPY, actor=served.province.specialist)
    assert rows() == (0, 0, 0)


def test_a_slip_that_an_officer_wrote_down_is_marked_and_says_nothing_about_officers(served: Served) -> None:
    head = served.province.desk_head
    with frozen(AFTER):
        slip_id = api.rate(kind=KIND, subject_id=served.done, given=HAPPY, actor=head)

    slip = models.Slip.objects.get(id=slip_id)
    assert (slip.way, slip.assisted_by_id) == ("assisted", head.person_id)
    assert queries.of_officers(AFTER.date(), AFTER.date(), actor=head) == ()
    (agency,) = queries.of_agencies(AFTER.date(), AFTER.date(), actor=head)
    assert (agency.total, agency.assisted) == (1, 1)


def test_an_officers_figures_are_hidden_until_they_tell_of_nobody(served: Served) -> None:
    desk = served.province.desk
    assert desk.person_id is not None
    with frozen(AFTER):
        api.rate(kind=KIND, subject_id=served.done, given=HAPPY, actor=served.province.citizen)
        (few,) = queries.of_officers(AFTER.date(), AFTER.date(), actor=desk)
        said = models.Slip.objects.values().get()
        for number in range(2):
            other = models.Slip.objects.create(
                **said | {"id": new_id(), "rater": str(number), "level": "unsatisfied", "satisfied": False}
            )
            models.SlipOfficer.objects.create(slip=other, person_id=desk.person_id)
        (enough,) = queries.of_officers(AFTER.date(), AFTER.date(), actor=desk)

    assert (few.hidden, few.total, few.by_level) == (True, 0, {})
    assert enough.by_level == {"very_satisfied": 1, "unsatisfied": 2}


def test_an_officer_sees_only_the_own_line_and_no_words(served: Served) -> None:
    with frozen(AFTER):
        api.rate(kind=KIND, subject_id=served.done, given=HAPPY, actor=served.province.citizen)
    day = AFTER.date()

    assert queries.of_officers(day, day, actor=served.province.specialist) == ()
    assert queries.comments(day, day, actor=served.province.desk) == ()
    with pytest.raises(Denied):
        queries.of_agencies(day, day, actor=served.province.desk)
    (comment,) = queries.comments(day, day, actor=served.province.leader)
    assert comment.text == "Cảm ơn các anh chị."
