"""Identity's part of a reform of units: who stands for ended agencies, where officers go on, which commune addresses are in."""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Value, When

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import events, models, types
from tinhso.foundation.identity.tree import tree_on
from tinhso.foundation.reference import api as reference
from tinhso.foundation.reforms.types import PostMove, Reform
from tinhso.kernel.actor import Actor
from tinhso.kernel.definitions.types import Consequence
from tinhso.kernel.outbox import api as outbox


def foresee_reform(reform: Reform) -> Iterator[Consequence]:
    """Ended agencies, posts, officers, addresses: where each goes, or that it goes nowhere."""
    yield from _foresee_agencies(reform)
    yield from _foresee_posts(reform)
    yield from _foresee_addresses(reform)


def follow_reform(reform: Reform, actor: Actor) -> Mapping[str, int]:
    """Write who stands for whom, put officers on their new posts, give addresses their new commune."""
    agencies = _follow_agencies(reform, actor)
    access.standing_changed()
    officers = _follow_posts(reform, actor)
    addresses = _follow_addresses(reform)
    access.forget_facts()
    return {"cơ quan kế thừa": agencies, "cán bộ sang vị trí mới": officers, "địa chỉ theo đơn vị mới": addresses}


# Agencies


def ended_agencies(reform: Reform) -> list[types.Agency]:
    """Agencies of the last day that do not stand on the next, by code."""
    before, after = tree_on(reform.last_day), tree_on(reform.effective_from)
    ended = [agency for key, agency in before.agencies.items() if key not in after.agencies]
    return sorted(ended, key=lambda agency: agency.code)


def heir_in(code: str, reform: Reform) -> UUID | None:
    """The id of the agency that stands for the ended one of this code from the reform's day on; None where none is named."""
    move = reform.move_of(code)
    found = None if move is None else tree_on(reform.effective_from).agencies_by_code.get(move.to)
    return None if found is None else found.id


def _foresee_agencies(reform: Reform) -> Iterator[Consequence]:
    after = tree_on(reform.effective_from)
    for agency in ended_agencies(reform):
        move = reform.move_of(agency.code)
        heir = None if move is None else after.agencies_by_code.get(move.to)
        if heir is None:
            yield Consequence(words=f"{agency.name} ({agency.code}) chưa có cơ quan kế thừa.", is_gap=True)
        else:
            yield Consequence(words=f"{agency.name} ({agency.code}) → {heir.name} ({heir.code}).")


def _follow_agencies(reform: Reform, actor: Actor) -> int:
    after = tree_on(reform.effective_from)
    known = set(models.AgencySuccession.objects.values_list("agency_id", flat=True))
    fresh = [agency for agency in ended_agencies(reform) if agency.id not in known]
    for agency in fresh:
        move = reform.move_of(agency.code)
        assert move is not None
        row = models.AgencySuccession.objects.create(
            agency_id=agency.id,
            heir_id=after.agencies_by_code[move.to].id,
            effective_from=reform.effective_from,
            reform=reform.code,
        )
        detail = {"heir_id": row.heir_id, "reform": reform.code}
        access.record_write(actor=actor, act="agencies.succeed", target=("agency", agency.id), detail=detail)
        event = events.AgencySucceeded(
            agency_id=agency.id, heir_id=row.heir_id, effective_from=reform.effective_from, reform=reform.code
        )
        outbox.publish(event, aggregate=("agency", agency.id), actor=actor)
    return len(fresh)


# Posts and officers


def _ended_posts(reform: Reform) -> list[types.Post]:
    before, after = tree_on(reform.last_day), tree_on(reform.effective_from)
    return sorted((post for key, post in before.posts.items() if key not in after.posts), key=lambda post: post.code)


def _holding(post_ids: list[UUID], day: date) -> QuerySet[models.Posting]:
    """Who would still hold these posts on the day, had they not ended."""
    open_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return models.Posting.objects.filter(open_ended, post_id__in=post_ids).select_related("person")


def _foresee_posts(reform: Reform) -> Iterator[Consequence]:
    posts = _ended_posts(reform)
    held: dict[UUID, list[str]] = {}
    for posting in _holding([post.id for post in posts], reform.effective_from).order_by("person__name_folded", "id"):
        held.setdefault(posting.post_id, []).append(posting.person.full_name)
    for post in posts:
        move, names = reform.posts.get(post.code), ", ".join(held.get(post.id, []))
        who = f" ({names})" if names else ""
        if move is None:
            yield Consequence(words=f"Vị trí {post.title} {post.code}{who} chưa có vị trí kế thừa.", is_gap=True)
        elif move.to is None:
            yield Consequence(words=f"Vị trí {post.title} {post.code}{who} thôi: {move.reason}.")
        else:
            yield Consequence(words=f"Vị trí {post.title} {post.code}{who} → {move.to}.")


def _follow_posts(reform: Reform, actor: Actor) -> int:
    posts = {post.id: reform.posts[post.code] for post in _ended_posts(reform)}
    postings = list(_holding(list(posts), reform.effective_from).order_by("id"))
    for posting in postings:
        _move_officer(posting, posts[posting.post_id], reform, actor)
    covers = models.Delegation.objects.filter(post_id__in=posts, valid_to__gte=reform.effective_from, revoked_at=None)
    for cover in covers.order_by("id"):
        _move_cover(cover, posts[cover.post_id], reform)
    access.standing_changed(access.Standing.SEATED)
    return len(postings)


def _new_post(move: PostMove, reform: Reform) -> UUID | None:
    return None if move.to is None else tree_on(reform.effective_from).posts_by_code[move.to].id


def _move_officer(posting: models.Posting, move: PostMove, reform: Reform, actor: Actor) -> None:
    """The old posting ends with the post's last day; the new one runs as long as the old one would have."""
    ends, post_id = posting.valid_to, _new_post(move, reform)
    posting.valid_to = max(reform.last_day, posting.valid_from)
    posting.save(update_fields=["valid_to"])
    detail = {"person_id": posting.person_id, "valid_to": posting.valid_to, "reform": reform.code}
    access.record_write(actor=actor, act="posts.end", target=("post", posting.post_id), detail=detail)
    if post_id is None or _holding([post_id], reform.effective_from).filter(person_id=posting.person_id).exists():
        return
    models.Posting.objects.create(
        person_id=posting.person_id, post_id=post_id, valid_from=reform.effective_from, valid_to=ends
    )
    detail = {"person_id": posting.person_id, "valid_from": reform.effective_from, "reform": reform.code}
    access.record_write(actor=actor, act="posts.assign", target=("post", post_id), detail=detail)
    event = events.PostAssigned(
        post_id=post_id, person_id=posting.person_id, valid_from=reform.effective_from, valid_to=ends
    )
    outbox.publish(event, aggregate=("post", post_id), actor=actor)


def _move_cover(cover: models.Delegation, move: PostMove, reform: Reform) -> None:
    """A cover goes on over the new post for the days that are left."""
    ends, post_id = cover.valid_to, _new_post(move, reform)
    if post_id is not None:
        models.Delegation.objects.create(
            post_id=post_id,
            from_person_id=cover.from_person_id,
            to_person_id=cover.to_person_id,
            valid_from=max(reform.effective_from, cover.valid_from),
            valid_to=ends,
            reason=cover.reason,
        )
    cover.valid_to = max(reform.last_day, cover.valid_from)
    cover.save(update_fields=["valid_to"])


# Addresses


def _cards(reform: Reform) -> tuple[QuerySet[models.Person], QuerySet[models.Organisation]]:
    """Of people and of organisations, the cards whose commune was written before the reform."""
    earlier = Q(unit_as_of__isnull=True) | Q(unit_as_of__lt=reform.effective_from)
    return models.Person.objects.filter(earlier), models.Organisation.objects.filter(earlier)


def _new_units(reform: Reform) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Old commune → new one; and those that have none or several and for which nothing was decided."""
    settled, unsettled = dict[str, str](), dict[str, tuple[str, ...]]()
    for code, heirs in reference.successions(reform.last_day).items():
        if code in reform.units:
            settled[code] = reform.units[code]
        elif len(heirs) == 1 or (heirs and reform.divided_units == "largest"):
            settled[code] = heirs[0]
        else:
            unsettled[code] = heirs
    return settled, unsettled


def _foresee_addresses(reform: Reform) -> Iterator[Consequence]:
    settled, unsettled = _new_units(reform)
    for code, heirs in unsettled.items():
        name = reference.unit_path(code, reform.last_day)
        living = sum(cards.filter(unit_code=code).count() for cards in _cards(reform))
        if not heirs:
            yield Consequence(words=f"{name} ({code}) chưa có đơn vị kế thừa; {living} địa chỉ.", is_gap=True)
        elif not reform.divided_units:
            words = f"{name} ({code}) bị chia cho {', '.join(heirs)}; {living} địa chỉ chưa biết theo đơn vị nào."
            yield Consequence(words=words, is_gap=living > 0)
        else:
            yield Consequence(words=f"{name} ({code}) bị chia; {living} địa chỉ giữ đơn vị cũ đến khi người dân nói.")
    moving = sum(cards.filter(unit_code__in=settled).count() for cards in _cards(reform))
    if moving:
        yield Consequence(words=f"{moving} địa chỉ giữ nguyên chữ, thêm đơn vị hành chính mới bên cạnh.")


def _follow_addresses(reform: Reform) -> int:
    """An address in a divided commune has none until somebody says which: the former one stays beside it."""
    settled, unsettled = _new_units(reform)
    moved = 0
    for cards in _cards(reform):
        was, as_of = F("unit_code"), reform.effective_from
        cards.filter(unit_code__in=unsettled).update(former_unit_code=was, unit_code="", unit_as_of=as_of)
        if not settled:
            continue
        # One statement, so that what has just become another commune's code is not moved on.
        moved += cards.filter(unit_code__in=settled).update(
            former_unit_code=was, unit_code=_by("unit_code", settled), unit_as_of=as_of
        )
        undecided = cards.model._default_manager.filter(unit_code="", unit_as_of=as_of, former_unit_code__in=settled)
        moved += undecided.update(unit_code=_by("former_unit_code", settled))
    return moved


def _by(name: str, settled: Mapping[str, str]) -> Case:
    return Case(*(When(**{name: old}, then=Value(new)) for old, new in settled.items()))
