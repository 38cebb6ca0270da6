"""The rule in force for slips, read from its definition."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tinhso.casework.ratings.types import Choice, Level, Question, RatingRule
from tinhso.foundation.definitions import api as definitions

KIND, RULE = "rating_rule", "one-stop"


def rule_on(day: date) -> RatingRule:
    """Raises NoDefinition where the province has no such rule."""
    found = definitions.get(KIND, RULE, on=day)
    return _read(found.body, found.id)


def rule_of(version_id: UUID) -> RatingRule:
    """The rule under which a slip was given."""
    return _read(definitions.get_version(version_id).body, version_id)


def _read(body: Mapping[str, Any], version_id: UUID) -> RatingRule:
    shown = body["shown"]
    return RatingRule(
        version_id=version_id,
        levels=tuple(Level(**one) for one in body["levels"]),
        questions=tuple(
            Question(
                code=one["code"],
                title=one["title"],
                title_en=one["title_en"],
                choices=tuple(Choice(**choice) for choice in one["choices"]),
            )
            for one in body["questions"]
        ),
        open_days=body["open_days"],
        change_days=body["change_days"],
        least_shown=shown["least"],
        heads_read_comments=shown["heads_read_comments"],
        assisted_count_for_officers=shown["assisted_count_for_officers"],
    )
