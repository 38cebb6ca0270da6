"""The quick validator decides and the slow one finds the words: both must judge every file alike."""

from typing import Any

import jsonschema_rs
import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from tinhso.kernel.definitions import kinds
from tinhso.kernel.definitions.loader import Folder, _quick, _schema
from tinhso.kernel.definitions.types import Kind

STRANGE: tuple[Any, ...] = (None, "", "Chữ\n", -1, 1.0, 10**30, True, [], ["một", "một"], {}, {"lạ": 1})


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
