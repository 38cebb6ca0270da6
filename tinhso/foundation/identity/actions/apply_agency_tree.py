"""Apply one dated tree of agencies and posts: the same file again changes nothing, a later one ends the earlier."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import models
from tinhso.foundation.identity.domain.agency_codes import is_legacy
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_key


def apply_agency_tree(
    *,
    tree: str,
    effective_from: date,
    effective_to: date | None,
    agencies: list[Mapping[str, Any]],
    posts: list[Mapping[str, Any]],
    version_id: UUID,
    actor: Actor,
) -> None:
    """Replace the periods of this dated tree, then end every earlier tree of its code the day before the next."""
    with transaction.atomic():
        lock_key("identity.agency_tree")
        ids = _ensure_agencies(agencies)
        seats = _ensure_posts(posts)
        models.AgencyPeriod.objects.filter(tree=tree, tree_from=effective_from).delete()
        models.PostPeriod.objects.filter(tree=tree, tree_from=effective_from).delete()
        models.AgencyPeriod.objects.bulk_create(
            [_agency_period(entry, ids, tree, effective_from, effective_to) for entry in agencies], batch_size=200
        )
        models.PostPeriod.objects.bulk_create(
            [
                models.PostPeriod(
                    post_id=seats[entry["code"]],
                    tree=tree,
                    tree_from=effective_from,
                    title=entry["title"],
                    agency_id=ids.get(entry["agency"]) or _known(entry["agency"]),
                    roles=list(entry.get("roles", [])),
                    valid_from=effective_from,
                    own_valid_to=effective_to,
                )
                for entry in posts
            ],
            batch_size=200,
        )
        _cut_periods(tree)
        access.record_write(
            actor=actor,
            act="agencies.apply",
            target=("agency_tree", version_id),
            detail={"tree": tree, "effective_from": effective_from, "agencies": len(agencies), "posts": len(posts)},
        )
        access.standing_changed()


def _ensure_agencies(agencies: list[Mapping[str, Any]]) -> dict[str, UUID]:
    codes = {entry["code"] for entry in agencies} | {entry["parent"] for entry in agencies if entry.get("parent")}
    known = dict(models.Agency.objects.filter(code__in=codes).values_list("code", "id"))
    fresh = [models.Agency(code=code) for code in sorted(codes - known.keys())]
    models.Agency.objects.bulk_create(fresh, batch_size=200)
    return {**known, **{agency.code: agency.id for agency in fresh}}


def _ensure_posts(posts: list[Mapping[str, Any]]) -> dict[str, UUID]:
    codes = {entry["code"] for entry in posts}
    known = dict(models.Post.objects.filter(code__in=codes).values_list("code", "id"))
    fresh = [models.Post(code=code) for code in sorted(codes - known.keys())]
    models.Post.objects.bulk_create(fresh, batch_size=200)
    return {**known, **{post.code: post.id for post in fresh}}


def _known(code: str) -> UUID:
    return models.Agency.objects.values_list("id", flat=True).get(code=code)


def _agency_period(
    entry: Mapping[str, Any], ids: Mapping[str, UUID], tree: str, start: date, end: date | None
) -> models.AgencyPeriod:
    legacy = str(entry.get("legacy_code", ""))
    return models.AgencyPeriod(
        agency_id=ids[entry["code"]],
        tree=tree,
        tree_from=start,
        legacy_code=legacy if is_legacy(legacy) else "",
        name=entry["name"],
        short_name=entry.get("short_name", ""),
        tier=entry["tier"],
        parent_id=ids[entry["parent"]] if entry.get("parent") else None,
        unit_code=str(entry.get("unit", "")),
        calendar_code=entry.get("calendar", ""),
        valid_from=start,
        own_valid_to=end,
    )


def _cut_periods(tree: str) -> None:
    """Each dated tree ends at its own end or the day before the next tree of the same code, whichever is earlier."""
    starts = sorted(set(models.AgencyPeriod.objects.filter(tree=tree).values_list("tree_from", flat=True)))
    for at, start in enumerate(starts):
        cut = starts[at + 1] - timedelta(days=1) if at + 1 < len(starts) else None
        for periods in (
            models.AgencyPeriod.objects.filter(tree=tree, tree_from=start),
            models.PostPeriod.objects.filter(tree=tree, tree_from=start),
        ):
            own = set(periods.values_list("own_valid_to", flat=True))
            for end in own:
                ends = [day for day in (end, cut) if day is not None]
                periods.filter(own_valid_to=end).update(valid_to=min(ends, default=None))
