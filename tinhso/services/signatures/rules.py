"""What the definition `signing_rule` says of an agency: who initials digitally, what officers sign on their own machine."""

from datetime import date

from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import Actor
from tinhso.services.signatures.queries import own_ways
from tinhso.services.signatures.types import OwnPaper

RULE = "signing"


def initialled_acts(agency_code: str, *, on: date) -> frozenset[str]:
    """The acts (draft, approve) whose officer puts a digital initial on the paper; empty where the province has no rule."""
    return _said("initials", agency_code, on)


def signs_elsewhere(actor: Actor) -> bool:
    """Whether this person signs on the own machine: a certificate of the own is registered and in force."""
    return actor.person_id is not None and bool(own_ways(actor.person_id))


def waits_for_machine(paper: OwnPaper, agency_code: str, *, on: date, actor: Actor) -> bool:
    """Whether this officer's paper waits for the own machine instead of being signed by a key at the province's device."""
    return paper.value in _said("own_machine", agency_code, on) and signs_elsewhere(actor)


def _said(part: str, agency_code: str, on: date) -> frozenset[str]:
    rule = definitions.find("signing_rule", RULE, on=on)
    if rule is None:
        return frozenset()
    told = rule.body[part]
    return frozenset(told.get("agencies", {}).get(agency_code, told["otherwise"]))
