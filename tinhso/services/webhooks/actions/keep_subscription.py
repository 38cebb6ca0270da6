"""Subscriptions: made, changed, paused, removed; the secret is told once and replaced with an overlap."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import Client
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key, lock_row
from tinhso.kernel.text import clean
from tinhso.services.webhooks import queries
from tinhso.services.webhooks.actions import notice_silence
from tinhso.services.webhooks.domain import addresses, signing, telling
from tinhso.services.webhooks.errors import NoSubscription, TooManySubscriptions, WrongSubscription
from tinhso.services.webhooks.models import DeliveryRow, SubscriptionRow
from tinhso.services.webhooks.types import DeliveryState, Mode, NewSecret, State, Subscription

_MOST_EVENTS = 50


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a subscription shall be. `agency_ids` empty: every agency that the system sees."""

    url: str
    events: Sequence[str]
    mode: Mode = Mode.STRUCTURED
    title: str = ""
    agency_ids: Collection[UUID] = ()


def create(*, client_id: UUID, wanted: Wanted, actor: Actor) -> NewSecret:
    """Raises NoSubscription (not your system), WrongSubscription, TooManySubscriptions."""
    client = queries.guard(client_id, actor)
    problems = _problems(wanted, client)
    if problems:
        raise WrongSubscription("Đăng ký nhận sự kiện chưa đúng.", fields=problems)
    most = queries.rule().most_subscriptions
    with transaction.atomic():
        lock_key(f"webhooks.{client_id}")
        if queries.own_rows(client_id).count() >= most:
            raise TooManySubscriptions(f"Mỗi hệ thống có nhiều nhất {most} đăng ký; xóa bớt trước.")
        secret = signing.new_secret()
        row = SubscriptionRow(client_id=client_id, secret=secret, created_at=now())
        _set(row, wanted)
        row.save(force_insert=True)
        _audit("create", row, actor)
    return NewSecret(subscription=queries.as_subscription(row), secret=secret)


def change(*, client_id: UUID, subscription_id: UUID, wanted: Wanted, actor: Actor) -> Subscription:
    """What waits goes to the new address. Raises NoSubscription, WrongSubscription."""
    client = queries.guard(client_id, actor)
    problems = _problems(wanted, client)
    if problems:
        raise WrongSubscription("Đăng ký nhận sự kiện chưa đúng.", fields=problems)
    with transaction.atomic():
        row = _locked(subscription_id, client_id)
        _set(row, wanted)
        notice_silence.start_again(row, at=now())
        if row.state in (State.GONE.value, State.HELD.value):
            row.state = State.ACTIVE.value
        row.save()
        _audit("change", row, actor)
    return queries.as_subscription(row)


def pause(*, client_id: UUID, subscription_id: UUID, is_paused: bool, actor: Actor) -> Subscription:
    """Hold deliveries back, or let them go on from where they stopped, at once. What waits too long meanwhile is given up.

    Raises NoSubscription.
    """
    queries.guard(client_id, actor)
    with transaction.atomic():
        row = _locked(subscription_id, client_id)
        row.state = State.PAUSED.value if is_paused else State.ACTIVE.value
        if not is_paused:
            notice_silence.start_again(row, at=now())
        row.save(update_fields=["state", "failures", "failing_since", "warned_at"])
        _audit("pause" if is_paused else "resume", row, actor)
    return queries.as_subscription(row)


def remove(*, client_id: UUID, subscription_id: UUID, actor: Actor) -> None:
    """Nothing more is sent, and its secrets are forgotten; the log stays. Raises NoSubscription."""
    queries.guard(client_id, actor)
    with transaction.atomic():
        row = _locked(subscription_id, client_id)
        row.state, row.secret, row.old_secret = State.REMOVED.value, "", ""
        row.save(update_fields=["state", "secret", "old_secret"])
        give_up(row, "Đăng ký đã xóa.")
        _audit("remove", row, actor)


def rotate_secret(*, client_id: UUID, subscription_id: UUID, actor: Actor) -> NewSecret:
    """A new secret; until the overlap ends deliveries carry the signatures of both. Raises NoSubscription."""
    queries.guard(client_id, actor)
    with transaction.atomic():
        row = _locked(subscription_id, client_id)
        secret = signing.new_secret()
        row.old_secret, row.secret = row.secret, secret
        row.old_secret_until = now() + timedelta(hours=queries.rule().overlap_hours)
        row.save(update_fields=["secret", "old_secret", "old_secret_until"])
        _audit("rotate_secret", row, actor)
    return NewSecret(subscription=queries.as_subscription(row), secret=secret)


def give_up(row: SubscriptionRow, words: str) -> None:
    """Whatever waits for a subscription is over."""
    waiting = DeliveryRow.objects.filter(subscription=row, state=DeliveryState.WAITING.value)
    waiting.update(state=DeliveryState.DEAD.value, done_at=now(), words=words)


def _locked(subscription_id: UUID, client_id: UUID) -> SubscriptionRow:
    row = lock_row(queries.own_rows(client_id).filter(id=subscription_id)).first()
    if row is None:
        raise NoSubscription
    return row


def _set(row: SubscriptionRow, wanted: Wanted) -> None:
    row.title = clean(wanted.title)[:200]
    row.url, row.mode = wanted.url, wanted.mode.value
    row.events = list(dict.fromkeys(wanted.events))
    row.agency_ids = sorted(str(one) for one in wanted.agency_ids)


def _problems(wanted: Wanted, client: Client) -> dict[str, str]:
    problems = {}
    if wrong := addresses.problem(wanted.url, queries.allowed_networks()):
        problems["/url"] = wrong
    open_types = queries.types_of(client)
    if not wanted.events or len(wanted.events) > _MOST_EVENTS:
        problems["/events"] = f"Chọn từ 1 đến {_MOST_EVENTS} loại sự kiện."
    for at, one in enumerate(wanted.events):
        if not any(telling.fits((one,), name) for name in open_types):
            problems[f"/events/{at}"] = f"Không có sự kiện “{one[:80]}”, hoặc hệ thống này không được nhận."
    scope = access.client_scope(client)
    if any(not scope.allows(one) for one in wanted.agency_ids):
        problems["/agency_ids"] = "Có cơ quan mà hệ thống này không được xem."
    return problems


def _audit(deed: str, row: SubscriptionRow, actor: Actor) -> None:
    detail = {"client": str(row.client_id), "events": row.events, "mode": row.mode}
    access.record_write(actor=actor, act=f"webhooks.{deed}", target=("webhook", row.id), detail=detail)
