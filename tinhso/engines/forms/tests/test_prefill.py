"""Known values under a condition: a grandmother's own marriage does not say who the child's parents are."""

from datetime import date
from typing import Any

import pytest

from tinhso.engines.forms import api
from tinhso.engines.forms.actions.drafting import take_offered
from tinhso.engines.forms.actions.keep_draft import fill
from tinhso.engines.forms.tests.scene import example
from tinhso.engines.forms.types import Form, Prefilled
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity import testing
from tinhso.foundation.identity.types import HolderRef, PaperInput, PaperKind
from tinhso.kernel.actor import Actor, Channel, system_actor

NAME = "child.full_name"


@pytest.fixture
def form() -> Form:
    body = example()["form"]
    body["schema"]["properties"]["child"]["properties"]["full_name"]["x-prefill"] = ["marriage.name", "other.name"]
    topic = next(one for one in body["ui"]["topics"] if one["code"] == "tre")
    topic["prefill_when"] = {"field": "applicant.relation", "in": ["father", "mother"]}
    assert api.check_form(body) == []
    return api.compile_form(body)


def _known(name: str) -> dict[str, Prefilled]:
    return {name: Prefilled("Nguyễn Thị Mẫu", "kho dữ liệu", date(2026, 11, 21))}


def _relation(answers: dict[str, Any], relation: str) -> dict[str, Any]:
    answers["data"].setdefault("applicant", {})["relation"] = relation
    take_offered(answers["form"], answers)
    return answers


def test_it_is_filled_in_when_the_condition_holds_and_taken_back_when_it_ceases(form: Form) -> None:
    answers = fill(form, _known("marriage.name")) | {"form": form}
    assert (answers["data"], answers["sources"]) == ({}, {})
    assert "child" not in _relation(answers, "other")["data"]
    assert _relation(answers, "father")["data"]["child"] == {"full_name": "Nguyễn Thị Mẫu"}
    assert answers["sources"][NAME] == {"source": "kho dữ liệu", "as_of": "2026-11-21"}
    assert "child" not in _relation(answers, "other")["data"]
    assert answers["sources"] == {}


def test_the_first_known_name_is_taken(form: Form) -> None:
    answers = fill(form, _known("other.name")) | {"form": form}
    assert _relation(answers, "mother")["data"]["child"] == {"full_name": "Nguyễn Thị Mẫu"}


def test_what_the_person_answered_is_never_overwritten(form: Form) -> None:
    answers = fill(form, _known("marriage.name")) | {"form": form}
    answers["data"]["child"] = {"full_name": "Trần Văn Thử"}
    assert _relation(answers, "father")["data"]["child"] == {"full_name": "Trần Văn Thử"}
    assert _relation(answers, "other")["data"]["child"] == {"full_name": "Trần Văn Thử"}


def test_a_condition_on_a_later_question_is_a_mistake() -> None:
    body = example()["form"]
    body["ui"]["topics"][0]["prefill_when"] = {"field": "copies_wanted", "is": True}
    assert [str(one) for one in api.check_form(body)] == [
        "/ui/topics/0/prefill_when: điều kiện nhìn vào “copies_wanted”, được hỏi sau chỗ này"
    ]


@pytest.mark.django_db
def test_the_passport_of_who_has_no_personal_number_is_known_and_of_who_has_one_is_not() -> None:
    system = system_actor()
    passport = [PaperInput(PaperKind.PASSPORT, "C1234567")]
    abroad = identity.register_person(full_name="Lý Văn Mẫu", papers=passport, actor=system)
    here = identity.register_person(
        full_name="Lê Thị Mẫu",
        personal_number=testing.personal_number(1),
        papers=[PaperInput(PaperKind.PASSPORT, "C7654321")],
        actor=system,
    )

    known, other = (
        api.known_values(HolderRef(kind="person", id=one.id), actor=Actor(person_id=one.id, channel=Channel.ONLINE))
        for one in (abroad, here)
    )

    assert known["person.passport_number"] == "C1234567"
    assert "person.personal_number" not in known
    assert "person.passport_number" not in other
