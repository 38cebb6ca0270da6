"""Verification: recompute every digest and every head, and say which row was altered, removed or inserted."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from uuid import UUID

from tinhso.foundation.access import journal, logkey
from tinhso.foundation.access.actions.seal_logs import LOGS
from tinhso.foundation.access.domain import chain_head, row_mac
from tinhso.foundation.access.models import LogRow, ReadEntry, ReadSubject, Seal
from tinhso.foundation.access.types import Fault, VerifyReport

# Ids named in one query.
_IDS = 500
# What Django raises where a cell holds what its column never could.
_UNREADABLE = (AttributeError, TypeError, ValueError)
_NAMES = {"audit": "nhật ký ghi", "read": "nhật ký đọc", "security": "nhật ký an ninh"}


def verify_logs() -> VerifyReport:
    """Read all three logs once, seal by seal, then the unsealed rows, the journal, and the exported heads."""
    key = logkey.log_key()
    faults: list[Fault] = []
    rows = 0
    previous = b""
    expected = 1
    heads: dict[int, str] = {}
    for seal in Seal.objects.order_by("number").iterator(chunk_size=50):
        for missing in range(expected, min(seal.number, expected + 20)):
            faults.append(Fault("removed", "seal", str(missing), f"Mất lần niêm phong số {missing}."))
        broken = expected != seal.number
        count, found, computed = _check_seal(key, seal, previous)
        rows += count
        faults.extend(found)
        if computed != bytes(seal.head) and not found and not broken:
            faults.append(Fault("seal", "seal", str(seal.number), f"Niêm phong số {seal.number} không khớp chuỗi."))
        heads[seal.number] = bytes(seal.head).hex()
        previous = bytes(seal.head)
        expected = seal.number + 1
    strays, stray_rows = _strays()
    unsealed, loose = _unsealed(key)
    faults += strays + loose
    faults += [*_written_and_gone({(fault.log, fault.row) for fault in faults}), *_compare_heads(heads)]
    exported = logkey.exported_heads()
    return VerifyReport(
        ok=not faults,
        rows=rows + stray_rows + unsealed,
        seals=len(heads),
        unsealed=unsealed,
        last_head=previous.hex(),
        exported_head=exported[max(exported)] if exported else "",
        faults=tuple(faults),
    )


def _check_seal(key: bytes, seal: Seal, previous: bytes) -> tuple[int, list[Fault], bytes]:
    """Rows of one seal against its members; returns rows seen, faults, and the head as it should be."""
    faults: list[Fault] = []
    members = bytes(seal.members)
    ids = [UUID(bytes=members[at : at + 16]) for at in range(0, len(members) - 15, 16)]
    counts = (seal.audit_rows, seal.read_rows, seal.security_rows)
    macs: list[bytes] = []
    seen = start = 0
    for log, count in zip(LOGS, counts, strict=True):
        listed = ids[start : start + count]
        start += count
        present, unreadable, found = _present(log, seal.number, listed)
        faults.extend(found)
        indexed = _indexed(log, list(present))
        seen += len(present)
        for one in listed:
            row = present.pop(one, None)
            if one in unreadable:
                continue
            if row is None:
                words = f"Dòng {one} của {_NAMES[log.LOG]} đã bị xóa (niêm phong số {seal.number})."
                faults.append(Fault("removed", log.LOG, str(one), words))
                continue
            wrong = list(_check_row(key, row, indexed))
            faults.extend(wrong)
            if not wrong:
                macs.append(bytes(row.mac))
        for one in present:
            words = f"Dòng {one} của {_NAMES[log.LOG]} bị chèn vào niêm phong số {seal.number}."
            faults.append(Fault("inserted", log.LOG, str(one), words))
    if not faults or all(fault.kind == "index" for fault in faults):
        return seen, faults, chain_head(key, previous, seal.header(), members, macs)
    return seen, faults, b""


def _present(log: type[LogRow], seal: int, listed: Sequence[UUID]) -> tuple[dict[UUID, LogRow], set[UUID], list[Fault]]:
    """The rows of one seal by id; ids of rows that a stranger's hand made unreadable, and the faults that say so."""
    rows = log._default_manager.filter(seal=seal)
    try:
        return {row.id: row for row in rows}, set(), []
    except _UNREADABLE:
        pass
    present: dict[UUID, LogRow] = {}
    unreadable: set[UUID] = set()
    faults: list[Fault] = []
    for one in listed:
        try:
            row = rows.filter(id=one).first()
        except _UNREADABLE:
            unreadable.add(one)
            words = f"Dòng {one} của {_NAMES[log.LOG]} không đọc được nữa: đã bị sửa."
            faults.append(Fault("altered", log.LOG, str(one), words))
        else:
            if row is not None:
                present[one] = row
    strange = rows.count() - len(present) - len(unreadable)
    if strange:
        words = f"{strange} dòng của {_NAMES[log.LOG]} trong niêm phong số {seal} mang mã không phải của nhật ký."
        faults.append(Fault("inserted", log.LOG, "", words))
    return present, unreadable, faults


def _indexed(log: type[LogRow], ids: Sequence[UUID]) -> dict[UUID, list[list[str]]]:
    """For the rows of the read log: the holders that the index names for each."""
    found: dict[UUID, list[list[str]]] = {}
    if log is not ReadEntry:
        return found
    for start in range(0, len(ids), _IDS):
        rows = ReadSubject.objects.filter(entry_id__in=ids[start : start + _IDS])
        for entry_id, kind, holder_id in rows.values_list("entry_id", "holder_kind", "holder_id"):
            found.setdefault(entry_id, []).append([kind, str(holder_id)])
    return found


def _check_row(key: bytes, row: LogRow, indexed: Mapping[UUID, list[list[str]]]) -> Iterator[Fault]:
    try:
        holds = row_mac(key, row.LOG, row.sealed_fields()) == bytes(row.mac)
    except _UNREADABLE:
        holds = False
    if not holds:
        words = f"Dòng {row.id} của {_NAMES[row.LOG]} đã bị sửa hoặc chèn không có khóa."
        yield Fault("altered" if row.seal is not None else "inserted", row.LOG, str(row.id), words)
    elif isinstance(row, ReadEntry) and sorted(indexed.get(row.id, [])) != sorted(json.loads(row.subjects)):
        yield Fault("index", row.LOG, str(row.id), f"Chỉ mục người được đọc của dòng {row.id} không khớp.")


def _strays() -> tuple[list[Fault], int]:
    """Rows that claim a seal which does not exist: their seal was cut off, or they were smuggled in."""
    faults: list[Fault] = []
    rows = 0
    numbers = set(Seal.objects.values_list("number", flat=True))
    for log in LOGS:
        sealed = log._default_manager.filter(seal__isnull=False)
        claimed = {number for number in sealed.values_list("seal", flat=True).distinct() if number is not None}
        for number in sorted(claimed - numbers):
            count = sealed.filter(seal=number).count()
            rows += count
            words = f"{count} dòng của {_NAMES[log.LOG]} thuộc niêm phong số {number} không còn."
            faults.append(Fault("seal", log.LOG, str(number), words))
    return faults, rows


def _unsealed(key: bytes) -> tuple[int, list[Fault]]:
    count = 0
    faults: list[Fault] = []
    for log in LOGS:
        unsealed = log._default_manager.filter(seal__isnull=True).iterator(chunk_size=_IDS)
        try:
            while rows := list(islice(unsealed, _IDS)):
                count += len(rows)
                indexed = _indexed(log, [row.id for row in rows])
                for row in rows:
                    faults.extend(_check_row(key, row, indexed))
        except _UNREADABLE:
            words = f"{_NAMES[log.LOG].capitalize()} có dòng chưa niêm phong không đọc được: đã bị sửa hoặc chèn."
            faults.append(Fault("altered", log.LOG, "", words))
    return count, faults


def _written_and_gone(told: set[tuple[str, str]]) -> Iterator[Fault]:
    """Rows that the journal names and the log has no more, but for those already told."""
    for log, one in journal.missing(LOGS):
        if (log.LOG, str(one)) not in told:
            words = f"Dòng {one} của {_NAMES[log.LOG]} đã được ghi nhưng không còn."
            yield Fault("removed", log.LOG, str(one), words)


def _compare_heads(heads: dict[int, str]) -> list[Fault]:
    """The chain in the database against the exported file: a cut tail, or a chain made anew, shows here."""
    faults: list[Fault] = []
    for number, head in logkey.exported_heads().items():
        if number not in heads:
            words = f"Chuỗi bị cắt: đầu chuỗi số {number} đã xuất nhưng không còn trong cơ sở dữ liệu."
            faults.append(Fault("cut", "seal", str(number), words))
        elif heads[number] != head:
            words = f"Đầu chuỗi số {number} khác bản đã xuất: chuỗi đã bị làm lại."
            faults.append(Fault("cut", "seal", str(number), words))
    return faults
