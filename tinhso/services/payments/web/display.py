"""The screen at the counter that faces the payer: the present order with its amount and QR, then that the money came.

It asks nothing of anybody and needs no script: the answer's Refresh header reads it anew every few seconds; `?dung` stands still,
for whoever reads it slowly.
"""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tinhso.kernel.clock import now
from tinhso.services.payments import queries
from tinhso.services.payments.types import AttemptState, OrderState
from tinhso.services.payments.web.pictures import qr_picture

# How long "received" stays before the screen is ready for the next one.
_THANKS = timedelta(minutes=2)
_EVERY_S = 4


@require_GET
def display(request: HttpRequest, token: str) -> HttpResponse:
    """Idle, waiting for money, or received."""
    row = queries.display_by_token(token)
    order = queries.as_order(row.order) if row.order is not None else None
    state, picture, way = "idle", "", ""
    if order is not None and order.state is OrderState.SETTLED:
        state = "paid" if order.settled_at is not None and order.settled_at > now() - _THANKS else "idle"
    elif order is not None and order.state is OrderState.OPEN:
        waiting = next((one for one in queries.attempts_of(order.id) if one.qr), None)
        open_now = waiting is not None and waiting.state is AttemptState.WAITING and waiting.until > now()
        state = "waiting" if open_now else "over"
        way = waiting.channel if waiting is not None else ""
        picture = qr_picture(waiting.qr) if waiting is not None and open_now else ""
    context = {
        "state": state,
        "order": order,
        "label": row.label,
        "picture": picture,
        "to": order and queries.receiver_of(order, way),
    }
    response = render(request, "payments/display.html", {**context, "still": "dung" in request.GET})
    if "dung" not in request.GET:
        response.headers["Refresh"] = str(_EVERY_S)
    return response
