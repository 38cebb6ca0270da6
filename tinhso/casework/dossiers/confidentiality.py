"""Levels of confidentiality of a dossier and of its papers: definitions say which there are, posts who sees them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from tinhso.casework.dossiers.models import Dossier
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today

RULE = "levels"
ACT = "dossiers.classify"


@dataclass(frozen=True, kw_only=True)
class Level:
    """A level (kind `confidentiality`): who holds `act` sees it; `public_tracking`: tracking without sign-in tells of it."""

    code: str
    title: str
    act: str
    public_tracking: bool


@dataclass(frozen=True, kw_only=True)
class FiledLevels:
    """What a dossier has from its filing on: its own level, and those of its components."""

    dossier: str
    papers: Mapping[str, str]


def levels() -> tuple[Level, ...]:
    """The levels of today, never pinned, in the order of the definition; none where the province has set none."""
    version = definitions.find("confidentiality", RULE, on=today())
    return () if version is None else tuple(Level(**one) for one in version.body["levels"])


def level_of(code: str) -> Level | None:
    """The level of a code, None for none and for one that is not defined any more."""
    return next((one for one in levels() if one.code == code), None)


def filed_levels(procedure_code: str, *, on: date) -> FiledLevels:
    """What the rule in force that day gives a new dossier of a procedure."""
    version = definitions.find("confidentiality", RULE, on=on)
    lines = [] if version is None else [one for one in version.body["assigned"] if one["procedure"] == procedure_code]
    return FiledLevels(
        dossier=next((one["level"] for one in lines if "component" not in one), ""),
        papers={one["component"]: one["level"] for one in lines if "component" in one},
    )


def seen_codes(actor: Actor) -> tuple[str, ...]:
    """The levels an officer sees through the active post, "" (none) first. Asked once a request."""
    return access.remembered(
        ("dossiers.levels", actor.post_id, actor.person_id),
        lambda: (
            "",
            *(one.code for one in levels() if access.can(actor=actor, act=one.act, agency_id=access.Whose.ANY_OF_MINE)),
        ),
    )


def may_see(code: str, actor: Actor) -> bool:
    """Whether the actor may see what has this level. A level that is not defined any more is seen by nobody's post.

    Applicants see their own dossiers whatever their level; the platform itself does its work on all of them.
    """
    return not actor.is_officer or code in seen_codes(actor)


def post_sees(code: str, post_id: UUID) -> bool:
    """Whether whoever acts through the post sees this level: a task of the dossier can be given to it."""
    level = level_of(code) if code else None
    if level is None:
        return not code
    return bool(set(identity.get_post(post_id).roles) & set(access.roles_granting(level.act)))


def in_sight(actor: Actor, *, of: str = "level") -> Q:
    """The rows of a list that the officer's post may see; `of` is the path to the level."""
    return Q(**{f"{of}__in": seen_codes(actor)}) if actor.is_officer else Q()


def hidden_among(ids: tuple[UUID, ...], actor: Actor) -> frozenset[UUID]:
    """Those of the dossiers whose level the officer's post may not see."""
    if not actor.is_officer:
        return frozenset()
    rows = Dossier.objects.filter(id__in=ids).exclude(in_sight(actor))
    return frozenset(rows.values_list("id", flat=True))


def hidden_components(paper_levels: Mapping[str, str], actor: Actor) -> frozenset[str]:
    """The components whose papers the actor may not open."""
    return frozenset(code for code, level in paper_levels.items() if level and not may_see(level, actor))


def is_tracked_in_public(code: str) -> bool:
    """Whether tracking without sign-in may tell of a dossier of this level."""
    level = level_of(code) if code else None
    return not code or (level is not None and level.public_tracking)


def untold_among(ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the dossiers of whose level no public page may tell."""
    rows = Dossier.objects.filter(id__in=ids).exclude(level="").values_list("id", "level")
    return frozenset(dossier_id for dossier_id, level in rows if not is_tracked_in_public(level))


def is_closed_to_others(dossier_id: UUID) -> bool:
    """Whether other systems hear nothing of a dossier: it has a level, or it is none."""
    return not Dossier.objects.filter(id=dossier_id, level="").exists()
