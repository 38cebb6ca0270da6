"""How much of each field was understood, over many records."""

from collections import Counter
from collections.abc import Iterable, Mapping

from tinhso.engines.procedures.domain.record import FIELDS
from tinhso.engines.procedures.types import ParsedRecord

STATES = ("read", "partly", "unread", "not_said")


def measure(records: Iterable[ParsedRecord]) -> dict[str, Mapping[str, int]]:
    """Field → how many records were read, partly read, unread, or do not say anything."""
    counts: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
    for record in records:
        for field, state in record.understood.items():
            counts[field][state] += 1
    return {field: {state: counter[state] for state in STATES} for field, counter in counts.items()}
