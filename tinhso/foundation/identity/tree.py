"""Agencies and posts as of a day, from memory: they come from definitions and change a few times a year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import models, types

T = TypeVar("T")

_PERIODS = ("valid_from", "tree_from", "id")


@dataclass(frozen=True)
class Tree:
    """The agencies and posts of one day; agencies are found by either form of their code."""

    agencies: Mapping[UUID, types.Agency]
    agencies_by_code: Mapping[str, types.Agency]
    children: Mapping[UUID, tuple[UUID, ...]]
    posts: Mapping[UUID, types.Post]
    posts_by_code: Mapping[str, types.Post]
    posts_of: Mapping[UUID, tuple[types.Post, ...]]
    # Who stands for an agency that ended, and of whom an agency is the heir.
    heirs: Mapping[UUID, UUID]
    forebears: Mapping[UUID, tuple[UUID, ...]]


@access.kept_standing(maxsize=32)
def tree_on(on: date) -> Tree:
    """The tree of that day; of several periods of an agency or a post the latest counts."""
    agencies: dict[UUID, types.Agency] = {}
    by_code: dict[str, types.Agency] = {}
    for agency in (one for periods in _agency_periods().values() for one in periods if _covers(one, on)):
        agencies[agency.id] = by_code[agency.code] = agency
        if agency.legacy_code:
            by_code[agency.legacy_code] = agency
    children: dict[UUID, list[UUID]] = {}
    for agency in agencies.values():
        if agency.parent_id is not None:
            children.setdefault(agency.parent_id, []).append(agency.id)
    posts: dict[UUID, types.Post] = {}
    for post in (one.post for periods in _post_periods().values() for one in periods if _covers(one, on)):
        posts[post.id] = post
    posts_of: dict[UUID, list[types.Post]] = {}
    for post in sorted(posts.values(), key=lambda post: post.code):
        posts_of.setdefault(post.agency_id, []).append(post)
    heirs = {key: heir for key, heir, since in _successions() if since <= on}
    forebears: dict[UUID, list[UUID]] = {}
    for agency_id, heir in heirs.items():
        forebears.setdefault(heir, []).append(agency_id)
    return Tree(
        heirs=heirs,
        forebears={heir: tuple(before) for heir, before in forebears.items()},
        agencies=agencies,
        agencies_by_code=by_code,
        children={parent: tuple(below) for parent, below in children.items()},
        posts=posts,
        posts_by_code={post.code: post for post in posts.values()},
        posts_of={agency_id: tuple(held) for agency_id, held in posts_of.items()},
    )


def agency_near(agency_id: UUID, on: date) -> types.Agency | None:
    """The agency as on the day; for a day it did not exist, as it was last (or will first be)."""
    found = tree_on(on).agencies.get(agency_id)
    if found is not None:
        return found
    periods = _agency_periods().get(agency_id, ())
    return next((one for one in reversed(periods) if one.valid_from <= on), next(iter(periods), None))


def post_near(post_id: UUID, on: date) -> types.Post | None:
    """The post as on the day; for another day, as it was last known."""
    found = tree_on(on).posts.get(post_id)
    if found is not None:
        return found
    periods = _post_periods().get(post_id, ())
    return periods[-1].post if periods else None


def post_since(code: str, on: date) -> tuple[types.Post, date] | None:
    """The post of this code on the day, and since when it stands in the tree."""
    post = tree_on(on).posts_by_code.get(code)
    if post is None:
        return None
    return post, [one.valid_from for one in _post_periods()[post.id] if _covers(one, on)][-1]


@dataclass(frozen=True)
class _PostPeriod:
    post: types.Post
    valid_from: date
    valid_to: date | None


def _covers(period: types.Agency | _PostPeriod, on: date) -> bool:
    return period.valid_from <= on and (period.valid_to is None or period.valid_to >= on)


@access.kept_standing(maxsize=1)
def _agency_periods() -> Mapping[UUID, tuple[types.Agency, ...]]:
    rows = models.AgencyPeriod.objects.select_related("agency").order_by(*_PERIODS)
    return _grouped((row.agency_id, _agency(row)) for row in rows)


@access.kept_standing(maxsize=1)
def _post_periods() -> Mapping[UUID, tuple[_PostPeriod, ...]]:
    rows = models.PostPeriod.objects.select_related("post").order_by(*_PERIODS)
    return _grouped((row.post_id, _PostPeriod(_post(row), row.valid_from, row.valid_to)) for row in rows)


@access.kept_standing(maxsize=1)
def _successions() -> tuple[tuple[UUID, UUID, date], ...]:
    rows = models.AgencySuccession.objects.values_list("agency_id", "heir_id", "effective_from")
    return tuple((agency_id, heir_id, since) for agency_id, heir_id, since in rows)


def _grouped(pairs: Iterable[tuple[UUID, T]]) -> Mapping[UUID, tuple[T, ...]]:
    found: dict[UUID, list[T]] = {}
    for key, one in pairs:
        found.setdefault(key, []).append(one)
    return {key: tuple(periods) for key, periods in found.items()}


def _agency(row: models.AgencyPeriod) -> types.Agency:
    return types.Agency(
        id=row.agency_id,
        code=row.agency.code,
        legacy_code=row.legacy_code,
        name=row.name,
        short_name=row.short_name or row.name,
        tier=row.tier,
        parent_id=row.parent_id,
        unit_code=row.unit_code,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        calendar_code=row.calendar_code,
    )


def _post(row: models.PostPeriod) -> types.Post:
    return types.Post(
        id=row.post_id, code=row.post.code, title=row.title, agency_id=row.agency_id, roles=tuple(row.roles)
    )
