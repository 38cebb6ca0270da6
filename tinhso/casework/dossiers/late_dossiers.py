"""Why a dossier is late: its waitings, read from its rows and clocks, counted by the rule in force."""

from datetime import datetime
from itertools import pairwise
from typing import Any

from tinhso.casework.dossiers import models
from tinhso.casework.dossiers.lateness import (
    Counted,
    Interval,
    Lateness,
    Party,
    Wait,
    Waiting,
    attribute,
)
from tinhso.casework.dossiers.types import QuestionState, Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ActKind, Clock, ClockKind
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reference import api as reference
from tinhso.kernel.clock import local

RULE = "one-stop"
_OF_STATUS = {Status.SUPPLEMENT: Waiting.SUPPLEMENT, Status.FINANCIAL: Waiting.PAYMENT}
_OF_PARTY = {Party.OWNER: "cơ quan giải quyết", Party.APPLICANT: "người đề nghị"}


def lateness_of(row: models.Dossier, *, at: datetime) -> Lateness | None:
    """By how much the dossier was late when it was finished, or is at `at`, and who caused it; None in time or unaccepted.

    Measured in the office minutes of the agency that decides.
    """
    clock = deadlines.find_clock(("dossier", row.id), ClockKind.PROCESSING)
    ended_at = row.finished_at or at
    if clock is None or row.accepted_at is None or ended_at <= clock.due_at:
        return None
    calendar = reference.get_calendar(identity.get_agency(row.owner_agency_id).code, on=local(ended_at).date())
    return attribute(
        due_at=clock.due_at,
        ended_at=ended_at,
        waits=[*_asked(row, ended_at), *_elsewhere(row, ended_at), *_of_applicant(row, ended_at)],
        stood_still=_stood_still(clock, ended_at),
        rule=_rule(row),
        minutes=lambda start, end: deadlines.office_minutes_between(start, end, calendar=calendar),
    )


def late_facts(row: models.Dossier, *, at: datetime) -> dict[str, Any]:
    """What the event of the finish says about lateness: coded facts for statistics."""
    lateness = lateness_of(row, at=at)
    if lateness is None:
        return {"late_minutes": 0, "late_cause": "", "late_agency_id": None}
    cause = lateness.cause
    return {"late_minutes": lateness.minutes, "late_cause": cause.party.value, "late_agency_id": cause.agency_id}


def cause_words(lateness: Lateness) -> str:
    """Whose lateness it is, share by share: "Sở Xây dựng 9 giờ, cơ quan giải quyết 30 phút làm việc"."""
    told = []
    for share in lateness.shares:
        name = identity.get_agency(share.agency_id).short_name if share.agency_id else _OF_PARTY[share.party]
        told.append(f"{name} {_span(share.minutes)}")
    return ", ".join(told)


def late_span(lateness: Lateness) -> str:
    """How long past due, in working hours: "2 giờ 30 phút làm việc"."""
    return f"{_span(lateness.minutes)} làm việc"


def _span(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{hours} giờ" if hours else "", f"{rest} phút" if rest or not hours else "") if part
    )


def _rule(row: models.Dossier) -> dict[Waiting, Counted]:
    body = definitions.get("lateness_rule", RULE, on=local(row.accepted_at or row.submitted_at).date()).body
    return {
        Waiting(line["waiting"]): Counted(party=Party(line["for"]), is_whole=line["part"] == "whole")
        for line in body["counts"]
    }


def _asked(row: models.Dossier, ended_at: datetime) -> list[Wait]:
    rows = models.Consultation.objects.filter(dossier=row, sent_at__isnull=False)
    return [
        Wait(
            kind=Waiting.CONSULTATION,
            agency_id=one.agency_id,
            since=one.sent_at,
            due_at=one.due_at,
            until=one.closed_at or ended_at,
        )
        for one in rows
        if one.sent_at is not None and one.state != QuestionState.WAITING
    ]


def _elsewhere(row: models.Dossier, ended_at: datetime) -> list[Wait]:
    """Steps of the process that neither the owner nor the one-stop does, nor any agency as an asked one."""
    home = (row.owner_agency_id, row.receiving_agency_id, row.returning_agency_id)
    items = models.WorkItem.objects.filter(dossier=row, consultation_id__isnull=True).exclude(agency_id__in=home)
    return [
        Wait(
            kind=Waiting.STEP_ELSEWHERE,
            agency_id=item.agency_id,
            since=item.opened_at,
            due_at=item.due_at,
            until=item.closed_at or ended_at,
        )
        for item in items
    ]


def _of_applicant(row: models.Dossier, ended_at: datetime) -> list[Wait]:
    """Each stay in a status that waits for the applicant."""
    changes = list(models.StatusChange.objects.filter(dossier=row).order_by("seq").values_list("status", "at"))
    stays = pairwise([*changes, (row.status, ended_at)])
    return [
        Wait(kind=_OF_STATUS[Status(status)], agency_id=None, since=since, due_at=None, until=until)
        for (status, since), (_, until) in stays
        if Status(status) in _OF_STATUS
    ]


def _stood_still(clock: Clock, ended_at: datetime) -> list[Interval]:
    """From each pause to what ended it; a reset takes back everything before it."""
    still: list[Interval] = []
    paused_at: datetime | None = None
    for line in deadlines.list_ledger(clock.id):
        if line.act is ActKind.PAUSED:
            paused_at = line.at
        elif line.act is ActKind.RESET:
            still, paused_at = [(clock.started_at, line.at)], None
        elif line.act in (ActKind.RESUMED, ActKind.CANCELLED) and paused_at is not None:
            still.append((paused_at, line.at))
            paused_at = None
    return [*still, (paused_at, ended_at)] if paused_at is not None else still
