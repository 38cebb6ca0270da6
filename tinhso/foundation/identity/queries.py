"""Agencies, posts and who holds them, as of a day. No personal data beyond names; cards are in `people.py`."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import PostFacts
from tinhso.foundation.identity import models, second_factor, types
from tinhso.kernel import clock


def in_force(on: date) -> Q:
    """Rows whose from–to covers the day, both ends included."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def agency_of(row: models.AgencyPeriod) -> types.Agency:
    """The row as others see it."""
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


def agency_rows() -> QuerySet[models.AgencyPeriod]:
    return models.AgencyPeriod.objects.select_related("agency").order_by("valid_from", "tree_from", "id")


def agency_on(agency_id: UUID, on: date) -> models.AgencyPeriod | None:
    """The agency as on the day; for a day it did not exist, as it was last (or will first be). Once a request."""
    return access.remembered(("agency", agency_id, on), lambda: _agency_on(agency_id, on))


def _agency_on(agency_id: UUID, on: date) -> models.AgencyPeriod | None:
    rows = list(agency_rows().filter(agency_id=agency_id))
    covering = [row for row in rows if row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)]
    if covering:
        return covering[-1]
    before = [row for row in rows if row.valid_from <= on]
    return before[-1] if before else next(iter(rows), None)


def find_agency_on(code: str, on: date) -> models.AgencyPeriod | None:
    """The agency of either form of code on the day; None when no agency had it then."""
    either = Q(agency__code=code) | (Q(legacy_code=code) & ~Q(legacy_code=""))
    return agency_rows().filter(in_force(on)).filter(either).last()


def agencies_on(on: date) -> list[types.Agency]:
    """Every agency of the day, by code."""
    latest = {row.agency_id: row for row in agency_rows().filter(in_force(on))}
    return sorted((agency_of(row) for row in latest.values()), key=lambda agency: agency.code)


def parents_on(on: date) -> dict[UUID, UUID | None]:
    """The tree of the day as agency → parent."""
    rows = models.AgencyPeriod.objects.filter(in_force(on)).order_by("valid_from", "tree_from", "id")
    return dict(rows.values_list("agency_id", "parent_id"))


def lineage(agency_id: UUID, on: date) -> tuple[UUID, ...]:
    """The agency and all above it."""
    parents = parents_on(on)
    path: list[UUID] = []
    at: UUID | None = agency_id
    while at is not None and at not in path:
        path.append(at)
        at = parents.get(at)
    return tuple(path)


def subtree(agency_id: UUID, on: date) -> frozenset[UUID]:
    """The agency and all below it."""
    children: dict[UUID, list[UUID]] = {}
    for child, parent in parents_on(on).items():
        if parent is not None:
            children.setdefault(parent, []).append(child)
    found: set[UUID] = set()
    todo = [agency_id]
    while todo:
        at = todo.pop()
        if at not in found:
            found.add(at)
            todo.extend(children.get(at, ()))
    return frozenset(found)


def post_of(row: models.PostPeriod) -> types.Post:
    """The row as others see it."""
    return types.Post(
        id=row.post_id, code=row.post.code, title=row.title, agency_id=row.agency_id, roles=tuple(row.roles)
    )


def post_rows() -> QuerySet[models.PostPeriod]:
    return models.PostPeriod.objects.select_related("post").order_by("valid_from", "tree_from", "id")


def post_on(post_id: UUID, on: date) -> models.PostPeriod | None:
    """The post as on the day; None when the seat did not exist then. Looked up once a request."""
    return access.remembered(("post", post_id, on), post_rows().filter(in_force(on), post_id=post_id).last)


def post_last(post_id: UUID, on: date) -> models.PostPeriod | None:
    """The post as on the day or as it was last known: for showing who did something."""
    return post_on(post_id, on) or post_rows().filter(post_id=post_id).last()


def find_post_on(code: str, on: date) -> models.PostPeriod | None:
    return post_rows().filter(in_force(on), post__code=code).last()


def posts_on(on: date, *, agency_id: UUID | None = None, role: str | None = None) -> list[types.Post]:
    """The seats of the day, of an agency, with a role, by code."""
    rows = post_rows().filter(in_force(on))
    if agency_id is not None:
        rows = rows.filter(agency_id=agency_id)
    latest = {row.post_id: post_of(row) for row in rows}
    found = (post for post in latest.values() if role is None or role in post.roles)
    return sorted(found, key=lambda post: post.code)


def live_covers(on: date) -> QuerySet[models.Delegation]:
    """Delegations of the day whose giver holds the post on that day and which were not revoked."""
    return models.Delegation.objects.filter(in_force(on), revoked_at__isnull=True)


def held_posts(person_id: UUID, on: date) -> list[types.HeldPost]:
    """Every post this person may act through on the day: own ones first, then covered ones. Looked up once a request."""
    return access.remembered(("held_posts", person_id, on), lambda: _held_posts(person_id, on))


def _held_posts(person_id: UUID, on: date) -> list[types.HeldPost]:
    own = list(models.Posting.objects.filter(in_force(on), person_id=person_id).order_by("valid_from", "id"))
    covers = list(live_covers(on).filter(to_person_id=person_id).order_by("valid_from", "id"))
    givers = {
        (posting.post_id, posting.person_id)
        for posting in models.Posting.objects.filter(in_force(on), post_id__in=[cover.post_id for cover in covers])
    }
    wanted: list[tuple[UUID, date | None, UUID | None, UUID | None]] = [
        (posting.post_id, posting.valid_to, None, None) for posting in own
    ]
    wanted += [
        (cover.post_id, cover.valid_to, cover.from_person_id, cover.id)
        for cover in covers
        if (cover.post_id, cover.from_person_id) in givers
    ]
    if not wanted:
        return []
    seats = {row.post_id: row for row in post_rows().filter(in_force(on), post_id__in=[entry[0] for entry in wanted])}
    homes = {row.agency_id for row in seats.values()}
    agencies = {row.agency_id: agency_of(row) for row in agency_rows().filter(in_force(on), agency_id__in=homes)}
    found: dict[UUID, types.HeldPost] = {}
    for post_id, valid_to, giver, delegation in wanted:
        row = seats.get(post_id)
        if row is None or row.agency_id not in agencies or post_id in found:
            continue
        found[post_id] = types.HeldPost(
            post=post_of(row),
            agency=agencies[row.agency_id],
            valid_to=valid_to,
            delegated_by=giver,
            delegation_id=delegation,
        )
    return list(found.values())


def holders_on(post_id: UUID, on: date) -> list[types.PostHolder]:
    """Holders of the day, then those who cover them."""
    postings = (
        models.Posting.objects.filter(in_force(on), post_id=post_id).select_related("person").order_by("valid_from")
    )
    found = [types.PostHolder(person_id=row.person_id, full_name=row.person.full_name) for row in postings]
    owners = {holder.person_id for holder in found}
    for cover in live_covers(on).filter(post_id=post_id, from_person_id__in=owners).select_related("to_person"):
        found.append(
            types.PostHolder(
                person_id=cover.to_person_id, full_name=cover.to_person.full_name, delegated_by=cover.from_person_id
            )
        )
    return found


class PostDirectory:
    """Identity's answer to the port `foundation.access.types.Directory`."""

    def post_held(self, *, person_id: UUID, post_id: UUID, on: date) -> PostFacts | None:
        for held in held_posts(person_id, on):
            if held.post.id == post_id:
                return PostFacts(agency_id=held.post.agency_id, roles=held.post.roles)
        return None

    def lineage(self, agency_id: UUID, *, on: date) -> tuple[UUID, ...]:
        return lineage(agency_id, on)

    def subtree(self, agency_id: UUID, *, on: date) -> frozenset[UUID]:
        return subtree(agency_id, on)


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Full names by person id; unknown ids are left out."""
    return dict(models.Person.objects.filter(id__in=set(ids)).values_list("id", "full_name"))


def is_officer(person_id: UUID | None) -> bool:
    """Whether the person holds or covers any post today."""
    return person_id is not None and bool(held_posts(person_id, clock.today()))


def signed_in(request: HttpRequest) -> models.User | None:
    """The account of this request, when somebody is signed in."""
    return request.user if isinstance(request.user, models.User) else None


def account_named(username: str) -> models.User | None:
    """The active account of this login name."""
    return models.User.objects.filter(username=username, is_active=True).first()


def has_second_factor(user_id: UUID) -> bool:
    """Whether a TOTP app or a passkey is registered."""
    return second_factor.has_second_factor(user_id)


def demo_identities() -> list[models.DemoIdentity]:
    """The people of the stand-in for the national identity, by name."""
    return list(models.DemoIdentity.objects.order_by("label")[:200])


def demo_identity(index: str) -> models.DemoIdentity | None:
    """One of them by its key in hex."""
    try:
        return models.DemoIdentity.objects.filter(subject_index=bytes.fromhex(index)).first()
    except ValueError:
        return None
