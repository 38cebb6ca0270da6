"""What other rooms may ask of the exchange with the national portal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.services.national_portal import intake_maps, mapping, queries
from tinhso.services.national_portal.actions import compare as comparing
from tinhso.services.national_portal.actions import fetch_files, pull_catalogues, settle
from tinhso.services.national_portal.actions.map_code import map_code
from tinhso.services.national_portal.actions.questions import answer_question, pull_questions
from tinhso.services.national_portal.actions.queue import queue_rows, queue_state
from tinhso.services.national_portal.actions.receive import receive
from tinhso.services.national_portal.actions.repeat import ACT, OPERATE, send_again, skip
from tinhso.services.national_portal.actions.send_due import send_due
from tinhso.services.national_portal.adapters.portals import is_on, portal
from tinhso.services.national_portal.domain import intake, wire
from tinhso.services.national_portal.mapping import our_code, unmapped_counts
from tinhso.services.national_portal.permits import may_for
from tinhso.services.national_portal.portal import (
    agency_questions,
    announcing_decisions,
    procedure_record,
    technical_id,
)
from tinhso.services.national_portal.queries import (
    Standing,
    dead,
    foreign_code_of,
    open_inbound,
    our_dossier_code,
    queued_for,
    standing,
    subject_of,
    told_subjects,
)
from tinhso.services.national_portal.rules import rule_now
from tinhso.services.national_portal.types import (
    MAPPED,
    CatalogueKind,
    Comparison,
    DossierState,
    Fitted,
    Handed,
    InboundView,
    MappingLine,
    MessageKind,
    MessageView,
    PullReport,
    RatingFacts,
)

__all__ = [
    "Standing",
    "agency_questions",
    "announcing_decisions",
    "answer_question",
    "check_config",
    "compare",
    "dead",
    "fetch_due",
    "file_owner",
    "fit_answers",
    "foreign_code_of",
    "hold",
    "inbound_of",
    "is_on",
    "map_code",
    "mapping_lines",
    "may_operate",
    "may_send_again",
    "open_inbound",
    "our_code",
    "our_components",
    "our_dossier_code",
    "panel_of",
    "procedure_record",
    "pull_catalogues_now",
    "pull_questions",
    "queue_rating",
    "queue_state",
    "queued_for",
    "read_handed",
    "receive",
    "send_again",
    "send_due",
    "settle_taken",
    "skip",
    "standing",
    "subject_of",
    "technical_id",
    "told_subjects",
    "try_again",
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
    return access.can(actor=actor, act=OPERATE, agency_id=access.Whose.NO_AGENCY)


def may_send_again(actor: Actor, agency_id: UUID | None) -> bool:
    """Whether the actor may let a message of this desk go once more."""
    return may_operate(actor) or may_for(agency_id, act=ACT, actor=actor)


def queue_rating(*, slip_id: UUID, cause_id: UUID, facts: RatingFacts, agency_id: UUID | None, actor: Actor) -> bool:
    """A version of a slip goes as a rating (`DongBoDanhGia`), once for each `cause_id`, after the version before it."""
    return queue_rows(
        kind=MessageKind.RATING, subject_id=slip_id, cause_id=cause_id, seq=facts.version_no, code=facts.dossier_code,
        agency_id=agency_id, words="Đánh giá của người nộp", row=wire.rating(facts, rule_now()), actor=actor,
    )  # fmt: skip


def fetch_due(*, actor: Actor) -> int:
    """Fetch the papers of what came; each then says `national_portal.handed_over`. Returns how many are here now."""
    return fetch_files.fetch_due(actor=actor)


def file_owner(inbound_id: UUID) -> tuple[str, UUID]:
    """Under which link the files of something handed over are read."""
    return fetch_files.OWNER, inbound_id


def read_handed(inbound_id: UUID) -> Handed | None:
    """What waits to be taken in, whole; None for what is taken or held already."""
    return queries.handed(inbound_id)


def inbound_of(subject_id: UUID) -> tuple[InboundView, ...]:
    """What the portal handed over for a dossier; the caller has read the dossier."""
    return queries.inbound_of(subject_id)


def fit_answers(procedure_code: str, payload: Mapping[str, Any]) -> tuple[Fitted, Mapping[str, str]]:
    """The answers of our form and what did not fit, by the procedure's definition; and their component codes → ours.

    Raises Invalid where no definition says how filings of this procedure are taken over.
    """
    by = intake_maps.map_of(procedure_code)
    return intake.fit(payload, by), by.components


def our_components(procedure_code: str) -> Mapping[str, str]:
    """The portal's codes of components → ours, by the procedure's definition. Raises Invalid where there is none."""
    return intake_maps.map_of(procedure_code).components


def settle_taken(*, inbound_id: UUID, subject_id: UUID, our_code: str, problems: Sequence[str], actor: Actor) -> None:
    """It stands in this dossier, whose code is found by both from now on."""
    settle.taken(inbound_id=inbound_id, subject_id=subject_id, our_code=our_code, problems=problems, actor=actor)


def hold(*, inbound_id: UUID, problems: Sequence[str], actor: Actor) -> None:
    """It could not be taken in by itself: everything stays, an officer is shown why."""
    settle.held(inbound_id=inbound_id, problems=problems, actor=actor)


def try_again(*, inbound_id: UUID, actor: Actor) -> None:
    """Once more from the start. Raises ActDenied, NotWaiting."""
    settle.try_again(inbound_id=inbound_id, actor=actor)
