"""Send what is due: in order for each subject, again with growing pauses, given up after the rule's hours.

A delivery is marked before it leaves and settled after, so a killed sender costs a repetition and never a loss. Calls go out
side by side without the database; a receiver that is slow or down holds up nobody else, and is asked with one delivery at a
time until it answers.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import Client
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row, skip_locked
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.webhooks import queries
from tinhso.services.webhooks.actions import notice_silence
from tinhso.services.webhooks.actions.keep_subscription import give_up
from tinhso.services.webhooks.calling import Call, call
from tinhso.services.webhooks.domain import telling
from tinhso.services.webhooks.models import AttemptRow, DeliveryRow, SubscriptionRow
from tinhso.services.webhooks.types import DeliveryState, Outcome, Rule, State, Telling

_SIDE_BY_SIDE = 8
_OF_ONE = 20
# After so many failures in a row one delivery at a time asks whether the receiver is back.
_DOUBT = 3
_GONE = 410
_WAITING = DeliveryState.WAITING.value


@dataclass(frozen=True, kw_only=True)
class _Taken:
    row: DeliveryRow
    call: Call


def fan_out(record: EventRecord) -> int:
    """One delivery for each subscription that wants and may hear of the event; returns how many."""
    rows = SubscriptionRow.objects.filter(state__in=(State.ACTIVE.value, State.PAUSED.value, State.HELD.value))
    wanted = [row for row in rows if telling.fits(row.events, record.name)]
    clients: dict[object, Client | None] = {}
    made = []
    for row in wanted:
        if row.client_id not in clients:
            clients[row.client_id] = access.find_client(row.client_id)
        if _hears(row, clients[row.client_id], record):
            made.append(new_delivery(row, record, round_=0))
    DeliveryRow.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _hears(row: SubscriptionRow, client: Client | None, record: EventRecord) -> bool:
    if client is None or not queries.sees(client, record):
        return False
    told = queries.told_agencies(record)
    chosen = {str(one) for one in told or ()}
    return told is None or not row.agency_ids or bool(chosen & set(row.agency_ids))


def may_hear(row: SubscriptionRow, record: EventRecord) -> bool:
    """Whether a subscription may have this event now: rights and levels change between an event and its delivery."""
    return _hears(row, access.find_client(row.client_id), record)


def new_delivery(row: SubscriptionRow, record: EventRecord, *, round_: int) -> DeliveryRow:
    """A delivery that is due now, not yet written."""
    at = now()
    return DeliveryRow(
        subscription=row,
        event_id=record.id,
        event=record.name,
        aggregate_kind=record.aggregate_kind,
        aggregate_id=record.aggregate_id,
        seq=record.seq,
        round=round_,
        created_at=at,
        next_at=at,
    )


def send_due() -> int:
    """One round; returns how many deliveries were tried."""
    if not DeliveryRow.objects.filter(state=_WAITING, next_at__lte=now()).exists():
        return 0
    rule = queries.rule()
    taken = _take(rule)
    if not taken:
        return 0
    with ThreadPoolExecutor(max_workers=_SIDE_BY_SIDE) as pool:
        outcomes = list(pool.map(lambda one: call(one.call), taken))
    for one, outcome in zip(taken, outcomes, strict=True):
        _settle(one.row, outcome, rule)
    return len(taken)


def _take(rule: Rule) -> list[_Taken]:
    """Mark what goes out now: each first in line for its subject, of each receiver no more than it has earned."""
    at = now()
    with transaction.atomic():
        due = DeliveryRow.objects.filter(state=_WAITING, next_at__lte=at)
        receivers = SubscriptionRow.objects.filter(
            state=State.ACTIVE.value, id__in=due.order_by().values("subscription_id")
        )
        found = []
        for receiver in receivers:
            first = due.filter(subscription=receiver).exclude(Exists(_before())).order_by("next_at", "seq", "id")
            for row in skip_locked(first)[: 1 if receiver.failures >= _DOUBT else _OF_ONE]:
                row.subscription = receiver
                found += _prepare(row, at, rule)
    return found


def _before() -> QuerySet[DeliveryRow]:
    earlier = DeliveryRow.objects.filter(
        state=_WAITING, subscription=OuterRef("subscription"), aggregate_id=OuterRef("aggregate_id")
    )
    return earlier.filter(seq__lt=OuterRef("seq")) | earlier.filter(seq=OuterRef("seq"), round__lt=OuterRef("round"))


def _prepare(row: DeliveryRow, at: datetime, rule: Rule) -> list[_Taken]:
    """The call of a delivery; none when the receiver may not hear of it any more."""
    record = outbox.event_with(row.event_id)
    subscription = row.subscription
    if record is None or not may_hear(subscription, record):
        _end(row, DeliveryState.DEAD, "Hệ thống này không còn được nhận sự kiện đó.")
        return []
    row.tries += 1
    row.next_at = at + timedelta(seconds=rule.answer_seconds + rule.wait(row.tries))
    row.save(update_fields=["tries", "next_at"])
    told = telling.tell(record, address=settings.PUBLIC_ADDRESS)
    seconds = rule.answer_seconds
    ready = signed_call(subscription, told, at=at, seconds=seconds, is_replay=row.round > 0)
    return [_Taken(row=row, call=ready)]


def signed_call(
    subscription: SubscriptionRow, told: Telling, *, at: datetime, seconds: int, is_replay: bool = False
) -> Call:
    """A signed call, ready to go without the database."""
    return Call.of(
        url=str(subscription.url),
        telling=told,
        mode=queries.as_subscription(subscription).mode,
        secrets=queries.living_secrets(subscription, at),
        at=at,
        seconds=seconds,
        networks=queries.allowed_networks(),
        is_replay=is_replay,
    )


def _settle(row: DeliveryRow, outcome: Outcome, rule: Rule) -> None:
    at = now()
    with transaction.atomic():
        AttemptRow.objects.create(
            delivery=row,
            at=at,
            milliseconds=outcome.milliseconds,
            http_status=outcome.http_status,
            words=outcome.words[:300],
            answer=outcome.answer,
        )
        subscription = lock_row(SubscriptionRow.objects.filter(id=row.subscription_id)).get()
        row.http_status = outcome.http_status
        if outcome.is_done:
            _end(row, DeliveryState.DONE, "")
            notice_silence.took(subscription, at=at)
            return
        notice_silence.failed(subscription, at=at, rule=rule, is_gone=outcome.http_status == _GONE)
        if at >= row.created_at + timedelta(hours=rule.give_up_hours):
            _end(row, DeliveryState.DEAD, outcome.words)
        else:
            row.words = outcome.words[:300]
            row.next_at = at + timedelta(seconds=max(outcome.wait, rule.wait(row.tries)))
            row.save(update_fields=["http_status", "words", "next_at"])
        if outcome.http_status == _GONE:
            give_up(subscription, "Bên nhận trả lời 410: không nhận nữa.")


def _end(row: DeliveryRow, state: DeliveryState, words: str) -> None:
    row.state, row.words, row.done_at = state.value, words[:300], now()
    row.save(update_fields=["state", "words", "done_at", "http_status"])


def give_up_held(rule: Rule) -> int:
    """Deliveries held by a pause for longer than they would be tried; by a silent receiver, for longer than they can be replayed."""
    return _give_up_in(State.PAUSED, timedelta(hours=rule.give_up_hours), "Tạm dừng quá lâu.") + _give_up_in(
        State.HELD, timedelta(days=rule.replay_days), "Bên nhận không trả lời quá lâu."
    )


def _give_up_in(state: State, age: timedelta, words: str) -> int:
    held = DeliveryRow.objects.filter(state=_WAITING, created_at__lte=now() - age, subscription__state=state.value)
    return held.update(state=DeliveryState.DEAD.value, done_at=now(), words=words)


def sweep() -> int:
    """Forget what was done or given up so many days ago."""
    rule = queries.rule()
    give_up_held(rule)
    ended = DeliveryRow.objects.filter(done_at__lt=now() - timedelta(days=rule.log_days))
    return _forget(ended.values_list("id", flat=True)[:5000])


def _forget(ids: Iterable[UUID]) -> int:
    listed = list(ids)
    AttemptRow.objects.filter(delivery_id__in=listed).delete()
    return DeliveryRow.objects.filter(id__in=listed).delete()[0]
