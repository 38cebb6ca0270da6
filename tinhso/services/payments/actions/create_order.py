"""Write down what is to be paid; asked twice with the same key it is one order. Cancel one that nobody paid."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key, lock_row
from tinhso.kernel.errors import Denied
from tinhso.kernel.text import clean
from tinhso.services.payments import queries
from tinhso.services.payments.domain.references import new_reference
from tinhso.services.payments.errors import KeyReused, NoOrder, OrderClosed, WrongOrder
from tinhso.services.payments.models import OrderRow
from tinhso.services.payments.types import Line, Order, OrderState, Payer

_MOST_LINES, _MOST_VND = 50, 10**12
FACTS = frozenset(
    {
        "service_code",
        "service_title",
        "procedure_code",
        "procedure_title",
        "agency_code",
        "agency_title",
        "dossier_code",
    }
)


def create_order(
    *,
    lines: Sequence[Line],
    payer: Payer,
    reference: str,
    purpose: str,
    idempotency_key: str,
    client: str,
    return_url: str,
    expires_at: datetime | None,
    facts: Mapping[str, str],
    actor: Actor,
) -> Order:
    if actor.is_anonymous:
        raise Denied("Cần đăng nhập để lập khoản thanh toán.")
    _check(lines, reference, idempotency_key, facts)
    fingerprint = _fingerprint(lines, payer, reference, purpose, return_url, facts)
    with transaction.atomic():
        lock_key(f"payments.order:{client}:{idempotency_key}")
        known = OrderRow.objects.filter(client=client, idempotency_key=idempotency_key).first()
        if known is not None:
            if bytes(known.fingerprint) != fingerprint:
                raise KeyReused("Khóa chống trùng này đã dùng cho một khoản khác.")
            return queries.as_order(known)
        row = OrderRow.objects.create(
            code=new_reference("DH"),
            client=client,
            reference=reference,
            purpose=clean(purpose)[:200],
            lines=[asdict(line) for line in lines],
            facts=dict(facts),
            amount_vnd=sum(line.amount_vnd for line in lines),
            payer_kind=payer.holder.kind if payer.holder else "",
            payer_id=payer.holder.id if payer.holder else None,
            payer={"name": payer.name, "personal_number": payer.personal_number, "address": payer.address},
            state=OrderState.OPEN.value,
            idempotency_key=idempotency_key,
            fingerprint=fingerprint,
            return_url=return_url,
            created_at=now(),
            expires_at=expires_at,
        )
        detail = {"client": client, "amount_vnd": row.amount_vnd, "lines": len(lines)}
        access.record_write(actor=actor, act="payments.create_order", target=("payment", row.id), detail=detail)
    return replace(queries.as_order(row), is_new=True)


def cancel_order(*, order_id: UUID, reason: str, actor: Actor) -> Order:
    if actor.is_anonymous:
        raise Denied("Cần đăng nhập để hủy khoản thanh toán.")
    with transaction.atomic():
        row = lock_row(OrderRow.objects.filter(id=order_id)).first()
        if row is None:
            raise NoOrder
        if row.state == OrderState.CANCELLED.value:
            return queries.as_order(row)
        if row.state != OrderState.OPEN.value:
            raise OrderClosed("Khoản này đã thanh toán hoặc hết hạn, không hủy được; tiền đã nộp thì hoàn lại.")
        row.state, row.ended_at = OrderState.CANCELLED.value, now()
        row.save(update_fields=["state", "ended_at"])
        detail = {"client": row.client, "why": clean(reason)[:200]}
        access.record_write(actor=actor, act="payments.cancel_order", target=("payment", row.id), detail=detail)
    return queries.as_order(row)


def _check(lines: Sequence[Line], reference: str, key: str, facts: Mapping[str, str]) -> None:
    problems: dict[str, str] = {}
    if not 0 < len(lines) <= _MOST_LINES:
        problems["/lines"] = f"Cần từ 1 đến {_MOST_LINES} khoản."
    for number, line in enumerate(lines):
        if isinstance(line.amount_vnd, bool) or not 0 < line.amount_vnd < _MOST_VND:
            problems[f"/lines/{number}/amount_vnd"] = "Số tiền là số đồng nguyên, lớn hơn 0."
        if not clean(line.title):
            problems[f"/lines/{number}/title"] = "Ghi tên khoản phải nộp."
        if not _is_account(line):
            problems[f"/lines/{number}/beneficiary"] = (
                "Tài khoản nhận tiền: ngân hàng 6 chữ số, số tài khoản, chủ tài khoản."
            )
    if not reference or len(reference) > 80:
        problems["/reference"] = "Cần mã tham chiếu, nhiều nhất 80 ký tự."
    if not key or len(key) > 120:
        problems["/idempotency_key"] = "Cần khóa chống trùng, nhiều nhất 120 ký tự."
    if not set(facts) <= FACTS:
        problems["/facts"] = "Có mục không biết: " + ", ".join(sorted(set(facts) - FACTS)) + "."
    if problems:
        raise WrongOrder("Khoản thanh toán chưa đúng.", fields=problems)


def _is_account(line: Line) -> bool:
    to = line.beneficiary
    is_bank = len(to.bank) == 6 and to.bank.isascii() and to.bank.isdigit()
    return is_bank and to.account.isascii() and to.account.isalnum() and 4 <= len(to.account) <= 19 and bool(to.holder)


def _fingerprint(
    lines: Sequence[Line], payer: Payer, reference: str, purpose: str, return_url: str, facts: Mapping[str, str]
) -> bytes:
    """Says of two askings whether they mean the same; keyed by nothing, since it never leaves the row."""
    holder = f"{payer.holder.kind}:{payer.holder.id}" if payer.holder else ""
    told = [[asdict(line) for line in lines], holder, reference, purpose, return_url, dict(facts)]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).digest()
