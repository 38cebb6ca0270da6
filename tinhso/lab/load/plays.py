"""Dossiers that go the whole live way on a stopped clock; after each step a mould is cast of how they stand."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.api import DossierMould
from tinhso.casework.dossiers.types import Application, Filed, FilingChannel, ReturnMethod
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency, HolderRef
from tinhso.foundation.reference import api as reference
from tinhso.foundation.reference.types import Calendar
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.clock import at_local, frozen, local
from tinhso.kernel.errors import DomainError
from tinhso.kernel.moulds import mark
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.lab.load import steps
from tinhso.lab.load.people import officer, seat_officers
from tinhso.services.notifications import api as notifications

_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n"
_MOST_STEPS = 12
# At how many one-stops each procedure is played.
_PLACES = 4


@dataclass(frozen=True, kw_only=True)
class Play:
    """One dossier's moulds, from filed to over; `open` are those that somebody still has to finish."""

    procedure: str
    agency: str
    open: tuple[DossierMould, ...]
    over: DossierMould


@dataclass(frozen=True, kw_only=True)
class Script:
    """What to play: an application of the sample, at a one-stop, from a day on; `refused` ends it at intake."""

    application: Mapping[str, Any]
    agency: Agency
    day: date
    number: int
    refused: bool = False


def applications(folder: Path) -> list[Mapping[str, Any]]:
    """The sample's applications."""
    found: list[Mapping[str, Any]] = yaml.safe_load((folder / "applications.yaml").read_text("utf-8"))["applications"]
    return found


def scripts(folder: Path, week: date) -> Iterator[Script]:
    """Every application of the sample at some of the one-stops that take it, so that every one-stop takes several;
    spread over the days and hours of a week."""
    number = 0
    for application in applications(folder):
        agencies = dossiers.one_stops(procedures.get_procedure(application["procedure"]))
        for _ in range(min(_PLACES, len(agencies))):
            number += 1
            yield Script(
                application=application,
                agency=agencies[number % len(agencies)],
                day=week + timedelta(days=number % 5),
                number=number,
                refused=number % 9 == 0,
            )


def play(script: Script) -> Play | None:
    """Play one; None where a post of the way is missing in that place."""
    filer = _filer(script.application)
    number = _number(script.application, filer)
    since = mark()
    at = local(
        at_local(script.day.year, script.day.month, script.day.day, 7 + script.number % 8, 7 * script.number % 60)
    )
    with _moment(at):
        filed = _submit(script, filer)
    moulds = [dossiers.cast_dossier(filed.id, since=since, number=number, user_id=filer.user_id)]
    calendar = reference.get_calendar(script.agency.code)
    for _ in range(_MOST_STEPS):
        items = dossiers.open_items(filed.id)
        if not items:
            break
        at = _next(at, items[0].dossier_due_at, calendar, script)
        with _moment(at):
            for item in items:
                who = officer(item.agency_id, item.role)
                if who is None:
                    return None
                steps.do(filed.id, item, who, choose=steps.refusal if script.refused else steps.first)
        moulds.append(dossiers.cast_dossier(filed.id, since=since, number=number, user_id=filer.user_id))
    else:
        return None
    return Play(
        procedure=script.application["procedure"],
        agency=script.agency.code,
        open=tuple(mould for mould in moulds[:-1]),
        over=moulds[-1],
    )


@contextmanager
def _moment(at: datetime) -> Iterator[None]:
    """One request at that instant, and what the worker does after it."""
    with frozen(at):
        with access.one_request():
            yield
            access.flush_reads()
        deliver_all()
        notifications.send_due(actor=system_actor())


def _next(at: datetime, due_at: datetime | None, calendar: Calendar, script: Script) -> datetime:
    """When the next step is done: within the hour at intake, later the longer the term is; always in office hours."""
    pace = timedelta(minutes=35 + script.number % 50)
    if due_at is not None and due_at > at:
        pace = max(pace, (due_at - at) * (1.2 if script.number % 11 == 0 else 0.3))
    then = calendar.local(at + pace)
    if calendar.is_open(then):
        return then
    day = then.date()
    if calendar.is_working(day) and then < calendar.opens_at(day):
        return calendar.opens_at(day) + timedelta(minutes=12)
    for span in calendar.spans(day):
        begins = calendar.instant(day, span.start)
        if begins > then:
            return begins + timedelta(minutes=12)
    return calendar.opens_at(calendar.next_working(day)) + timedelta(minutes=12)


def _filer(application: Mapping[str, Any]) -> Actor:
    """Whoever files, signed in."""
    username = application.get("filed_by") or application["applicant"]
    account = identity.create_citizen(username=username, full_name="", actor=system_actor())
    return Actor(channel=Channel.ONLINE, person_id=account.person_id, user_id=account.user_id)


def _number(application: Mapping[str, Any], filer: Actor) -> str:
    """The number that public tracking asks the end of."""
    if "filed_by" in application:
        return str(application["answers"]["organisation"]["tax_code"])
    assert filer.person_id is not None
    return identity.get_person(
        filer.person_id, actor=system_actor(), purpose="Nạp hồ sơ mẫu", reveal=True
    ).personal_number


def _submit(script: Script, filer: Actor) -> Filed:
    version = definitions.get("procedure", script.application["procedure"])
    procedure = procedures.get_procedure_version(version.id)
    answers = _earlier(script.application["answers"], script.day)
    channel = FilingChannel(script.application["channel"])
    actor = filer
    if channel is not FilingChannel.ONLINE:
        actor = officer(script.agency.id, "one_stop_officer") or filer
    holder = _holder(script.application, filer)
    case = procedures.case_of(procedure, answers)
    papers = {}
    for one in procedures.required_components(procedure, channel=channel.value, case=case, answers=answers):
        if not (one.is_form or one.shown_only):
            stored = files.store(content=_PDF, name=f"{one.code}.pdf", media_type="application/pdf", actor=filer)
            papers[one.code] = (stored.id,)
    online = channel is FilingChannel.ONLINE and script.number % 2 == 0
    return dossiers.submit_dossier(
        application=Application(
            procedure_version_id=version.id,
            applicant=holder,
            answers=answers,
            receiving_agency_id=script.agency.id,
            channel=channel,
            return_method=ReturnMethod.ONLINE if online else ReturnMethod.COUNTER,
            papers=papers,
        ),
        idempotency_key=None,
        actor=actor,
    )


def _earlier(answers: Any, day: date) -> Any:
    """The answers with what happened lately moved back by whole weeks, so that it happened before that day."""
    text = json.dumps(answers, ensure_ascii=False)
    days = {found: date.fromisoformat(found) for found in re.findall(r"\b20\d\d-\d\d-\d\d\b", text)}
    newest = max(days.values(), default=day)
    back = timedelta(weeks=max(0, (newest - day).days // 7 + 1))
    for found, at in days.items():
        if newest - at < timedelta(days=30):
            text = text.replace(found, (at - back).isoformat())
    return json.loads(text)


def _holder(application: Mapping[str, Any], filer: Actor) -> HolderRef:
    assert filer.person_id is not None
    if "filed_by" not in application:
        return HolderRef(kind="person", id=filer.person_id)
    return HolderRef(kind="organisation", id=identity.organisations_of(filer.person_id)[0].id)


def regular_week(today: date, calendar: Calendar, *, weeks_needed: int = 8) -> date:
    """The last Monday from which so many weeks, all before today, are without holidays or moved working days."""
    monday = today - timedelta(days=today.weekday(), weeks=weeks_needed)
    while not is_regular(calendar, monday, monday + timedelta(weeks=weeks_needed)):
        monday -= timedelta(weeks=1)
    return monday


def is_regular(calendar: Calendar, first: date, last: date) -> bool:
    """Whether no day of the span is unlike its weekday: no holiday, no working day moved."""
    before = first - timedelta(days=1)
    return not calendar.days_off(before, last) and not calendar.extra_days(before, last)


def play_all(folder: Path, week: date, *, told: Callable[[Play | None, str], None]) -> list[Play]:
    """Every script; what cannot be played in a place is told and left out."""
    deliver_all()
    seat_officers()
    found = []
    for script in scripts(folder, week):
        try:
            one = play(script)
        except DomainError as refused:
            told(None, f"{script.application['procedure']} {script.agency.code}: {refused}")
            continue
        told(one, f"{script.application['procedure']} {script.agency.code}")
        if one is not None:
            found.append(one)
    return found
