"""Import national records: new and changed ones get a revision, nothing is deleted, the rest is reported."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from tinhso.engines.procedures.domain.coverage import measure
from tinhso.engines.procedures.domain.record_files import Reading, list_files, read_files
from tinhso.engines.procedures.errors import EmptyList
from tinhso.engines.procedures.events import RecordsImported
from tinhso.engines.procedures.models import NationalRecord, RecordRevision
from tinhso.engines.procedures.types import Change, ImportReport, ParsedRecord, RecordChange
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import is_set_up, lock_key
from tinhso.kernel.definitions.diff import differences
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox.api import publish

ACT = "procedures.import"
_CONTENT = ("name", "field_title", "summary", "raw", "parsed", "sha256")


def import_records(paths: Iterable[Path], *, dry_run: bool, full_list: bool, actor: Actor) -> ImportReport:
    """See `api.import_records`."""
    access.authorise(actor=actor, act=ACT, agency_id=access.Whose.NO_AGENCY)
    reading = read_files(list_files(paths))
    if full_list and not reading.records:
        raise EmptyList("Danh sách không có bản ghi nào đọc được: không đổi thủ tục nào thành hết dùng.")
    with transaction.atomic():
        lock_key("procedures.import")
        # Looking at what a list holds needs no platform: before set-up nothing is known yet.
        known = {} if dry_run and not is_set_up(NationalRecord) else _known()
        changes = _compare(reading, known, full_list)
        report = ImportReport(
            dry_run=dry_run,
            records=tuple(parsed for _, parsed in reading.records.values()),
            changes=tuple(changes),
            failures=tuple(reading.failures),
            coverage=measure(parsed for _, parsed in reading.records.values()),
            unpublished=tuple(reading.unpublished),
        )
        if not dry_run and any(one.change is not Change.SAME for one in changes):
            _write(reading, changes, report, actor)
    return report


def digest(raw: Mapping[str, str]) -> str:
    """SHA-256 of a record's own strings, independent of their order."""
    return hashlib.sha256(json.dumps(raw, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _known() -> dict[str, NationalRecord]:
    return {r.code: r for r in NationalRecord.objects.only("id", "code", "name", "sha256", "in_use", "revision")}


def _compare(reading: Reading, known: Mapping[str, NationalRecord], full_list: bool) -> list[RecordChange]:
    changes = []
    for code, (raw, parsed) in reading.records.items():
        old = known.get(code)
        if old is None:
            changes.append(RecordChange(code=code, name=parsed.name, change=Change.NEW))
        elif old.sha256 != digest(raw):
            lines = tuple(differences(old.raw, raw))
            changes.append(RecordChange(code=code, name=parsed.name, change=Change.CHANGED, lines=lines))
        else:
            change = Change.SAME if old.in_use else Change.RESTORED
            changes.append(RecordChange(code=code, name=parsed.name, change=change))
    listed = reading.records.keys() | reading.named
    gone = known.keys() - listed if full_list else known.keys() & set(reading.unpublished) - listed
    for old in (known[code] for code in sorted(gone) if known[code].in_use):
        changes.append(RecordChange(code=old.code, name=old.name, change=Change.NOT_IN_USE))
    return changes


def _write(reading: Reading, changes: Iterable[RecordChange], report: ImportReport, actor: Actor) -> None:
    at = now()
    known = {r.code: r for r in NationalRecord.objects.only("id", "code", "revision")}
    new: list[NationalRecord] = []
    moved: list[NationalRecord] = []
    revisions: list[RecordRevision] = []
    for change in changes:
        if change.change in (Change.NEW, Change.CHANGED):
            raw, parsed = reading.records[change.code]
            record = known.get(change.code) or NationalRecord(id=new_id(), code=change.code, revision=0)
            _fill(record, raw, parsed)
            record.revision, record.in_use, record.changed_at = record.revision + 1, True, at
            (new if change.change is Change.NEW else moved).append(record)
            revisions.append(
                RecordRevision(
                    record=record, revision=record.revision, raw=record.raw, parsed=record.parsed,
                    sha256=record.sha256, differences=list(change.lines), imported_at=at,
                    imported_by_id=actor.person_id,
                )
            )  # fmt: skip
    NationalRecord.objects.bulk_create(new, batch_size=200)
    NationalRecord.objects.bulk_update(moved, [*_CONTENT, "revision", "in_use", "changed_at"], batch_size=50)
    RecordRevision.objects.bulk_create(revisions, batch_size=200)
    for in_use, kind in ((True, Change.RESTORED), (False, Change.NOT_IN_USE)):
        codes = [one.code for one in changes if one.change is kind]
        for start in range(0, len(codes), 500):
            NationalRecord.objects.filter(code__in=codes[start : start + 500]).update(in_use=in_use, changed_at=at)
    access.standing_changed()
    event = RecordsImported(
        new=report.count(Change.NEW),
        changed=report.count(Change.CHANGED) + report.count(Change.RESTORED),
        same=report.count(Change.SAME),
        not_in_use=report.count(Change.NOT_IN_USE),
        failed=len(report.failures),
    )
    run = ("procedures_import", new_id())
    access.record_write(actor=actor, act=ACT, target=run, detail=event.payload())
    publish(event, aggregate=run, actor=actor)


def _fill(record: NationalRecord, raw: dict[str, str], parsed: ParsedRecord) -> None:
    record.name, record.field_title = parsed.name[:2000], (parsed.field or "")[:500]
    record.raw, record.parsed, record.sha256 = raw, parsed.as_json(), digest(raw)
    record.summary = summarise(parsed)


def summarise(parsed: ParsedRecord) -> dict[str, Any]:
    """What lists and search need of a record."""
    fees = {term.fee for term in parsed.terms}
    return {
        "levels": list(parsed.levels),
        "fee_vnd": next(iter(fees)) if len(fees) == 1 else None,
        "fee_varies": len(fees) > 1,
        "keywords": list(parsed.keywords),
    }
