"""Ask partners about attempts whose end is not known, until every one has a known end.

An attempt that nobody paid ends with its minutes; where the partner does not answer it is `unconfirmed`, an operator is
told, and it is asked on. Partners are asked outside any transaction.
"""

from datetime import timedelta

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import skip_locked
from tinhso.kernel.http import CertificateRefused
from tinhso.services.payments import queries
from tinhso.services.payments.actions.cases import open_case
from tinhso.services.payments.actions.end_attempt import end_attempt
from tinhso.services.payments.actions.take_money import take_money
from tinhso.services.payments.adapters.gateways import gateway_of
from tinhso.services.payments.domain import rules
from tinhso.services.payments.errors import PARTNER_FAILED, NoChannel, NoSecret
from tinhso.services.payments.models import AttemptRow, OrderRow
from tinhso.services.payments.types import AttemptState, CaseKind, OrderState, Outcome, Said, Verdict

_AT_ONCE = 200


def follow_up(*, actor: Actor) -> int:
    """Ask about everything that is due; returns how many attempts came to an end. Safe to run beside itself."""
    ended = sum(ask_about(row, actor=actor) in _ENDS for row in _take())
    _expire_orders(actor)
    return ended


_ENDS = (AttemptState.PAID, AttemptState.FAILED, AttemptState.EXPIRED)
_WITHOUT_MONEY = (AttemptState.FAILED.value, AttemptState.EXPIRED.value)


def _take() -> list[AttemptRow]:
    """The attempts that are due, each put off by its wait so that another round leaves it alone."""
    with transaction.atomic():
        due = AttemptRow.objects.filter(ask_at__lte=now()).order_by("ask_at")
        rows = list(skip_locked(due)[:_AT_ONCE])
        for row in rows:
            wait = timedelta(minutes=rules.next_ask(row.asked))
            # Never later than its end: every attempt is known within its minutes.
            next_at = now() + wait
            row.ask_at = min(next_at, row.until) if row.until > now() else next_at
            row.asked += 1
            row.save(update_fields=["ask_at", "asked"])
    return rows


def ask_about(row: AttemptRow, *, actor: Actor) -> AttemptState:
    """Ask the partner about one attempt and write down what follows; the state it is in then."""
    over = row.until <= now()
    try:
        way = queries.channel(row.channel)
        said = gateway_of(way).ask(row.reference)
    except (*PARTNER_FAILED, NoSecret, NoChannel) as lost:
        _silent(row, lost.message, over=over, certificate=isinstance(lost, CertificateRefused), actor=actor)
    else:
        _heard(row, said, over=over, actor=actor)
    return AttemptState(AttemptRow.objects.values_list("state", flat=True).get(id=row.id))


def _heard(row: AttemptRow, said: Said | None, *, over: bool, actor: Actor) -> None:
    if row.state in _WITHOUT_MONEY:
        # Asked once more after its end; the statement finds what comes later still.
        AttemptRow.objects.filter(id=row.id).update(ask_at=None)
    else:
        AttemptRow.objects.filter(id=row.id).update(words="")
    if said is not None and said.outcome is Outcome.PAID:
        receipt = take_money(channel=row.channel, said=said, source="asked", actor=actor)
        if receipt.verdict == Verdict.UNKNOWN_ORDER.value:
            return
    elif said is not None and said.outcome is Outcome.FAILED:
        end_attempt(reference=row.reference, channel=row.channel, to=AttemptState.FAILED, words=said.words, actor=actor)
    elif over:
        words = "Hết thời gian mà đơn vị thanh toán chưa nhận được tiền."
        end_attempt(reference=row.reference, channel=row.channel, to=AttemptState.EXPIRED, words=words, actor=actor)


def _silent(row: AttemptRow, words: str, *, over: bool, certificate: bool, actor: Actor) -> None:
    if row.state not in _WITHOUT_MONEY:
        AttemptRow.objects.filter(id=row.id).update(words=words[:300])
    if certificate:
        with transaction.atomic():
            open_case(CaseKind.CERTIFICATE, key=row.channel, channel=row.channel, words=words)
    if over:
        end_attempt(reference=row.reference, channel=row.channel, to=AttemptState.UNCONFIRMED, words=words, actor=actor)


def _expire_orders(actor: Actor) -> None:
    """Orders past their last instant, when no attempt of theirs may still bring the money."""
    due = OrderRow.objects.filter(state=OrderState.OPEN.value, expires_at__lte=now()).order_by("expires_at")
    for order_id in due.values_list("id", flat=True)[:_AT_ONCE]:
        with transaction.atomic():
            row = skip_locked(OrderRow.objects.filter(id=order_id, state=OrderState.OPEN.value)).first()
            if row is None or queries.open_attempts().filter(order_id=order_id).exists():
                continue
            row.state, row.ended_at = OrderState.EXPIRED.value, now()
            row.save(update_fields=["state", "ended_at"])
            detail = {"client": row.client}
            access.record_write(actor=actor, act="payments.expire_order", target=("payment", row.id), detail=detail)
