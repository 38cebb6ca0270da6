"""The quick validator decides and the slow one finds the words: both must judge every file and every answer alike."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from tests.definitions.conftest import ROOT
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.domain import validating
from tinhso.kernel.definitions import kinds
from tinhso.kernel.definitions.documents import read_document
from tinhso.kernel.definitions.loader import Folder, _quick, _schema
from tinhso.kernel.definitions.types import Kind

STRANGE: tuple[Any, ...] = (None, "", "Chữ\n", -1, 1.0, 10**30, True, [], ["một", "một"], {}, {"lạ": 1})
WRONG_ANSWERS: tuple[Any, ...] = (*STRANGE, "31/02/2026", "2026-02-31", "Nguyễn Thị\u0301", "0123", "\ud800", 10**400)
APPLICATIONS: list[dict[str, Any]] = read_document(ROOT / "demo" / "applications.yaml", "applications.yaml")[0][
    "applications"
]


@pytest.fixture(scope="module")
def sample() -> Folder:
    return Folder(settings.DEFINITIONS_DIR)


@pytest.mark.parametrize("kind", kinds.in_order(), ids=lambda kind: kind.code)
def test_both_judge_alike_whatever_stands_at_a_key(kind: Kind, sample: Folder) -> None:
    quick = _quick(str(kind.schema))[1]
    slow = Draft202012Validator(_schema(str(kind.schema)))
    for definition in sample.all(kind.code)[:1]:
        body = dict(definition.body)
        assert quick.is_valid(body)
        assert slow.is_valid(body)
        for key in body:
            without = {name: value for name, value in body.items() if name != key}
            changed = [without, *({**body, key: value} for value in STRANGE)]
            told = [(quick.is_valid(one), slow.is_valid(one)) for one in changed]
            assert [one for one in told if one[0] != one[1]] == [], key


def test_a_schema_that_is_none_is_refused_before_anything_is_judged() -> None:
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.Draft202012Validator({"type": "tệp"}, validate_formats=False)


@pytest.mark.parametrize("application", APPLICATIONS, ids=lambda one: one["procedure"])
def test_both_judge_alike_whatever_is_answered(application: dict[str, Any], sample: Folder) -> None:
    found = sample.find("procedure", application["procedure"])
    assert found is not None
    form = forms.compile_form(found.body["form"])

    told = [
        (
            bool(list(validating._structure_errors(form, answers))),
            bool(list(validating._validator(form).iter_errors(answers))),
        )
        for answers in (application["answers"], *_spoilt(application["answers"]))
    ]

    assert told[0] == (False, False)
    assert [one for one in told if one[0] != one[1]] == []
    assert (True, True) in told


def _spoilt(answers: Any) -> Iterator[Any]:
    """The answers with one of them left out, or another in its place, at every depth."""
    keys = answers if isinstance(answers, dict) else range(len(answers)) if isinstance(answers, list) else ()
    for key in keys:
        for value in (*WRONG_ANSWERS, *_spoilt(answers[key])):
            changed = answers.copy()
            changed[key] = value
            yield changed
        if isinstance(answers, dict):
            yield {name: value for name, value in answers.items() if name != key}
