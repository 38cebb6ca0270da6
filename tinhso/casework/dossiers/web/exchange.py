"""What passes between office and applicant, as the officer's and the applicant's pages of a dossier show it."""

from collections.abc import Sequence
from typing import Any

from tinhso.casework.dossiers import correspondence
from tinhso.casework.dossiers.correspondence import SupplementState
from tinhso.casework.dossiers.types import Dossier, Status
from tinhso.casework.dossiers.web import words
from tinhso.casework.dossiers.web.mending import clock_words
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor


def on_desk(dossier: Dossier, *, roles_at: Sequence[object], actor: Actor) -> dict[str, Any]:
    """The officer's side. `roles_at` = the agencies whose open steps the officer's role does."""
    asked = correspondence.supplements_of(dossier.id)
    open_one = next((one for one in asked if one.state is SupplementState.OPEN), None)
    proposed = next((one for one in asked if one.state is SupplementState.PROPOSED), None)
    extensions = correspondence.extensions_of(dossier.id)
    owner, desk = dossier.owner_agency_id, dossier.receiving_agency_id
    works = dossier.status in (Status.REGISTERED, Status.ACCEPTED, Status.PROCESSING)
    signs = access.can(actor=actor, act="dossiers.extend", agency_id=owner)
    proposed_extension = next((one for one in extensions if one.state == "proposed"), None)
    return {
        "open": open_one,
        "answer_by": words.moment(open_one.answer_by) if open_one and open_one.answer_by else "",
        "proposed": proposed,
        "answered": [one for one in asked if one.state is SupplementState.ANSWERED],
        "extension": proposed_extension,
        "signs": signs,
        "decides": access.can(
            actor=actor,
            act="dossiers.approve_supplement",
            agency_id=desk if dossier.status is Status.REGISTERED else owner,
        ),
        "receives": access.can(actor=actor, act="dossiers.receive", agency_id=desk),
        "recalls": bool(roles_at)
        and (proposed is not None or (open_one is not None and len(open_one.missing) == len(open_one.items))),
        "asks": works and bool(roles_at) and open_one is None and proposed is None,
        "extends": dossier.status is Status.PROCESSING and proposed_extension is None and (signs or owner in roles_at),
        "stops": dossier.accepted_at is not None
        and (works or dossier.status is Status.SUPPLEMENT)
        and access.can(actor=actor, act="dossiers.stop", agency_id=owner),
    }


def for_applicant(dossier: Dossier) -> dict[str, Any]:
    """The applicant's side: what is asked of them, until when, and what it does to the promised date."""
    if dossier.status is Status.STOPPED:
        ended = [one for one in correspondence.supplements_of(dossier.id) if one.state is SupplementState.EXPIRED]
        return {"expired_by": words.moment(ended[-1].answer_by) if ended and ended[-1].answer_by else ""}
    if dossier.status is not Status.SUPPLEMENT:
        return {}
    asked = next((one for one in correspondence.supplements_of(dossier.id) if one.state is SupplementState.OPEN), None)
    if asked is None or asked.answer_by is None:
        return {}
    return {
        "supplement": asked,
        "supplement_by": words.moment(asked.answer_by),
        "supplement_effect": clock_words(asked),
    }
