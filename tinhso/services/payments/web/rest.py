"""The payment gateway for other systems of the province: orders, their state, refunds. A client sees its own orders only.

Authentication: `Authorization: Bearer <key or token>`. Repeating a request with the same Idempotency-Key gives the same answer.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja import Status as HttpStatus

from tinhso.foundation.rest import api as rest
from tinhso.services.payments import api, clients
from tinhso.services.payments.types import Line, Order, Payer

router = Router()
READ, CREATE, REFUND = rest.Scoped("payments.read"), rest.Scoped("payments.create"), rest.Scoped("payments.refund")


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
    next_cursor: str


class RefundIn(Schema):
    amount_vnd: Annotated[int, Field(gt=0, lt=10**12)]
    reason: Annotated[str, Field(min_length=5, max_length=500)]


class CancelIn(Schema):
    reason: Annotated[str, Field(min_length=5, max_length=200)]


@router.post(
    "/payments/orders",
    auth=CREATE,
    response={201: OrderOut, 200: OrderOut},
    summary="Lập khoản thanh toán",
    openapi_extra=rest.example(
        body={
            "reference": "ve-000123",
            "purpose": "Vé gửi xe tháng 12",
            "lines": [{"code": "ve", "title": "Vé gửi xe tháng", "amount_vnd": 120000, "account": "chinh"}],
        }
    ),
)
def create_order(
    request: HttpRequest,
    body: OrderIn,
    key: rest.IdempotencyKey,
) -> HttpStatus[dict[str, Any]]:
    client, actor = rest.client_of(request)
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
    return HttpStatus(201 if made.is_new else 200, _out(made))


@router.get(
    "/payments/orders",
    auth=READ,
    response=OrdersOut,
    summary="Các khoản theo mã tham chiếu của bạn",
    openapi_extra=rest.example(query={"reference": "ve-000123"}),
)
def list_orders(
    request: HttpRequest,
    reference: Annotated[str, Query(min_length=1, max_length=80)],
    cursor: rest.Cursor = "",
    limit: rest.Limit = 100,
) -> dict[str, Any]:
    client, _ = rest.client_of(request)
    found = api.orders_for(reference, client=client.code)
    page = rest.told_next(
        request, rest.by_place(lambda n: found[:n], cursor=cursor, limit=limit, place=f"orders.{client.id}.{reference}")
    )
    return {"items": [_out(one) for one in page.items], "next_cursor": page.next_cursor}


@router.get(
    "/payments/orders/{uuid:order_id}",
    auth=READ,
    response=OrderOut,
    summary="Một khoản, tình trạng và tiền đã nhận",
    openapi_extra=rest.example(path={"order_id": "$ORDER_ID"}),
)
def read_order(request: HttpRequest, order_id: UUID) -> dict[str, Any]:
    client, _ = rest.client_of(request)
    return _out(clients.order_of_client(order_id, client.code))


@router.post(
    "/payments/orders/{uuid:order_id}/cancel",
    auth=CREATE,
    response=OrderOut,
    summary="Hủy khoản chưa thanh toán",
    openapi_extra=rest.example(path={"order_id": "$ORDER_ID"}, body={"reason": "Khách đổi ý"}),
)
def cancel_order(
    request: HttpRequest, order_id: UUID, body: CancelIn, key: rest.IdempotencyKey
) -> HttpStatus[Mapping[str, Any]]:
    client, actor = rest.client_of(request)

    def cancel() -> tuple[int, dict[str, Any]]:
        clients.order_of_client(order_id, client.code)
        return 200, _out(api.cancel_order(order_id=order_id, reason=body.reason, actor=actor))

    return rest.once(request, key, cancel)


@router.post(
    "/payments/orders/{uuid:order_id}/refunds",
    auth=REFUND,
    response={201: OrderOut},
    summary="Đề nghị hoàn tiền",
    openapi_extra=rest.example(
        path={"order_id": "$PAID_ORDER_ID"}, body={"amount_vnd": 20000, "reason": "Trả lại một phần"}
    ),
)
def ask_refund(
    request: HttpRequest, order_id: UUID, body: RefundIn, key: rest.IdempotencyKey
) -> HttpStatus[Mapping[str, Any]]:
    """An officer of the province approves it; its state comes with the order and by notice."""
    client, actor = rest.client_of(request)

    def ask() -> tuple[int, dict[str, Any]]:
        clients.order_of_client(order_id, client.code)
        api.refund(order_id=order_id, amount_vnd=body.amount_vnd, reason=body.reason, actor=actor)
        return 201, _out(clients.order_of_client(order_id, client.code))

    return rest.once(request, key, ask)


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
