"""What feedback can be about, each kind told about by whoever owns it; and the rule in force."""

from datetime import date

from tinhso.casework.feedback.errors import NoFeedback
from tinhso.casework.feedback.types import FeedbackRule, Matters, Topic
from tinhso.engines.deadlines.types import Term, TermUnit
from tinhso.foundation.definitions import api as definitions

KIND, RULE = "feedback_rule", "one-stop"
_known: dict[str, Matters] = {}


def register_matters(kind: str, matters: Matters) -> None:
    """Rooms above call this once while they load."""
    _known[kind] = matters


def matters_of(kind: str) -> Matters:
    """Raises NoFeedback for a kind that nobody registered."""
    try:
        return _known[kind]
    except KeyError as unknown:
        raise NoFeedback from unknown


def rule_on(day: date) -> FeedbackRule:
    """Raises NoDefinition where the province has no such rule."""
    body = definitions.get(KIND, RULE, on=day).body
    term = body["answer_within"]
    return FeedbackRule(
        topics=tuple(Topic(**one) for one in body["topics"]),
        answer_within=Term(term["value"], TermUnit(term["unit"])),
        most_open=body["most_open"],
    )
