"""Agencies, posts and who holds them, as of a day. No personal data beyond names; cards are in `people.py`."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import PostFacts
from tinhso.foundation.identity import models, second_factor, types
from tinhso.foundation.identity.tree import tree_on
from tinhso.kernel import clock


def in_force(on: date) -> Q:
    """Rows whose from–to covers the day, both ends included."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def lineage(agency_id: UUID, on: date) -> tuple[UUID, ...]:
    """The agency and all above it; above one that ended is who stands for it."""
    tree = tree_on(on)
    path: list[UUID] = []
    at: UUID | None = agency_id
    while at is not None and at not in path:
        path.append(at)
        at = tree.agencies[at].parent_id if at in tree.agencies else tree.heirs.get(at)
    return tuple(path)


def heritage(agency_id: UUID, on: date) -> frozenset[UUID]:
    """The agency and those that ended for which it stands, through any number of reforms."""
    forebears = tree_on(on).forebears
    return _reachable(agency_id, lambda at: forebears.get(at, ()))


def subtree(agency_id: UUID, on: date) -> frozenset[UUID]:
    """The agency and all below it, with those that ended for which they stand."""
    tree = tree_on(on)
    return _reachable(agency_id, lambda at: (*tree.children.get(at, ()), *tree.forebears.get(at, ())))


def _reachable(start: UUID, ways: Callable[[UUID], Iterable[UUID]]) -> frozenset[UUID]:
    found: set[UUID] = set()
    todo = [start]
    while todo:
        at = todo.pop()
        if at not in found:
            found.add(at)
            todo.extend(ways(at))
    return frozenset(found)


def posts_on(on: date, *, agency_id: UUID | None = None, role: str | None = None) -> list[types.Post]:
    """The seats of the day, of an agency, with a role, by code."""
    tree = tree_on(on)
    posts = tree.posts.values() if agency_id is None else tree.posts_of.get(agency_id, ())
    return sorted((post for post in posts if role is None or role in post.roles), key=lambda post: post.code)


def live_covers(on: date) -> QuerySet[models.Delegation]:
    """Delegations of the day whose giver holds the post on that day and which were not revoked."""
    return models.Delegation.objects.filter(in_force(on), revoked_at__isnull=True)


def held_posts(person_id: UUID, on: date) -> list[types.HeldPost]:
    """Every post this person may act through on the day: own ones first, then covered ones."""
    tree = tree_on(on)
    found: dict[UUID, types.HeldPost] = {}
    for seat in _seats_on(on).get(person_id, ()):
        post = tree.posts.get(seat.post_id)
        if post is None or post.agency_id not in tree.agencies or post.id in found:
            continue
        found[post.id] = types.HeldPost(
            post=post,
            agency=tree.agencies[post.agency_id],
            valid_to=seat.valid_to,
            delegated_by=seat.delegated_by,
            delegation_id=seat.delegation_id,
        )
    return list(found.values())


def covered_people(person_id: UUID, post_id: UUID, on: date) -> frozenset[UUID]:
    """Whom this person stands in for at the post on the day; also where both hold the post themselves."""
    seats = _seats_on(on).get(person_id, ())
    return frozenset(seat.delegated_by for seat in seats if seat.post_id == post_id and seat.delegated_by is not None)


@dataclass(frozen=True)
class _Seat:
    """A post as somebody holds or covers it."""

    post_id: UUID
    valid_to: date | None
    delegated_by: UUID | None = None
    delegation_id: UUID | None = None


@access.kept_standing(8, access.Standing.SEATED)
def _seats_on(on: date) -> Mapping[UUID, tuple[_Seat, ...]]:
    """Person → seats of the day: postings, then covers whose giver holds the post. All officers in two queries."""
    found: dict[UUID, list[_Seat]] = {}
    holders = set()
    for posting in models.Posting.objects.filter(in_force(on)).order_by("valid_from", "id"):
        holders.add((posting.post_id, posting.person_id))
        found.setdefault(posting.person_id, []).append(_Seat(posting.post_id, posting.valid_to))
    for cover in live_covers(on).order_by("valid_from", "id"):
        if (cover.post_id, cover.from_person_id) in holders:
            seat = _Seat(cover.post_id, cover.valid_to, cover.from_person_id, cover.id)
            found.setdefault(cover.to_person_id, []).append(seat)
    return {person_id: tuple(seats) for person_id, seats in found.items()}


def holders_on(post_ids: Collection[UUID], on: date) -> dict[UUID, list[types.PostHolder]]:
    """Post → holders of the day, then those who cover them; two queries however many posts."""
    found: dict[UUID, list[types.PostHolder]] = {post_id: [] for post_id in post_ids}
    postings = models.Posting.objects.filter(in_force(on), post_id__in=found).select_related("person")
    for row in postings.order_by("valid_from"):
        found[row.post_id].append(types.PostHolder(person_id=row.person_id, full_name=row.person.full_name))
    owners = {(post_id, holder.person_id) for post_id, holders in found.items() for holder in holders}
    for cover in live_covers(on).filter(post_id__in=found).select_related("to_person") if owners else ():
        if (cover.post_id, cover.from_person_id) in owners:
            found[cover.post_id].append(
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

    def heritage(self, agency_id: UUID, *, on: date) -> frozenset[UUID]:
        return heritage(agency_id, on)

    def agency_coded(self, code: str, *, on: date) -> UUID | None:
        found = tree_on(on).agencies_by_code.get(code)
        return found.id if found is not None else None

    def person_of_account(self, username: str) -> UUID | None:
        user = account_named(username)
        return None if user is None else user.person_id

    def ids_of(self, person_id: UUID) -> tuple[UUID, ...]:
        return ids_of(person_id)


def ids_of(person_id: UUID) -> tuple[UUID, ...]:
    """The person's id and those of the cards that were merged into it: for what is sealed and keeps the old id."""
    found = [person_id]
    layer = found
    while layer:
        layer = list(models.Person.objects.filter(merged_into__in=layer).order_by("id").values_list("id", flat=True))
        found = [*found, *layer]
    return tuple(found)


def standing(person_id: UUID) -> UUID:
    """The card that stands for this one today: itself, or through any number of mergers the one that was kept."""
    at = person_id
    while (into := models.Person.objects.filter(id=at).values_list("merged_into", flat=True).first()) is not None:
        at = into
    return at


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


def account_of(user_id: UUID) -> models.User | None:
    """The account of this id."""
    return models.User.objects.filter(id=user_id).first()


def proved_account(user_id: UUID) -> types.ProvedAccount | None:
    """The account in use of this id, where it stands for a person."""
    user = models.User.objects.filter(id=user_id, is_active=True).first()
    return (
        None
        if user is None or user.person_id is None
        else types.ProvedAccount(user.id, user.person_id, user.generation)
    )


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
