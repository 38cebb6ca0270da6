"""Whose lateness it is: minutes of one clock without nights, so that each share can be counted by hand."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.casework.dossiers.lateness import Counted, Interval, Lateness, Party, Share, Wait, Waiting, attribute

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FIRST, SECOND = UUID(int=1), UUID(int=2)
RULE = {
    Waiting.CONSULTATION: Counted(party=Party.ASKED_AGENCY, is_whole=False),
    Waiting.SUPPLEMENT: Counted(party=Party.APPLICANT, is_whole=True),
}


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def minutes(start: datetime, end: datetime) -> int:
    return max(0, int((end - start).total_seconds() // 60))


def asked(agency: UUID, since: float, due: float, until: float) -> Wait:
    return Wait(kind=Waiting.CONSULTATION, agency_id=agency, since=at(since), due_at=at(due), until=at(until))


def supplement(since: float, until: float) -> Wait:
    return Wait(kind=Waiting.SUPPLEMENT, agency_id=None, since=at(since), due_at=None, until=at(until))


def late(*waits: Wait, due: float = 10, ended: float = 15, still: tuple[Interval, ...] = ()) -> Lateness | None:
    return attribute(due_at=at(due), ended_at=at(ended), waits=waits, stood_still=still, rule=RULE, minutes=minutes)


def shares(found: Lateness | None) -> dict[tuple[Party, UUID | None], int]:
    assert found is not None
    return {(share.party, share.agency_id): share.minutes for share in found.shares}


def test_in_time_is_nobodys_fault() -> None:
    assert late(asked(FIRST, 0, 2, 9), ended=10) is None


def test_what_is_nobody_elses_is_the_owners() -> None:
    assert shares(late()) == {(Party.OWNER, None): 300}


def test_an_answer_within_its_term_is_not_a_cause_however_long_it_took() -> None:
    assert shares(late(asked(FIRST, 0, 9, 9))) == {(Party.OWNER, None): 300}


def test_who_answered_late_bears_what_went_over_its_term_and_the_owner_the_rest() -> None:
    found = late(asked(FIRST, 0, 4, 6))

    assert shares(found) == {(Party.ASKED_AGENCY, FIRST): 120, (Party.OWNER, None): 180}
    assert found is not None
    assert found.cause == Share(party=Party.OWNER, agency_id=None, minutes=180)


def test_nobody_bears_more_than_the_lateness() -> None:
    found = late(asked(FIRST, 0, 2, 9), ended=11)

    assert shares(found) == {(Party.ASKED_AGENCY, FIRST): 60}


def test_two_late_at_the_same_time_share_that_time() -> None:
    # The first is late from 4 to 8, the second from 6 to 8: four hours, of which two are shared.
    found = late(asked(FIRST, 0, 4, 8), asked(SECOND, 0, 6, 8))

    assert shares(found) == {
        (Party.ASKED_AGENCY, FIRST): 180,
        (Party.ASKED_AGENCY, SECOND): 60,
        (Party.OWNER, None): 60,
    }
    assert found is not None
    assert found.cause.agency_id == FIRST


def test_waiting_for_the_applicant_counts_for_the_applicant_unless_the_clock_stood_still() -> None:
    assert shares(late(supplement(2, 5))) == {(Party.APPLICANT, None): 180, (Party.OWNER, None): 120}
    assert shares(late(supplement(2, 5), still=((at(2), at(5)),))) == {(Party.OWNER, None): 300}


def test_equal_shares_are_the_owners_case() -> None:
    found = late(asked(FIRST, 0, 4, 6.5))

    assert found is not None
    assert [share.minutes for share in found.shares] == [150, 150]
    assert found.cause.party is Party.OWNER


def test_an_open_question_counts_up_to_the_end() -> None:
    assert shares(late(asked(FIRST, 0, 12, 99))) == {(Party.ASKED_AGENCY, FIRST): 180, (Party.OWNER, None): 120}


spans = st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 30)).map(sorted)


@given(st.lists(st.tuples(st.sampled_from([FIRST, SECOND]), spans), max_size=6), st.integers(11, 40))
def test_shares_add_up_to_the_lateness_and_none_is_negative(waits: list[tuple[UUID, list[int]]], ended: int) -> None:
    found = late(*(asked(agency, *given) for agency, given in waits), ended=ended)

    assert found is not None
    assert sum(share.minutes for share in found.shares) == found.minutes == (ended - 10) * 60
    assert all(share.minutes >= 0 for share in found.shares)
    assert found.cause.minutes == max(share.minutes for share in found.shares)


@pytest.mark.parametrize("ended", [10.5, 12, 40])
def test_the_order_in_which_waitings_are_told_changes_nothing_but_rounding(ended: float) -> None:
    one, two = asked(FIRST, 0, 4, 8), asked(SECOND, 1, 6, 9)

    assert shares(late(one, two, ended=ended)) == pytest.approx(shares(late(two, one, ended=ended)), abs=1)
