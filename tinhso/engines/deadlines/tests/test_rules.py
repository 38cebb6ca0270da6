"""The kind `counting_rule`: which law holds from when, and what is refused."""

from datetime import date, time
from pathlib import Path

import pytest

from tinhso.engines.deadlines import api
from tinhso.engines.deadlines.domain.rules import body_of, rule_from, term_of_text, term_text
from tinhso.engines.deadlines.errors import NoCountingRule
from tinhso.engines.deadlines.testing import make_rule
from tinhso.engines.deadlines.types import CountsFrom, DueMoment, Term, TermUnit
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.errors import WrongDefinitions
from tinhso.kernel.actor import system_actor

RULE = """\
code: one_stop
title: Cách đếm cũ
effective_from: 2018-06-21
effective_to: 2025-06-30
legal_basis: [{document: Văn bản kiểm thử}]
words: Nghị định cũ
cut_off: "15:00"
counts_from: next_working_day
due_moment: close_of_office
handover_grace_minutes: 60
intake_answers: {online: {value: 8, unit: hours}}
max_reappointments: 1
reappoint_notice_days: 1
"""
NEW = RULE.replace("2018-06-21", "2025-07-01").replace("effective_to: 2025-06-30\n", "").replace("cũ", "mới")


def write(folder: Path, **files: str) -> Path:
    (folder / "rules" / "counting").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / "rules" / "counting" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.django_db
def test_the_law_of_the_day_counts(tmp_path: Path) -> None:
    definitions.apply_folder(write(tmp_path, old=RULE, new=NEW), actor=system_actor())

    old, new = api.get_rule(on=date(2025, 6, 30)), api.current_rule(on=date(2025, 7, 1))

    assert (old.title, old.basis) == ("Cách đếm cũ", "Nghị định cũ")
    assert (new.title, new.cut_off, new.counts_from, new.due_moment) == (
        "Cách đếm mới",
        time(15),
        CountsFrom.NEXT_WORKING_DAY,
        DueMoment.CLOSE_OF_OFFICE,
    )
    assert new.intake_answers == {"online": Term(8, TermUnit.HOURS)}
    assert new.version_id is not None
    assert api.get_rule_version(new.version_id) == new


@pytest.mark.django_db
def test_of_several_rules_the_named_or_the_default_one(tmp_path: Path) -> None:
    sector = NEW.replace("code: one_stop", "code: sector").replace("mới", "ngành")
    definitions.apply_folder(write(tmp_path, new=NEW, sector=sector), actor=system_actor())

    assert api.get_rule("sector", on=date(2026, 1, 1)).basis == "Nghị định ngành"
    with pytest.raises(NoCountingRule):
        api.get_rule(on=date(2026, 1, 1))

    definitions.apply_folder(write(tmp_path, new=f"{NEW}default: true\n"), actor=system_actor())
    assert api.get_rule(on=date(2026, 1, 1)).code == "one_stop"


@pytest.mark.django_db
def test_without_a_rule_nothing_is_guessed() -> None:
    with pytest.raises(NoCountingRule, match="01/01/2026"):
        api.get_rule(on=date(2026, 1, 1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (NEW.replace('cut_off: "15:00"', 'cut_off: "25:00"'), 6),
        (NEW.replace("unit: hours", "unit: years"), 10),
        (NEW.replace("{value: 8, unit: hours}", "{value: 8, unit: hours, same_day: true}"), 1),
        (NEW.replace("max_reappointments: 1", "max_reappointments: -1"), 11),
    ],
)
def test_a_wrong_rule_is_refused_with_its_line(tmp_path: Path, wrong: str, line: int) -> None:
    with pytest.raises(WrongDefinitions) as refusal:
        definitions.apply_folder(write(tmp_path, wrong=wrong), actor=system_actor())

    assert [problem.line for problem in refusal.value.problems] == [line]
    assert definitions.list_current("counting_rule") == ()


def test_a_stored_rule_is_read_back_equal() -> None:
    assert rule_from(body_of(make_rule())) == make_rule()


@pytest.mark.parametrize(
    "term",
    [None, Term(15, TermUnit.WORKING_DAYS), Term(1, TermUnit.WORKING_DAYS, same_day=True), Term(3, TermUnit.MONTHS)],
)
def test_a_stored_term_is_read_back_equal(term: Term | None) -> None:
    assert term_of_text(term_text(term)) == term
