"""Numbers, prices, what is told of a letter, and the field's messages: pure rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.services.post.domain import waybills, wire
from tinhso.services.post.domain.following import follow
from tinhso.services.post.domain.prices import price_of, zone_of
from tinhso.services.post.types import FindingKind, OrderState, PriceLine, Zone

AT = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
S = OrderState


def test_the_check_digit_is_that_of_the_standard() -> None:
    # UPU S10-12, the example of the standard, and the two remainders that are replaced.
    assert waybills.check_digit("47312482") == 9
    assert {waybills.check_digit(f"{n:08d}") for n in range(200)} == set(range(10))
    assert waybills.problem("RR473124829GB") == ""
    assert waybills.problem("RR473124828GB") == "RR473124828GB: sai số kiểm tra, phải là 9."
    assert waybills.problem("a b") != ""


def test_a_range_has_every_number_once_and_in_order() -> None:
    found = list(waybills.in_range("EB000000014VN", "EB000000059VN"))

    assert [code[2:10] for code in found] == ["00000001", "00000002", "00000003", "00000004", "00000005"]
    assert all(waybills.problem(code) == "" for code in found)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("EB000000059VN", "EB000000014VN"),
        ("EB000000014VN", "EC000000050VN"),
        ("EB000000015VN", "EB000000059VN"),
        ("EB000000014VN", "EB999999990VN"),
        ("1", "2"),
    ],
)
def test_ends_that_do_not_belong_together_are_refused(first: str, last: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        list(waybills.in_range(first, last))


def test_a_list_names_its_wrong_line() -> None:
    assert waybills.in_list("\ufeffSỐ HIỆU\nmau0001\n\nMAU0002,\n") == ("MAU0001", "MAU0002")
    for text, line in (("MAU0001\n??1", "Dòng 2"), ("MAU0001\nMAU0001", "Dòng 2")):
        with pytest.raises(ValueError, match=line):
            waybills.in_list(text)


def test_a_price_is_that_of_the_class_the_weight_fits_in() -> None:
    prices = [PriceLine(zone=Zone.PROVINCE, up_to_g=weight, vnd=vnd) for weight, vnd in ((100, 30), (250, 33))]

    assert [price_of(prices, zone=Zone.PROVINCE, weight_g=one) for one in (1, 100, 101, 250, 251)] == [
        30,
        30,
        33,
        33,
        None,
    ]
    assert price_of(prices, zone=Zone.COUNTRY, weight_g=1) is None
    assert zone_of("99001", "99001", province="99") is Zone.COMMUNE
    assert zone_of("99002", "99001", province="99") is Zone.PROVINCE
    assert zone_of("99", "99001", province="99") is Zone.PROVINCE
    assert zone_of("79", "99001", province="99") is Zone.COUNTRY


@pytest.mark.parametrize(
    ("state", "told", "minutes", "moves", "finding"),
    [
        (S.ORDERED, S.COLLECTING, 1, True, None),
        (S.ORDERED, S.DELIVERED, 1, True, None),
        # Twice, and late: the history keeps it, the letter stays.
        (S.ON_THE_WAY, S.ON_THE_WAY, 1, False, None),
        (S.ON_THE_WAY, S.COLLECTING, -1, False, None),
        (S.ON_THE_WAY, S.COLLECTING, 1, False, None),
        (S.ATTEMPT_FAILED, S.ON_THE_WAY, 1, True, None),
        # An ending counts although the last news was dated later.
        (S.ON_THE_WAY, S.DELIVERED, -1, True, None),
        (S.DELIVERED, S.ON_THE_WAY, -1, False, None),
        (S.DELIVERED, S.ON_THE_WAY, 1, False, FindingKind.AFTER_END),
        (S.DELIVERED, S.CAME_BACK, -1, False, FindingKind.AFTER_END),
        (S.CAME_BACK, S.DELIVERED, 1, False, FindingKind.AFTER_END),
        (S.LOST, S.DELIVERED, 1, True, None),
        (S.CANCELLED, S.ON_THE_WAY, 1, False, FindingKind.NOT_SENT),
        (S.PLANNED, S.ON_THE_WAY, 1, False, FindingKind.NOT_SENT),
        # The post carries it: so it took the order, whatever it answered.
        (S.TO_SEND, S.ORDERED, -1, True, None),
        (S.REFUSED, S.ON_THE_WAY, 1, True, None),
    ],
)
def test_what_is_told_moves_a_letter_only_where_it_fits(
    state: OrderState, told: OrderState, minutes: int, moves: bool, finding: FindingKind | None
) -> None:
    found = follow(state, AT, told=told, at=AT + timedelta(minutes=minutes))

    assert (found.moves, found.finding) == (moves, finding)


@given(st.sampled_from(OrderState), st.sampled_from(OrderState), st.integers(-9, 9))
def test_nothing_is_both_done_and_doubted(state: OrderState, told: OrderState, minutes: int) -> None:
    found = follow(state, AT, told=told, at=AT + timedelta(minutes=minutes))

    assert not (found.moves and found.finding)
    assert not (found.moves and told is state)
    # Only a lost letter has a life after its end.
    assert not (found.moves and state in (S.DELIVERED, S.CAME_BACK, S.CANCELLED))


def test_the_fields_five_codes() -> None:
    codes = {state.value: state.national for state in OrderState}

    assert {codes["planned"], codes["ordered"]} == {1}
    assert {codes["collecting"], codes["on_the_way"], codes["attempt_failed"]} == {2}
    assert (codes["delivered"], codes["cancelled"]) == (3, 4)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["Status", "Data", "Id", "ItemCode", "StatusCode", "StatusTime", "x"]), inner)
    ),
    max_leaves=12,
)


@given(_JSON)
def test_whatever_the_post_sends_is_read_or_refused(answer: object) -> None:
    for read in (wire.read_reply, lambda one: wire.read_page(one, after=5)):
        try:
            read(answer)
        except wire.Unreadable:
            continue


def test_a_page_is_put_in_order_and_a_broken_row_is_named() -> None:
    good = {
        "ItemCode": "mau1",
        "OrderNumber": "h",
        "StatusCode": 60,
        "StatusTime": "20261130090500",
        "Note": " vắng\n nhà ",
    }
    rows = [
        {**good, "Id": 9},
        {"Id": 8, "ItemCode": "MAU1"},
        {**good, "Id": 7},
        {**good, "Id": 7},
        {**good, "Id": 6, "StatusTime": "?"},
    ]

    page = wire.read_page({"Status": "100", "Data": rows}, after=5)

    assert [(one.id, one.waybill, one.code, one.words) for one in page.rows] == [
        (7, "MAU1", "60", "vắng nhà"),
        (9, "MAU1", "60", "vắng nhà"),
    ]
    assert page.rows[0].at == datetime(2026, 11, 30, 2, 5, tzinfo=UTC)
    assert len(page.broken) == 2
    assert page.last_id == 9
