"""Officers on posts from–to, and cover during leave."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import events, models, types
from tinhso.foundation.identity.errors import DelegationRefused, IdentityInvalid, PersonNotFound, PostNotFound
from tinhso.foundation.identity.tree import post_near, tree_on
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.text import clean


def assign_post(
    *, person_id: UUID, post_id: UUID, valid_from: date, valid_to: date | None, actor: Actor
) -> types.Posting:
    """Put an officer on a post. Raises Denied, PostNotFound, PersonNotFound, IdentityInvalid (dates, already there)."""
    with transaction.atomic():
        _lock(post_id)
        seat = tree_on(valid_from).posts.get(post_id)
        if seat is None:
            raise PostNotFound("Không có vị trí này vào ngày bắt đầu.")
        access.authorise(actor=actor, act="posts.assign", agency_id=seat.agency_id)
        _check_dates(valid_from, valid_to)
        if not models.Person.objects.filter(id=person_id).exists():
            raise PersonNotFound("Không có người này.")
        overlap = models.Posting.objects.filter(person_id=person_id, post_id=post_id).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)
        )
        if valid_to is not None:
            overlap = overlap.filter(valid_from__lte=valid_to)
        if overlap.exists():
            raise IdentityInvalid("Người này đã giữ vị trí trong khoảng thời gian đó.")
        row = models.Posting.objects.create(
            person_id=person_id, post_id=post_id, valid_from=valid_from, valid_to=valid_to
        )
        detail = {"person_id": person_id, "valid_from": valid_from, "valid_to": valid_to}
        access.record_write(actor=actor, act="posts.assign", target=("post", post_id), detail=detail)
        outbox.publish(
            events.PostAssigned(post_id=post_id, person_id=person_id, valid_from=valid_from, valid_to=valid_to),
            aggregate=("post", post_id),
            actor=actor,
        )
        access.standing_changed(access.Standing.SEATED)
    return types.Posting(id=row.id, person_id=person_id, post_id=post_id, valid_from=valid_from, valid_to=valid_to)


def end_posting(*, posting_id: UUID, last_day: date, actor: Actor) -> None:
    """The officer leaves the post after `last_day`. Covers given for that post by this officer stop with it."""
    with transaction.atomic():
        row = lock_row(models.Posting.objects.filter(id=posting_id)).first()
        if row is None:
            raise PostNotFound("Không có lần bổ nhiệm này.")
        access.authorise(actor=actor, act="posts.assign", agency_id=_agency_of(row.post_id))
        _check_dates(row.valid_from, last_day)
        row.valid_to = last_day
        row.save(update_fields=["valid_to"])
        detail = {"person_id": row.person_id, "valid_to": last_day}
        access.record_write(actor=actor, act="posts.end", target=("post", row.post_id), detail=detail)
        access.standing_changed(access.Standing.SEATED)


def delegate_post(
    *,
    post_id: UUID,
    from_person_id: UUID,
    to_person_id: UUID,
    valid_from: date,
    valid_to: date,
    reason: str,
    actor: Actor,
) -> types.Delegation:
    """Let another officer act through the post for some days.

    The holder may do so for the own post; anybody else needs `posts.delegate`. What is covered cannot be passed on.
    Raises Denied, PostNotFound, DelegationRefused, IdentityInvalid.
    """
    reason = clean(reason)
    with transaction.atomic():
        _lock(post_id)
        seat = tree_on(valid_from).posts.get(post_id)
        if seat is None:
            raise PostNotFound("Không có vị trí này vào ngày bắt đầu.")
        if actor.person_id != from_person_id:
            access.authorise(actor=actor, act="posts.delegate", agency_id=seat.agency_id)
        _check_dates(valid_from, valid_to)
        if not reason:
            raise IdentityInvalid("Ghi lý do ủy quyền.", fields={"/reason": "Ghi lý do ủy quyền."})
        if from_person_id == to_person_id:
            raise DelegationRefused("Không thể tự làm thay chính mình.")
        if not _holds(from_person_id, post_id, valid_from, valid_to):
            raise DelegationRefused("Người giao không giữ vị trí này trong cả thời gian ủy quyền.")
        if not models.User.objects.filter(person_id=to_person_id, is_active=True).exists():
            raise DelegationRefused("Người nhận chưa có tài khoản riêng đang hoạt động.")
        clash = models.Delegation.objects.filter(
            post_id=post_id,
            from_person_id=from_person_id,
            revoked_at__isnull=True,
            valid_from__lte=valid_to,
            valid_to__gte=valid_from,
        )
        if clash.exists():
            raise DelegationRefused("Vị trí đã được ủy quyền trong thời gian này.")
        row = models.Delegation.objects.create(
            post_id=post_id,
            from_person_id=from_person_id,
            to_person_id=to_person_id,
            valid_from=valid_from,
            valid_to=valid_to,
            reason=reason,
        )
        detail = {
            "delegation_id": row.id,
            "from": from_person_id,
            "to": to_person_id,
            "valid_from": valid_from,
            "valid_to": valid_to,
        }
        access.record_write(actor=actor, act="posts.delegate", target=("post", post_id), detail=detail)
        outbox.publish(
            events.PostDelegated(
                post_id=post_id,
                from_person_id=from_person_id,
                to_person_id=to_person_id,
                valid_from=valid_from,
                valid_to=valid_to,
            ),
            aggregate=("post", post_id),
            actor=actor,
        )
        access.standing_changed(access.Standing.SEATED)
    return _delegation(row)


def revoke_delegation(*, delegation_id: UUID, actor: Actor) -> None:
    """End a cover now: by the one who gave it, or with `posts.delegate`."""
    with transaction.atomic():
        row = lock_row(models.Delegation.objects.filter(id=delegation_id)).first()
        if row is None:
            raise PostNotFound("Không có lần ủy quyền này.")
        if actor.person_id != row.from_person_id:
            access.authorise(actor=actor, act="posts.delegate", agency_id=_agency_of(row.post_id))
        if row.revoked_at is not None:
            return
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        detail = {"delegation_id": row.id}
        access.record_write(actor=actor, act="posts.revoke", target=("post", row.post_id), detail=detail)
        access.standing_changed(access.Standing.SEATED)


def delegations_from(person_id: UUID, *, of_agency: UUID | None = None) -> tuple[types.Delegation, ...]:
    """Covers this person has given that are not over yet; with an agency also those given for its posts by anybody."""
    given = Q(from_person_id=person_id)
    if of_agency is not None:
        given |= Q(post_id__in=[post.id for post in tree_on(clock.today()).posts_of.get(of_agency, ())])
    rows = models.Delegation.objects.filter(given, valid_to__gte=clock.today(), revoked_at__isnull=True)
    return tuple(_delegation(row) for row in rows.order_by("valid_from"))


def _delegation(row: models.Delegation) -> types.Delegation:
    return types.Delegation(
        id=row.id,
        post_id=row.post_id,
        from_person_id=row.from_person_id,
        to_person_id=row.to_person_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        reason=row.reason,
        revoked_at=row.revoked_at,
    )


def _agency_of(post_id: UUID) -> UUID | access.Whose:
    """The agency of the post, as it was last known. A post that never stood is the province's matter."""
    seat = post_near(post_id, clock.today())
    return access.Whose.NO_AGENCY if seat is None else seat.agency_id


def _holds(person_id: UUID, post_id: UUID, start: date, end: date) -> bool:
    return (
        models.Posting.objects.filter(person_id=person_id, post_id=post_id, valid_from__lte=start)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=end))
        .exists()
    )


def _check_dates(start: date, end: date | None) -> None:
    if end is not None and end < start:
        raise IdentityInvalid(
            "Ngày kết thúc trước ngày bắt đầu.", fields={"/valid_to": "Ngày kết thúc trước ngày bắt đầu."}
        )


def _lock(post_id: UUID) -> None:
    if lock_row(models.Post.objects.filter(id=post_id)).first() is None:
        raise PostNotFound("Không có vị trí này.")
