"""Record files on disk: one JSON object a file, or a list of them. One bad file never stops the others."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tinhso.engines.procedures.domain.api_record import is_api_record, is_public
from tinhso.engines.procedures.domain.record import raw_strings, read_record
from tinhso.engines.procedures.errors import RecordUnreadable
from tinhso.engines.procedures.types import ParsedRecord

MAX_BYTES = 20_000_000


@dataclass
class Reading:
    """All records of some files: (raw strings, parsed) by code, and (file, sentence) of what could not be read."""

    records: dict[str, tuple[dict[str, str], ParsedRecord]] = field(default_factory=dict)
    failures: list[tuple[str, str]] = field(default_factory=list)
    # Codes that the source itself holds back.
    unpublished: list[str] = field(default_factory=list)
    # Codes that a list certainly names although their file could not be read.
    named: set[str] = field(default_factory=set)


def list_files(paths: Iterable[Path]) -> list[Path]:
    """The JSON files of the given files and folders, each once, in order of their names."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(p for p in path.rglob("*.json") if p.is_file()) if path.is_dir() else [path]
        found.update(dict.fromkeys(inside))
    return list(found)


def read_files(files: Iterable[Path]) -> Reading:
    """Reads every file; a twin of a code already read is a failure."""
    reading = Reading()
    for file in files:
        try:
            values = list(_values(file))
        except RecordUnreadable as wrong:
            reading.failures.append((str(file), wrong.message))
            reading.named.add(file.stem)
            continue
        for index, value in enumerate(values):
            where = str(file) if len(values) == 1 else f"{file}[{index}]"
            _take(reading, where, value, file.stem)
    return reading


def _take(reading: Reading, where: str, value: Any, stem: str) -> None:
    try:
        parsed = read_record(value)
    except RecordUnreadable as wrong:
        reading.failures.append((where, wrong.message))
        reading.named.add(stem)
        return
    if is_api_record(value) and not is_public(value):
        reading.unpublished.append(parsed.code)
        return
    if parsed.code in reading.records:
        reading.failures.append((where, f"Mã {parsed.code} đã có ở một tệp khác của danh sách."))
        return
    reading.records[parsed.code] = (raw_strings(value), parsed)


def _values(file: Path) -> Iterator[Any]:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise RecordUnreadable("Tệp quá lớn.")
        value = json.loads(file.read_bytes())
    except OSError as wrong:
        raise RecordUnreadable(f"Không mở được tệp: {wrong.strerror}.") from wrong
    except (ValueError, RecursionError) as wrong:
        raise RecordUnreadable(f"Tệp không phải JSON đúng ({wrong}).") from wrong
    yield from value if isinstance(value, list) else [value]
