"""The slip as a form: its questions in the reader's language, what was sent, what is wrong with it."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language, gettext

from tinhso.casework.ratings.api import Given
from tinhso.casework.ratings.types import LONGEST_COMMENT, RatingRule, Slip
from tinhso.foundation.ui.types import Option
from tinhso.kernel.errors import DomainError


def read(given: QueryDict, rule: RatingRule) -> Given:
    """What the form sent; an unanswered question is left out, so that it is not scored."""
    answers = {one.code: given.get(f"cau_{one.code}", "")[:30] for one in rule.questions}
    return Given(
        level=given.get("level", "")[:30],
        choices={code: choice for code, choice in answers.items() if choice},
        comment=given.get("comment", "")[: LONGEST_COMMENT + 1],
    )


def context(rule: RatingRule, given: Given | None, errors: Mapping[str, str]) -> dict[str, Any]:
    """Levels and questions with what was chosen."""
    chosen = given or Given(level="")
    return {
        "levels": [Option(value=one.code, text=_in(one.title, one.title_en)) for one in rule.levels],
        "questions": [
            (
                f"cau_{one.code}",
                _in(one.title, one.title_en),
                [Option(value=choice.code, text=_in(choice.title, choice.title_en)) for choice in one.choices],
                chosen.choices.get(one.code, ""),
                errors.get(f"cau_{one.code}", ""),
            )
            for one in rule.questions
        ],
        "level": chosen.level,
        "comment": chosen.comment,
        "longest": LONGEST_COMMENT,
        "errors": errors,
    }


def said(slip: Slip) -> Given:
    """A slip as its form shows it again."""
    return Given(level=slip.level, choices=slip.choices, comment=slip.comment)


def errors_of(refused: DomainError) -> dict[str, str]:
    """Sentences by the names of the form's fields."""
    found = {}
    for pointer, text in refused.fields.items():
        name = pointer.strip("/")
        found[name if name in ("level", "comment") else f"cau_{name}"] = gettext(text)
    return found or {"level": gettext(refused.message)}


def level_title(rule: RatingRule, code: str) -> str:
    level = rule.level(code)
    return code if level is None else _in(level.title, level.title_en)


def _in(vietnamese: str, english: str) -> str:
    return english if get_language() == "en" else vietnamese
