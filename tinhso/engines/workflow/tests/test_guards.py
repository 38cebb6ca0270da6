"""A button whose condition does not hold says in words why; a step may say when it goes on by itself."""

from typing import Any

import pytest

from tinhso.engines.deadlines.types import Term, TermUnit
from tinhso.engines.workflow import api
from tinhso.engines.workflow.domain.bpmn_read import read_bpmn
from tinhso.engines.workflow.errors import OutcomeGuarded
from tinhso.engines.workflow.tests.processes import example, sentences, step
from tinhso.engines.workflow.tests.test_api import begin, complete, follow, rows
from tinhso.engines.workflow.types import Guard

WORDS = "Còn cơ quan chưa trả lời ý kiến."


def guarded() -> dict[str, Any]:
    body = example()
    body["facts"]["open_opinions"] = {"type": "number", "from": "/dossier/open_opinions"}
    step(body, "verify")["outcomes"][0]["only_if"] = [{"when": "open_opinions == 0", "words": WORDS}]
    return body


def timed(**changes: Any) -> dict[str, Any]:
    body = example()
    step(body, "inspect")["moves_on"] = {"after": {"value": 2, "unit": "working_days"}, "outcome": "passed", **changes}
    return body


@pytest.mark.django_db
def test_a_guarded_button_is_refused_in_words_and_nothing_changes() -> None:
    subject, _ = begin(guarded())
    follow(subject, "accepted")
    [verify] = api.open_tasks(subject)
    before = rows()

    with pytest.raises(OutcomeGuarded, match=WORDS):
        complete(verify, "eligible", open_opinions=1)
    # A fact that nobody gave does not hold either.
    with pytest.raises(OutcomeGuarded, match=WORDS):
        complete(verify, "eligible")

    assert rows() == before
    assert api.refusals(verify.id, {"open_opinions": 1}) == {"eligible": WORDS}
    assert api.refusals(verify.id, {"open_opinions": 0}) == {}
    assert [task.step for task in complete(verify, "eligible", open_opinions=0).opened] == ["review"]


@pytest.mark.django_db
def test_a_step_says_after_which_time_it_goes_on_and_how() -> None:
    subject, _ = begin(timed(), needs_field_check=True)
    follow(subject, "accepted", "eligible")

    [inspect] = api.open_tasks(subject)

    assert (inspect.moves_after, inspect.moves_outcome) == (Term(2, TermUnit.WORKING_DAYS), "passed")


def test_guards_and_times_survive_the_drawing() -> None:
    body = guarded()
    step(body, "inspect")["moves_on"] = {"after": {"value": 2, "unit": "working_days"}, "outcome": "passed"}

    diagram, problems, _ = read_bpmn(api.compile_steps(body))

    assert problems == []
    assert diagram.steps["verify"].outcomes[0].only_if == (Guard(when="open_opinions == 0", words=WORDS),)
    inspect = diagram.steps["inspect"]
    assert (inspect.moves_value, inspect.moves_unit, inspect.moves_outcome) == (2, "working_days", "passed")


@pytest.mark.parametrize(
    ("guard", "problem"),
    [
        ({"when": "open_opinions == 0"}, "phải có điều kiện (when) và lời giải thích (words)"),
        ({"when": "nobody == 0", "words": "x"}, "dùng “nobody”, không có trong facts"),
        ({"when": 'outcome.accept == "never"', "words": "x"}, "bước accept không có kết quả “never”"),
        ({"when": "open_opinions == 0", "words": "x", "why": "x"}, "không hiểu “why”"),
    ],
)
def test_a_guard_without_words_or_with_a_wrong_condition_is_refused(guard: dict[str, str], problem: str) -> None:
    body = guarded()
    step(body, "verify")["outcomes"][0]["only_if"] = [guard]

    assert any(problem in told for told in sentences(body)), sentences(body)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"outcome": "gone"}, "moves_on.outcome “gone” không phải kết quả của bước"),
        ({"outcome": "failed"}, "tự chuyển thì không làm việc gì"),
        ({"after": {"value": 0, "unit": "hours"}}, "moves_on.after phải có value từ 1"),
        ({"after": "soon"}, "term phải có value"),
        ({"then": "x"}, "moves_on phải có after"),
    ],
)
def test_only_an_outcome_that_needs_nobodys_hand_goes_on_by_itself(changes: dict[str, Any], problem: str) -> None:
    told = sentences(timed(**changes))

    assert any(problem in one for one in told), told
