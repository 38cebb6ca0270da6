"""What happened to old results: ids and coded facts, no personal data."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class BatchJudged(Event):
    """A batch met its quality rule, or went back whole. `wrong` of `looked_at` fields of the sample were wrong."""

    name: ClassVar[str] = "old_results.batch_judged"
    version: ClassVar[int] = 1
    batch_id: UUID
    agency_id: UUID
    result_code: str
    round: int
    sampled: int
    looked_at: int
    wrong: int
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class OldResultDigitised(Event):
    """A paper of an archive has its sealed, coded copy in the vault of its holder."""

    name: ClassVar[str] = "old_results.digitised"
    version: ClassVar[int] = 1
    line_id: UUID
    batch_id: UUID
    agency_id: UUID
    result_code: str
    year: int
