"""What the events of one slip, feedback, fee, dossier on the portal tell, by name: a pure reckoning, the same fed and rebuilt.

Events are read as they were written; modules that publish them need not be there.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from tinhso.kernel.clock import local
from tinhso.kernel.outbox.types import EventRecord

Rows = list[dict[str, Any]]
# What nobody may tie to a dossier: who reads it would know who said it.
ANONYMOUS = ("slip", "slip.")
_ONLINE_MEANS = "online"


def tell(events: Iterable[EventRecord]) -> Rows:
    """The case facts of one aggregate from all its events in order."""
    told = tuple(events)
    return _TELLERS[told[0].aggregate_kind](told) if told else []


def _slip(events: tuple[EventRecord, ...]) -> Rows:
    """The last version counts, on its day; each answered question is a case of its own."""
    said = events[-1].payload
    common = {
        "aggregate_id": events[-1].aggregate_id,
        "dossier_id": None,
        "procedure_code": said["procedure_code"],
        "agency_id": UUID(said["owner_agency_id"]),
        "on": date.fromisoformat(said["on"]),
    }
    slip = UUID(said["slip_id"])
    rows = [
        {**common, "measure": "slip", "case_id": slip, "good": said["is_satisfied"], "value": 0, "words": said["level"]}
    ]
    for question, points in zip(said["questions"], said["points"], strict=True):
        key = uuid5(slip, question)
        rows.append(
            {**common, "measure": f"slip.{question}", "case_id": key, "good": points > 0, "value": points, "words": ""}
        )
    return rows


def _feedback(events: tuple[EventRecord, ...]) -> Rows:
    """In time, satisfied with the answer, and once for the dossier it is about."""
    first, said = events[0].payload, events[-1].payload
    rows: Rows = []
    if said["state"] == "refused":
        return rows
    common = {
        "aggregate_id": events[-1].aggregate_id,
        "dossier_id": UUID(said["subject_id"]) if said["subject_id"] else None,
        "procedure_code": said["procedure_code"],
        "agency_id": UUID(said["agency_id"]),
        "on": date.fromisoformat(first["received_on"]),
        "value": 0,
        "words": said["state"],
    }
    feedback = UUID(said["feedback_id"])
    due = datetime.fromisoformat(said["due_at"])
    answered = datetime.fromisoformat(said["answered_at"]) if said["answered_at"] else None
    # What waits for its answer is in time until its last moment, and late from then on without any event.
    waits = {"good": True, "good_until": due} if answered is None else {"good": answered <= due}
    rows.append({**common, "measure": "feedback", "case_id": feedback, **waits})
    happy = waits if said["satisfied"] is not False else {"good": False}
    rows.append({**common, "measure": "feedback.satisfied", "case_id": feedback, **happy})
    if common["dossier_id"] is not None:
        rows.append({**common, "measure": "feedback.dossier", "case_id": common["dossier_id"], "good": False})
    return rows


def _fee(events: tuple[EventRecord, ...]) -> Rows:
    """A fee that was paid counts on the day it was raised: good when its money came online."""
    raised = events[0].payload
    paid = [one.payload for one in events if one.name in ("fee.paid", "fee.unpaid")]
    if "amount_vnd" not in raised or not paid or events[-1].name == "fee.unpaid":
        return []
    online = paid[-1].get("means", "") == _ONLINE_MEANS
    return [
        {
            "aggregate_id": events[-1].aggregate_id,
            "measure": "fee",
            "case_id": UUID(raised["due_id"]),
            "dossier_id": UUID(raised["subject_id"]) if raised["subject_kind"] == "dossier" else None,
            "procedure_code": raised["procedure_code"],
            "agency_id": UUID(raised["owner_agency_id"]),
            "on": local(events[0].at).date(),
            "good": online,
            "value": 0,
            "words": "",
        }
    ]


def _told(events: tuple[EventRecord, ...]) -> Rows:
    """A dossier counts as synchronised on the day it was accepted, while the portal took the last that was told of it."""
    said = events[-1].payload
    accepted = [one.payload["accepted_on"] for one in events if one.payload["accepted_on"]]
    if not accepted:
        return []
    return [
        {
            "aggregate_id": events[-1].aggregate_id,
            "measure": "sync",
            "case_id": UUID(said["subject_id"]),
            "dossier_id": UUID(said["subject_id"]),
            "procedure_code": said["procedure_code"],
            "agency_id": UUID(said["owner_agency_id"]),
            "on": date.fromisoformat(accepted[-1]),
            "good": said["is_told"],
            "value": 0,
            "words": "",
        }
    ]


_TELLERS: Mapping[str, Callable[[tuple[EventRecord, ...]], Rows]] = {
    "rating_slip": _slip,
    "feedback": _feedback,
    "fees.due": _fee,
    "national_portal.dossier": _told,
}
KINDS = tuple(_TELLERS)
# Event names that feed case facts; a module that comes later is listened to from its first event.
EVENTS = (
    "rating.given",
    "feedback.sent",
    "feedback.received",
    "feedback.answered",
    "feedback.judged",
    "feedback.refused",
    "fee.raised",
    "fee.paid",
    "fee.unpaid",
    "national_portal.told",
)
