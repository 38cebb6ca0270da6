"""What the definition `signing_rule` says of an agency: who initials digitally, what officers sign on their own machine."""

from datetime import date
from enum import StrEnum

from tinhso.casework.dossiers.waiting_letters import signs_elsewhere
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import Actor

RULE = "signing"


class OwnPaper(StrEnum):
    """A paper that an officer signs, on the own machine where the agency's rule says so."""

    DIGITISED_COPY = "digitised_copy"
    EXTRACT = "extract"


def initialled_acts(agency_code: str, *, on: date) -> frozenset[str]:
    """The acts (draft, approve) whose officer puts a digital initial on the paper; empty where the province has no rule."""
    return _said("initials", agency_code, on)


def waits_for_machine(paper: OwnPaper, agency_code: str, *, on: date, actor: Actor) -> bool:
    """Whether this officer's paper waits for the own machine instead of being signed by a key at the province's device."""
    return paper.value in _said("own_machine", agency_code, on) and signs_elsewhere(actor)


def _said(part: str, agency_code: str, on: date) -> frozenset[str]:
    rule = definitions.find("signing_rule", RULE, on=on)
    if rule is None:
        return frozenset()
    told = rule.body[part]
    return frozenset(told.get("agencies", {}).get(agency_code, told["otherwise"]))
