"""The payment gateway for other systems of the province: orders, their state, refunds. A client sees its own orders only.

Authentication: `Authorization: Bearer <key>`. Repeating a request with the same Idempotency-Key gives the same order.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja import Field, Header, Query, Router, Schema
from ninja import Status as HttpStatus
from ninja.security import HttpBearer

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import Client
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.errors import Denied, TooMany
from tinhso.services.payments import api, clients
from tinhso.services.payments.types import Line, Order, Payer

_MOST_WRONG_KEYS, _MINUTE = 30, 60


class ClientKey(HttpBearer):
    """The key of a client; many wrong ones from one address are turned away for a minute."""

    def authenticate(self, request: HttpRequest, token: str) -> Client | None:
        counter = f"payments.wrong_keys.{request.META.get('REMOTE_ADDR', '')}"
        if cache.get(counter, 0) >= _MOST_WRONG_KEYS:
            raise TooMany("Quá nhiều lần sai khóa; thử lại sau một phút.")
        found = access.client_by_key(token[:200])
        if found is None:
            cache.set(counter, cache.get(counter, 0) + 1, _MINUTE)
        return found


router = Router(auth=ClientKey())


class LineIn(Schema):
    code: Annotated[str, Field(min_length=1, max_length=80, description="Mã của bạn cho khoản này; trả về nguyên vẹn")]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    amount_vnd: Annotated[int, Field(gt=0, lt=10**12, description="Số đồng nguyên")]
    account: Annotated[str, Field(max_length=60, description="Mã tài khoản nhận trong định nghĩa của hệ thống bạn")]


class PayerIn(Schema):
    name: Annotated[str, Field(max_length=200)] = ""
    personal_number: Annotated[str, Field(max_length=20)] = ""
    address: Annotated[str, Field(max_length=300)] = ""


class OrderIn(Schema):
    """`reference` is yours and opaque. `return_url` must begin with an address of your definition."""

    reference: Annotated[str, Field(min_length=1, max_length=80)]
    purpose: Annotated[str, Field(min_length=1, max_length=200)]
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=50)]
    payer: PayerIn = PayerIn()
    return_url: Annotated[str, Field(max_length=500)] = ""
    expires_at: datetime | None = None


class ReceiptOut(Schema):
    amount_vnd: int
    paid_at: datetime
    channel: str
    transaction: str
    verdict: str


class RefundOut(Schema):
    id: UUID
    amount_vnd: int
    state: str


class OrderOut(Schema):
    """`pay_url`: send the payer there. `received_vnd` above `amount_vnd` = paid twice; the province gives it back."""

    id: UUID
    code: str
    reference: str
    state: str
    amount_vnd: int
    received_vnd: int
    refunded_vnd: int
    pay_url: str
    created_at: datetime
    settled_at: datetime | None
    expires_at: datetime | None
    receipts: list[ReceiptOut]
    refunds: list[RefundOut]


class OrdersOut(Schema):
    items: list[OrderOut]


class RefundIn(Schema):
    amount_vnd: Annotated[int, Field(gt=0, lt=10**12)]
    reason: Annotated[str, Field(min_length=5, max_length=500)]


class CancelIn(Schema):
    reason: Annotated[str, Field(min_length=5, max_length=200)]


def _client(request: HttpRequest, scope: str) -> tuple[Client, Actor]:
    """Raises Denied without the scope."""
    client: Client = request.auth  # type: ignore[attr-defined]
    if scope not in client.scopes:
        raise Denied(f"Khóa này không có phạm vi {scope}.")
    return client, Actor(channel=Channel.API, client_id=client.id)


@router.post("/payments/orders", response={201: OrderOut, 200: OrderOut}, summary="Lập khoản thanh toán")
def create_order(
    request: HttpRequest,
    body: OrderIn,
    key: Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=120)],
) -> HttpStatus[dict[str, Any]]:
    client, actor = _client(request, "payments.create")
    accounts = clients.accounts_of(client.code)
    lines = [
        Line(
            code=one.code,
            title=one.title,
            amount_vnd=one.amount_vnd,
            beneficiary=clients.account(accounts, one.account, at),
        )
        for at, one in enumerate(body.lines)
    ]
    known = clients.has_key(client.code, key)
    made = api.create_order(
        lines=lines,
        payer=Payer(name=body.payer.name, personal_number=body.payer.personal_number, address=body.payer.address),
        reference=body.reference,
        purpose=body.purpose,
        idempotency_key=key,
        client=client.code,
        return_url=clients.allowed_return(client.code, body.return_url),
        expires_at=body.expires_at,
        actor=actor,
    )
    return HttpStatus(200 if known else 201, _out(made))


@router.get("/payments/orders", response=OrdersOut, summary="Các khoản theo mã tham chiếu của bạn")
def list_orders(request: HttpRequest, reference: Annotated[str, Query(min_length=1, max_length=80)]) -> dict[str, Any]:
    client, _ = _client(request, "payments.read")
    return {"items": [_out(one) for one in api.orders_for(reference, client=client.code)[:100]]}


@router.get("/payments/orders/{uuid:order_id}", response=OrderOut, summary="Một khoản, tình trạng và tiền đã nhận")
def read_order(request: HttpRequest, order_id: UUID) -> dict[str, Any]:
    client, _ = _client(request, "payments.read")
    return _out(clients.order_of_client(order_id, client.code))


@router.post("/payments/orders/{uuid:order_id}/cancel", response=OrderOut, summary="Hủy khoản chưa thanh toán")
def cancel_order(request: HttpRequest, order_id: UUID, body: CancelIn) -> dict[str, Any]:
    client, actor = _client(request, "payments.create")
    clients.order_of_client(order_id, client.code)
    return _out(api.cancel_order(order_id=order_id, reason=body.reason, actor=actor))


@router.post("/payments/orders/{uuid:order_id}/refunds", response={201: OrderOut}, summary="Đề nghị hoàn tiền")
def ask_refund(request: HttpRequest, order_id: UUID, body: RefundIn) -> HttpStatus[dict[str, Any]]:
    """An officer of the province approves it; its state comes with the order and by notice."""
    client, actor = _client(request, "payments.refund")
    clients.order_of_client(order_id, client.code)
    api.refund(order_id=order_id, amount_vnd=body.amount_vnd, reason=body.reason, actor=actor)
    return HttpStatus(201, _out(clients.order_of_client(order_id, client.code)))


def _out(order: Order) -> dict[str, Any]:
    receipts = [
        {
            "amount_vnd": one.amount_vnd,
            "paid_at": one.paid_at,
            "channel": one.channel,
            "transaction": one.transaction,
            "verdict": one.verdict.value,
        }
        for one in api.receipts_of(order.id)
    ]
    refunds = [
        {"id": one.id, "amount_vnd": one.amount_vnd, "state": one.state.value} for one in api.refunds_of(order.id)
    ]
    return {
        "id": order.id,
        "code": order.code,
        "reference": order.reference,
        "state": order.state.value,
        "amount_vnd": order.amount_vnd,
        "received_vnd": order.received_vnd,
        "refunded_vnd": order.refunded_vnd,
        "pay_url": f"{settings.PUBLIC_ADDRESS}/thanh-toan/{order.token}/",
        "created_at": order.created_at,
        "settled_at": order.settled_at,
        "expires_at": order.expires_at,
        "receipts": receipts,
        "refunds": refunds,
    }
