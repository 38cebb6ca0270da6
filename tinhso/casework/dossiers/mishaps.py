"""Lost or damaged papers and errors of an agency (NĐ 61/2018 Đ21): the rule, and guarded reads for the pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, Sum

from tinhso.casework.dossiers import models
from tinhso.casework.dossiers.confidentiality import in_sight
from tinhso.engines.deadlines.types import Term, TermUnit
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import NotFound

RULE = "one_stop"
LIST = 100
REMEDIES = {
    "reissued": "Cấp lại giấy tờ, cơ quan chịu chi phí",
    "corrected": "Đính chính kết quả, không thu phí",
    "other": "Khắc phục cách khác",
}
# What the letter of the definition may quote.
LETTER_FIELDS = frozenset(
    {
        "agency_name", "applicant_name", "cost_words", "dossier_code", "made_good", "procedure_title", "responsible", "what",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class MishapKind:
    """A kind of mishap as the rule in force knows it."""

    code: str
    title: str
    is_loss: bool
    settle_within: Term


@dataclass(frozen=True, kw_only=True)
class MishapRule:
    """What the definition says: kinds by code, the letter."""

    kinds: Mapping[str, MishapKind]
    letter: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Mishap:
    """One mishap as its page shows it; it is settled once the apology was signed."""

    id: UUID
    dossier_id: UUID
    code: str
    kind: str
    what: str
    thing_id: UUID | None
    owner_agency_id: UUID
    reported_at: datetime
    reported_by_id: UUID
    due_at: datetime
    responsible_agency_id: UUID | None
    responsible: str
    remedy: str
    made_good: str
    cost_vnd: int
    letter_id: UUID | None
    settled_at: datetime | None
    settled_by_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many mishaps of which kind one agency answers for in a period, and what making good cost."""

    agency_id: UUID
    kind: str
    count: int
    open: int
    late: int
    cost_vnd: int


def rule_on(day: date) -> MishapRule:
    """The rule of the day. Raises NotFound where the province has none."""
    body = definitions.get("mishap_rule", RULE, on=day).body
    kinds = {
        line["code"]: MishapKind(
            code=line["code"],
            title=line["title"],
            is_loss=bool(line.get("is_loss")),
            settle_within=Term(line["settle_within"]["value"], TermUnit(line["settle_within"]["unit"])),
        )
        for line in body["kinds"]
    }
    return MishapRule(kinds=kinds, letter=body["letter"])


def titles_on(day: date) -> dict[str, str]:
    """Titles of the kinds, for pages; empty where the province has no rule."""
    try:
        return {code: kind.title for code, kind in rule_on(day).kinds.items()}
    except NotFound:
        return {}


def of_dossier(dossier_id: UUID) -> tuple[Mishap, ...]:
    """The mishaps of a dossier, oldest first; the caller has read the dossier."""
    rows = models.Mishap.objects.filter(dossier_id=dossier_id).select_related("dossier").order_by("seq")
    return tuple(shown(row) for row in rows)


def listed(*, actor: Actor, is_open: bool) -> tuple[Mishap, ...]:
    """Mishaps of the agencies whose dossiers the actor may read: open ones by due time, settled ones newest first."""
    rows = _seen(actor).select_related("dossier").defer("dossier__answers")
    if is_open:
        return tuple(shown(row) for row in rows.filter(settled_at=None).order_by("due_at", "id")[:LIST])
    return tuple(shown(row) for row in rows.exclude(settled_at=None).order_by("-settled_at", "id")[:LIST])


def tallies(*, actor: Actor, since: datetime, until: datetime) -> tuple[Tally, ...]:
    """Counted per agency that answers for it (until that is known: the deciding one) and kind, reported in the period."""
    late = Q(settled_at__gt=F("due_at")) | Q(settled_at=None, due_at__lt=now())
    rows = (
        _seen(actor)
        .filter(reported_at__gte=since, reported_at__lt=until)
        .values("owner_agency_id", "responsible_agency_id", "kind")
        .annotate(n=Count("id"), n_open=Count("id", filter=Q(settled_at=None)), n_late=Count("id", filter=late), cost=Sum("cost_vnd"))
    )  # fmt: skip
    found: dict[tuple[UUID, str], list[int]] = {}
    for row in rows:
        line = found.setdefault((row["responsible_agency_id"] or row["owner_agency_id"], row["kind"]), [0, 0, 0, 0])
        for at, name in enumerate(("n", "n_open", "n_late", "cost")):
            line[at] += row[name] or 0
    return tuple(
        Tally(agency_id=agency, kind=kind, count=line[0], open=line[1], late=line[2], cost_vnd=line[3])
        for (agency, kind), line in sorted(found.items(), key=lambda pair: (str(pair[0][0]), pair[0][1]))
    )


def _seen(actor: Actor) -> Any:
    allowed = access.scope(actor=actor, act="dossiers.read")
    rows = models.Mishap.objects.filter(in_sight(actor, of="dossier__level"))
    if allowed.everywhere:
        return rows
    mine = Q(owner_agency_id__in=allowed.agency_ids) | Q(dossier__receiving_agency_id__in=allowed.agency_ids)
    return rows.filter(mine)


def shown(row: models.Mishap) -> Mishap:
    """A row as others see it."""
    return Mishap(
        id=row.id,
        dossier_id=row.dossier_id,
        code=row.dossier.code,
        kind=row.kind,
        what=row.what,
        thing_id=row.thing_id,
        owner_agency_id=row.owner_agency_id,
        reported_at=row.reported_at,
        reported_by_id=row.reported_by_id,
        due_at=row.due_at,
        responsible_agency_id=row.responsible_agency_id,
        responsible=row.responsible,
        remedy=row.remedy,
        made_good=row.made_good,
        cost_vnd=row.cost_vnd,
        letter_id=row.letter_id,
        settled_at=row.settled_at,
        settled_by_id=row.settled_by_id,
    )
