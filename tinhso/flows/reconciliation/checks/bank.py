"""The bank's statement beside the gateway's receipts: payments compares them day by day, here they only stand in the list."""

from collections.abc import Iterable
from datetime import datetime, time
from uuid import UUID

from django.urls import reverse

from tinhso.flows.reconciliation.naming import NOTHING, vnd
from tinhso.flows.reconciliation.types import Code, Examined, Found, Period, Rule, System
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import PROVINCE_TZ
from tinhso.services.payments import api as payments


class BankCheck:
    """Whatever is open there is open here, of whatever day; closed there, it is gone here."""

    system = System.BANK

    def subjects(self, period: Period) -> Iterable[UUID]:
        return {*(one.id for one in payments.open_differences()), *(one.id for one in payments.open_cases())}

    def examine(self, ids: tuple[UUID, ...], *, rule: Rule, actor: Actor) -> Examined:
        found = [
            Found(
                code=Code.BANK_DIFFERS,
                key=str(one.id),
                subject_id=one.id,
                ours=vnd(one.here_vnd or None),
                theirs=f"{vnd(one.there_vnd or None)} ({one.kind.words.lower()}, {one.number})",
                since=datetime.combine(one.day, time.min, PROVINCE_TZ),
                place=reverse("payments:difference", args=[one.id]),
            )
            for one in payments.open_differences()
            if one.id in ids
        ]
        found += [
            Found(
                code=Code.BANK_CASE,
                key=str(one.id),
                subject_id=one.id,
                ours=one.order_code or NOTHING,
                theirs=f"{one.kind.words}: {vnd(one.amount_vnd or None)}",
                since=one.opened_at,
                place=reverse("payments:case", args=[one.id]),
            )
            for one in payments.open_cases()
            if one.id in ids
        ]
        return Examined(count=len(ids), found=tuple(found))
