"""What other rooms may ask of the exchange with the national portal."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.services.national_portal import mapping, queries
from tinhso.services.national_portal.actions import compare as comparing
from tinhso.services.national_portal.actions import pull_catalogues
from tinhso.services.national_portal.actions.map_code import map_code
from tinhso.services.national_portal.actions.queue import queue_rows, queue_state
from tinhso.services.national_portal.actions.repeat import ACT, OPERATE, send_again, skip
from tinhso.services.national_portal.actions.send_due import send_due
from tinhso.services.national_portal.adapters.portals import is_on, portal
from tinhso.services.national_portal.mapping import unmapped_counts
from tinhso.services.national_portal.portal import (
    agency_questions,
    announcing_decisions,
    procedure_record,
    technical_id,
)
from tinhso.services.national_portal.queries import Standing, dead, foreign_code_of, standing, subject_of, told_subjects
from tinhso.services.national_portal.types import (
    MAPPED,
    CatalogueKind,
    Comparison,
    DossierState,
    MappingLine,
    MessageKind,
    MessageView,
    PullReport,
)

__all__ = [
    "Standing",
    "agency_questions",
    "announcing_decisions",
    "check_config",
    "compare",
    "dead",
    "foreign_code_of",
    "is_on",
    "map_code",
    "mapping_lines",
    "may_operate",
    "may_send_again",
    "panel_of",
    "procedure_record",
    "pull_catalogues_now",
    "queue_rating",
    "queue_state",
    "send_again",
    "send_due",
    "skip",
    "standing",
    "subject_of",
    "technical_id",
    "told_subjects",
    "unmapped_counts",
]


def check_config() -> list[str]:
    """What keeps the portal from being reached."""
    return portal.get().check_config() if is_on() else []


def panel_of(subject_id: UUID) -> tuple[tuple[MessageView, ...], Comparison | None]:
    """What was told of a dossier, latest first, and the last comparison; the caller has read the dossier."""
    return queries.messages_of(subject_id), queries.comparison_of(subject_id)


def compare(state: DossierState) -> Comparison:
    """Ask the portal what it knows of this dossier and keep each difference. Raises Unmapped, Unavailable, Refused."""
    return comparing.compare(state)


def pull_catalogues_now(kinds: Iterable[CatalogueKind] = MAPPED, *, actor: Actor) -> tuple[PullReport, ...]:
    """Take the portal's lists over, each on its own. Raises ActDenied."""
    return pull_catalogues.pull(kinds, actor=actor)


def mapping_lines(kind: CatalogueKind) -> tuple[MappingLine, ...]:
    """Every code of ours beside the portal's, what needs somebody first."""
    return mapping.lines(kind)


def may_operate(actor: Actor) -> bool:
    """Whether the actor looks after the exchange."""
    return access.can(actor=actor, act=OPERATE)


def may_send_again(actor: Actor, agency_id: UUID | None) -> bool:
    """Whether the actor may let a message of this desk go once more."""
    return may_operate(actor) or access.can(actor=actor, act=ACT, agency_id=agency_id)


def queue_rating(
    *, rating_id: UUID, dossier_code: str, agency_id: UUID | None, row: Mapping[str, Any], actor: Actor
) -> bool:
    """A citizen's rating, in the portal's field names (`DongBoDanhGia`); once for each rating."""
    return queue_rows(
        kind=MessageKind.RATING, subject_id=rating_id, cause_id=rating_id, code=dossier_code, agency_id=agency_id,
        words="Đánh giá của người nộp", row=row, actor=actor,
    )  # fmt: skip
