"""Grants and digests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.foundation.access.domain import chain_head, covers, row_mac, widest, without_numbers
from tinhso.foundation.access.types import Grant, GrantScope


@pytest.mark.parametrize(
    ("granted", "act", "expected"),
    [
        ("dossiers.accept", "dossiers.accept", True),
        ("dossiers.accept", "dossiers.accept-late", False),
        ("dossiers.*", "dossiers.sign", True),
        ("dossiers.*", "dossiersx.sign", False),
        ("dossiers.*", "people.read", False),
    ],
)
def test_a_grant_covers_its_act_only(granted: str, act: str, expected: bool) -> None:
    assert covers(granted, act) is expected


def test_the_widest_of_several_grants_holds() -> None:
    grants = [Grant("a.b", GrantScope.OWN), Grant("a.*", GrantScope.SUBTREE), Grant("c.d", GrantScope.PROVINCE)]

    assert widest(grants, "a.b") is GrantScope.SUBTREE
    assert widest(grants, "x.y") is None


def test_personal_numbers_never_reach_the_audit_log() -> None:
    assert without_numbers('{"n":"099190000001","fee":123456789012345}') == '{"n":"••••••••••••","fee":123456789012345}'


def test_an_id_that_ends_in_digits_alone_is_kept_whole() -> None:
    text = '{"person_id":"01a20db2-3dde-76a6-9de3-099190000001"}'

    assert without_numbers(text) == text


@given(st.lists(st.text(), min_size=1, max_size=6), st.integers(0, 5), st.text(min_size=1))
def test_changing_any_field_changes_the_digest(fields: list[str], at: int, addition: str) -> None:
    at %= len(fields)
    changed = [*fields[:at], fields[at] + addition, *fields[at + 1 :]]

    assert row_mac(b"k", "audit", fields) != row_mac(b"k", "audit", changed)


def test_text_cannot_slide_between_fields() -> None:
    assert row_mac(b"k", "audit", ["ab", "c"]) != row_mac(b"k", "audit", ["a", "bc"])


def test_the_head_depends_on_what_came_before_and_on_the_key() -> None:
    head = chain_head(b"k", b"", "1|x", b"ids", [b"m"])

    assert head != chain_head(b"k", b"p", "1|x", b"ids", [b"m"])
    assert head != chain_head(b"other", b"", "1|x", b"ids", [b"m"])
    assert head != chain_head(b"k", b"", "1|x", b"ids", [b"m", b"m"])
