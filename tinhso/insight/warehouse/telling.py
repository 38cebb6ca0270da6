"""What the events of one dossier tell: a pure reckoning, so that facts fed one by one and facts rebuilt are the same."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tinhso.casework.dossiers.types import Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.insight.warehouse.types import Ending
from tinhso.kernel.clock import local
from tinhso.kernel.outbox.types import EventRecord

# While the dossier waits for its applicant the office's clock stands still (facts: onestop §1.4).
_PAUSED = (Status.SUPPLEMENT, Status.FINANCIAL)
_ENDED = {
    Status.WITHDRAWN: Ending.WITHDRAWN,
    Status.STOPPED: Ending.STOPPED,
    Status.NOT_ACCEPTED: Ending.NOT_ACCEPTED,
}
# Facts of a filing that its first event alone tells.
_FILING = ("online_level", "fields_answered", "fields_prefilled", "papers_asked", "papers_held")
_COUNTED = {
    "dossier.component_digitised": "digitised",
    "dossier.supplement_asked": "supplements",
    "dossier.extended": "extensions",
}
# How a question to another agency stands among the steps.
OPINION = "opinion"


@dataclass
class Told:
    """The fact rows of one dossier, as the columns of their tables."""

    dossier: dict[str, Any] = field(default_factory=dict)
    standings: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)


def tell(events: Iterable[EventRecord]) -> Told:
    """The facts of a dossier from all its events in order. Events of before a shape was extended tell less."""
    told, visits = Told(), Counter[str]()
    for event in events:
        _dossier(told.dossier, event)
        _standing(told, event)
        _step(told, event, visits)
    return told


def _dossier(fact: dict[str, Any], event: EventRecord) -> None:
    said = event.payload
    if not fact:
        fact.update(
            {
                "dossier_id": event.aggregate_id,
                "filed_receiving_id": UUID(said["receiving_agency_id"]),
                "filed_owner_id": UUID(said["owner_agency_id"]),
                "online_level": "",
                **dict.fromkeys((*_FILING[1:], *_COUNTED.values(), "late_minutes"), 0),
                "late_cause": "",
                "late_agency_id": None,
                "signing": "",
                "replaced": False,
            }
        )
    fact.update({name: said[name] for name in _FILING if name in said})
    fact.update(
        {
            "code": said["code"],
            "procedure_code": said["procedure_code"],
            "field_code": said["field_code"],
            "channel": said["channel"],
            "applicant_kind": said.get("applicant_kind", ""),
            "receiving_agency_id": UUID(said["receiving_agency_id"]),
            "owner_agency_id": UUID(said["owner_agency_id"]),
            "status": said["status"],
            "submitted_on": _day(_at(said["submitted_at"])),
            "accepted_on": _day(_at(said["accepted_at"])),
            "statutory_due_at": _at(said["statutory_due_at"]),
            "due_at": _at(said["due_at"]),
            "returned_on": _day(_at(said["returned_at"])),
        }
    )
    if event.name in _COUNTED:
        fact[_COUNTED[event.name]] += 1
    if "late_minutes" in said and "late_cause" in said:
        fact["late_minutes"], fact["late_cause"] = said["late_minutes"], said["late_cause"]
        fact["late_agency_id"] = UUID(said["late_agency_id"]) if said["late_agency_id"] else None
    if "on_paper" in said:
        fact["signing"] = "paper" if said["on_paper"] else "digital"
    fact["replaced"] = fact["replaced"] or event.name == "dossier.acceptance_cancelled"
    _close(fact, event)


def _close(fact: dict[str, Any], event: EventRecord) -> None:
    """How and when it ended: a result when it was signed, everything else when it was told."""
    said, status = event.payload, Status(event.payload["status"])
    if said["finished_at"] is not None:
        ending, at = str(said["decision"] or Ending.GRANTED), _at(said["finished_at"])
    elif status in _ENDED:
        ending, at = _ENDED[status].value, fact.get("closed_at") or event.at
    else:
        ending, at = "", None
    if ending == Ending.STOPPED and fact["replaced"]:
        ending = Ending.REPLACED.value
    fact.update({"ending": ending, "closed_at": at, "closed_on": _day(at)})
    for name, due in (("timing", fact["due_at"]), ("statutory_timing", fact["statutory_due_at"])):
        fact[name] = "" if due is None or at is None else deadlines.classify(due_at=due, finished_at=at).value


def _standing(told: Told, event: EventRecord) -> None:
    fact, said = told.dossier, event.payload
    last = told.standings[-1] if told.standings and told.standings[-1]["until"] is None else None
    if fact["accepted_on"] is None or fact["closed_at"] is not None:
        if last is not None:
            last["until"] = fact["closed_at"] or event.at
        return
    now = {
        "dossier_id": event.aggregate_id,
        **{name: fact[name] for name in ("procedure_code", "field_code", "channel", "applicant_kind", "online_level")},
        **{name: fact[name] for name in ("receiving_agency_id", "owner_agency_id", "statutory_due_at", "due_at")},
        "is_paused": said["status"] in _PAUSED,
    }
    if last is not None and all(last[name] == value for name, value in now.items()):
        return
    if last is not None:
        last["until"] = event.at
    accepted_at = _at(said["accepted_at"])
    since = accepted_at if not told.standings and accepted_at else event.at
    told.standings.append({"id": event.id, **now, "since": since, "until": None})


def _step(told: Told, event: EventRecord, visits: Counter[str]) -> None:
    said = event.payload
    match event.name:
        case "dossier.act_undone":
            _take_back(told, said["step"], said["outcome"], visits)
            return
        case "dossier.moved":
            step, outcome = said["step"], said["outcome"]
            agency = said.get("step_agency_id") or event.agency_id or said["owner_agency_id"]
            facts: Mapping[str, Any] = {"minutes": said.get("office_minutes"), "is_late": said["step_late"]}
        case "dossier.opinion_given":
            step, outcome, agency = OPINION, said["opinion"], said["asked_agency_id"]
            facts = {"minutes": said.get("office_minutes"), "is_late": said["late_minutes"] > 0}
        case _:
            return
    visits[step] += 1
    told.steps.append(
        {
            "id": event.id,
            "dossier_id": event.aggregate_id,
            **{name: told.dossier[name] for name in ("procedure_code", "field_code", "channel")},
            "step": step,
            "outcome": outcome,
            "agency_id": UUID(str(agency)),
            "person_id": event.person_id,
            "done_on": _day(event.at),
            "visit": visits[step] if step != OPINION else 1,
            **facts,
        }
    )


def _take_back(told: Told, step: str, outcome: str, visits: Counter[str]) -> None:
    """An act that was undone is no step that was done."""
    for number in range(len(told.steps) - 1, -1, -1):
        if (told.steps[number]["step"], told.steps[number]["outcome"]) == (step, outcome):
            del told.steps[number]
            visits[step] -= 1
            return


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(at: datetime | None) -> Any:
    return local(at).date() if at else None
