"""Definitions in force: read by kind, code and day; check, plan and apply a folder of files."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import queries
from tinhso.foundation.definitions.errors import ApplyingWaits, NoDefinition, WrongDefinitions
from tinhso.foundation.definitions.events import DefinitionApplied
from tinhso.foundation.definitions.models import Version
from tinhso.foundation.definitions.types import Change, DefinitionVersion, Plan, PlannedChange
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import now, today
from tinhso.kernel.database import lock_key
from tinhso.kernel.definitions import kinds
from tinhso.kernel.definitions.diff import differences
from tinhso.kernel.definitions.loader import Folder
from tinhso.kernel.definitions.types import Definition, Problem
from tinhso.kernel.outbox.api import publish

__all__ = [
    "apply_folder", "begun_between", "check_folder", "find", "get", "get_version", "list_current", "plan_folder",
]  # fmt: skip


def get(kind: str, code: str, *, on: date | None = None) -> DefinitionVersion:
    """The version in force that day (today when not said). Raises NoDefinition."""
    found = find(kind, code, on=on)
    if found is None:
        raise NoDefinition(f"Chưa có định nghĩa {kind} “{code}” có hiệu lực ngày {(on or today()):%d/%m/%Y}.")
    return found


def find(kind: str, code: str, *, on: date | None = None) -> DefinitionVersion | None:
    """As `get`, None when there is none."""
    version_id = queries.current(kind, on or today()).get(code)
    return None if version_id is None else queries.by_id(version_id)


def get_version(version_id: UUID) -> DefinitionVersion:
    """The version with that id, in force or not: what a dossier pinned. Raises NoDefinition."""
    version = queries.by_id(version_id)
    if version is None:
        raise NoDefinition("Không có phiên bản định nghĩa này.")
    return version


def list_current(kind: str, *, on: date | None = None) -> tuple[DefinitionVersion, ...]:
    """The version in force of every code of a kind, by code."""
    found = (queries.by_id(version_id) for version_id in queries.current(kind, on or today()).values())
    return tuple(version for version in found if version is not None)


def begun_between(kind: str, *, first: date, last: date) -> dict[str, tuple[date, datetime]]:
    """Code → the last day in that time from which a version of it holds, and when such a version first stood here; a
    mended revision of the same day changes nothing."""
    return queries.begun_between(kind, first, last)


def check_folder(root: Path) -> list[Problem]:
    """Everything wrong in a folder of definitions, by file and line; empty when it may be applied."""
    return Folder(root).check()


def plan_folder(root: Path) -> Plan:
    """What applying would change. Raises WrongDefinitions when the folder does not pass its checks.

    Where a change has consequences for what is there already, the folder is applied and rolled back to know them.
    """
    folder = _checked(root)
    plan = _plan(folder)
    if not any(change.change is not Change.SAME and kinds.get(change.kind).foresee for change in plan.changes):
        return plan
    with transaction.atomic():
        plan = _carry_out(folder, actor=system_actor(), stop_at_gaps=False)
        transaction.set_rollback(True)
    access.forget_facts()
    return plan


def apply_folder(root: Path, *, actor: Actor) -> Plan:
    """Write a new immutable version of everything that is new or changed, and project it, in one transaction.

    Raises WrongDefinitions when the folder does not pass its checks, ApplyingWaits while a change would leave something
    behind; nothing is written then.
    """
    folder = _checked(root)
    with transaction.atomic():
        return _carry_out(folder, actor=actor, stop_at_gaps=True)


def _carry_out(folder: Folder, *, actor: Actor, stop_at_gaps: bool) -> Plan:
    lock_key("definitions.apply")
    plan = _plan(folder)
    changes = {(c.kind, c.code, c.effective_from): c for c in plan.changes}
    for definition in folder.in_order():
        key = (definition.kind, definition.code, definition.effective_from)
        if changes[key].change is Change.SAME:
            continue
        foresee = kinds.get(definition.kind).foresee
        if foresee is not None:
            changes[key] = replace(changes[key], consequences=tuple(foresee(definition)))
            gaps = [one.words for one in changes[key].consequences if one.is_gap]
            if gaps and stop_at_gaps:
                raise ApplyingWaits(gaps)
            if gaps:
                continue
        _write(definition, changes[key].revision, actor)
    return Plan(changes=tuple(changes.values()), missing=plan.missing)


def _checked(root: Path) -> Folder:
    folder = Folder(root)
    problems = folder.check()
    if problems:
        raise WrongDefinitions(problems)
    return folder


def _sha256(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plan(folder: Folder) -> Plan:
    latest: dict[tuple[str, str, date], Version] = {}
    for row in Version.objects.order_by("revision"):
        latest[row.kind, row.code, row.effective_from] = row
    changes = []
    for definition in folder.in_order():
        old = latest.pop((definition.kind, definition.code, definition.effective_from), None)
        if old is None:
            change, lines = Change.NEW, tuple[str, ...]()
        elif old.sha256 == _sha256(definition.body):
            change, lines = Change.SAME, ()
        else:
            change, lines = Change.CHANGED, tuple(differences(old.body, definition.body))
        changes.append(
            PlannedChange(
                kind=definition.kind,
                code=definition.code,
                title=definition.title,
                effective_from=definition.effective_from,
                change=change,
                revision=(old.revision if old else 0) + (change is not Change.SAME),
                lines=lines,
            )
        )
    return Plan(changes=tuple(changes), missing=tuple(f"{kind} {code} ({day})" for kind, code, day in latest))


def _write(definition: Definition, revision: int, actor: Actor) -> None:
    row = Version.objects.create(
        kind=definition.kind,
        code=definition.code,
        title=definition.title,
        effective_from=definition.effective_from,
        effective_to=definition.effective_to,
        revision=revision,
        sha256=_sha256(definition.body),
        body=definition.body,
        applied_at=now(),
        applied_by_id=actor.person_id,
    )
    access.standing_changed()
    apply = kinds.get(definition.kind).apply
    if apply is not None:
        apply(definition, row.id, actor)
    event = DefinitionApplied(
        version_id=row.id,
        kind=definition.kind,
        code=definition.code,
        effective_from=definition.effective_from.isoformat(),
        revision=revision,
    )
    publish(event, aggregate=("definition", row.id), actor=actor)
