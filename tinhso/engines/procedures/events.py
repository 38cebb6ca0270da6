"""What this module tells the others."""

from dataclasses import dataclass
from typing import ClassVar

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class RecordsImported(Event):
    """A list of national records was imported; counts of records by what happened to them."""

    name: ClassVar[str] = "procedures.records_imported"
    version: ClassVar[int] = 1

    new: int
    changed: int
    same: int
    not_in_use: int
    failed: int
