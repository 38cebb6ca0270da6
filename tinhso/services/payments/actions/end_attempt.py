"""An attempt ends without money, or nobody can say: only where the table of transitions lets it."""

from datetime import datetime, timedelta

from django.db import transaction

from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.outbox.api import publish
from tinhso.services.payments.actions.cases import open_case, settle_itself
from tinhso.services.payments.domain import rules
from tinhso.services.payments.events import PaymentFailed
from tinhso.services.payments.models import AttemptRow, OrderRow
from tinhso.services.payments.types import AttemptState, CaseKind

_ENDS = (AttemptState.FAILED, AttemptState.EXPIRED)
# A payer may still finish on the bank's page, and its notice be lost.
_LATE = timedelta(hours=1)


def end_attempt(*, reference: str, channel: str, to: AttemptState, words: str, actor: Actor) -> bool:
    """Whether it went over; a late "failed" after money, or a second one, changes nothing."""
    with transaction.atomic():
        # The order's lock is taken first everywhere, so that two rounds never wait for each other.
        found = (
            AttemptRow.objects.filter(reference=reference, channel=channel).values_list("order_id", flat=True).first()
        )
        if found is None:
            return False
        order = lock_row(OrderRow.objects.filter(id=found)).get()
        row = AttemptRow.objects.get(reference=reference, channel=channel)
        if to not in rules.ATTEMPT[AttemptState(row.state)]:
            return False
        row.state, row.words = to.value, words[:300]
        if to in _ENDS:
            row.ended_at, row.ask_at = now(), _last_question(row, to)
            settle_itself(CaseKind.PARTNER_SILENT, key=reference, words="Đơn vị thanh toán đã báo: chưa nhận tiền.")
            publish(
                PaymentFailed(
                    order_id=order.id,
                    client=order.client,
                    reference=order.reference,
                    attempt_id=row.id,
                    outcome=to.value,
                ),
                aggregate=("payment", order.id),
                actor=actor,
            )
        else:
            open_case(
                CaseKind.PARTNER_SILENT,
                key=reference,
                channel=channel,
                order=order,
                amount_vnd=order.amount_vnd,
                words=words,
            )
        row.save(update_fields=["state", "words", "ended_at", "ask_at"])
    return True


def _last_question(row: AttemptRow, to: AttemptState) -> datetime:
    """When the partner is asked once more, although the attempt has ended: what came late shall not be lost."""
    return row.until if to is AttemptState.FAILED and row.until > now() else max(now(), row.until) + _LATE
