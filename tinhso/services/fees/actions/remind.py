"""Dues whose time to pay runs out are told once on each day that their rule names."""

from datetime import timedelta

from django.db import transaction

from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.services.fees import ledger, queries
from tinhso.services.fees.events import DueReminded
from tinhso.services.fees.models import Due, Reminder
from tinhso.services.fees.types import DueState

_EARLIEST = timedelta(days=31)


def remind_unpaid(*, actor: Actor) -> int:
    """Say which open dues end soon (`fee.reminded`); returns how many. Each is its own transaction."""
    at = now()
    told = 0
    for row in Due.objects.filter(state=DueState.OPEN, pay_by__gt=at, pay_by__lt=at + _EARLIEST).order_by("pay_by"):
        assert row.pay_by is not None
        left = (local(row.pay_by).date() - local(at).date()).days
        rule = queries.rule_version(row.rule_version_id) if row.rule_version_id else None
        days = rule.advance.remind_days_before if rule is not None and rule.advance is not None else ()
        nearest = min((day for day in days if day >= left), default=None)
        if nearest is None or Reminder.objects.filter(due=row, days_before=nearest).exists():
            continue
        with transaction.atomic():
            (locked,) = ledger.lock_dues([row.id])
            if locked.state == DueState.OPEN:
                Reminder.objects.create(due=locked, days_before=nearest)
                ledger.tell(
                    locked, DueReminded, at=at, actor=actor,
                    amount_vnd=locked.amount_vnd - locked.paid_vnd, days_left=left,
                )  # fmt: skip
                told += 1
    return told
