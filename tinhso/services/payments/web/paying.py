"""The payer's pages (C19, C20): what is to be paid, which way, whether it counted. The link is enough; no session is needed.

The payer comes back whenever they like, by the link or from their own list: the page says what is known, in words, and
never sends anybody to pay again while an earlier attempt may have taken the money.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option, Tone
from tinhso.kernel.clock import now
from tinhso.kernel.http import NoAnswer, NotSent, WrongAnswer
from tinhso.services.payments import api, queries
from tinhso.services.payments.errors import EarlierUnclear, NoChannel, NoSecret, OrderClosed
from tinhso.services.payments.types import Attempt, AttemptState, Channel, Order, OrderState
from tinhso.services.payments.web import telling
from tinhso.services.payments.web.pictures import qr_picture

_A_PAGE = 20


@require_GET
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """Everything the person has to pay or has paid, newest first."""
    page = Paginator(queries.own_orders(identity.actor_of(request)), _A_PAGE).get_page(request.GET.get("trang"))
    lines = [(order, *telling.of_order(order)) for order in map(queries.as_order, page.object_list)]
    return render(request, "payments/own.html", {"lines": lines, "page": page})


@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, token: str) -> HttpResponse:
    """One order: pay it, see whether it counted, have the receipt."""
    row = queries.by_token(token)
    found = queries.as_order(row)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            api.start_attempt(
                order_id=found.id, channel=request.POST.get("cach", "")[:60], actor=identity.actor_of(request)
            )
        except OrderClosed:
            messages.warning(request, gettext("Khoản này không còn chờ thanh toán; không cần trả nữa."))
            return redirect("payments:order", token=token)
        except EarlierUnclear:
            messages.warning(
                request, gettext("Lần trả trước chưa có trả lời. Đừng trả lại bây giờ; đợi ít phút rồi kiểm tra lại.")
            )
            return redirect("payments:order", token=token)
        except NoChannel:
            errors, status = {"cach": gettext("Chọn một cách trả.")}, 422
        except (NotSent, NoAnswer, WrongAnswer, NoSecret):
            errors = {
                "cach": gettext("Chưa nối được với đơn vị thanh toán, tiền chưa bị trừ. Thử lại hoặc chọn cách khác.")
            }
            status = 503
        else:
            return redirect("payments:order", token=token)
    return render(request, "payments/order.html", _context(request, found, errors), status=status)


def _context(request: HttpRequest, found: Order, errors: dict[str, str]) -> dict[str, object]:
    attempts = queries.attempts_of(found.id)
    waiting = next((one for one in attempts if one.state in _OPEN), None)
    # A waiting attempt may give way to another one after it was asked about.
    chooses = found.state is OrderState.OPEN and (waiting is None or "doi" in request.GET)
    ways = queries.channels_for(found.lines) if chooses else ()
    return {
        "order": found,
        "tag": telling.of_order(found),
        "waiting": waiting,
        "waits": waiting is not None and waiting.state is AttemptState.WAITING and waiting.until > now(),
        "picture": qr_picture(waiting.qr) if waiting is not None and waiting.qr else "",
        "to": queries.receiver_of(found, waiting.channel if waiting else ""),
        "way": _way(waiting),
        "last": next((one for one in attempts if one.state in _ENDED), None),
        "unclear": waiting is not None and waiting.state is AttemptState.UNCONFIRMED,
        "ways": [Option(value=one.code, text=_title(one)) for one in ways],
        "chosen": request.POST.get("cach", ""),
        "receipts": queries.receipts_of(found.id),
        "refunds": queries.refunds_of(found.id),
        "own": identity.actor_of(request).person_id is not None,
        "extra_vnd": _extra(found),
        "onward": address_of(found) if found.state is not OrderState.OPEN else "",
        "errors": errors,
    }


def _extra(found: Order) -> int:
    """Money that came beyond what was due and has not gone back."""
    due = found.amount_vnd if found.state is OrderState.SETTLED else 0
    return found.received_vnd - due - found.refunded_vnd


_OPEN = (AttemptState.CREATED, AttemptState.WAITING, AttemptState.UNCONFIRMED)
_ENDED = (AttemptState.FAILED, AttemptState.EXPIRED)


def _title(channel: Channel) -> str:
    return channel.title_en if get_language() == "en" else channel.title


def _way(attempt: Attempt | None) -> str:
    if attempt is None:
        return ""
    found = next((one for one in queries.channels() if one.code == attempt.channel), None)
    return _title(found) if found else attempt.channel


@require_POST
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the partner now. It is asked no more often than every few seconds for one order."""
    found = queries.as_order(queries.by_token(token))
    if telling.may_ask(found.id):
        found = api.ask_again(order_id=found.id, actor=identity.actor_of(request))
    if found.state is OrderState.SETTLED:
        messages.success(request, gettext("Đã nhận được tiền. Không cần trả lại."))
    else:
        messages.info(request, gettext("Chưa nhận được tiền. Nếu bạn vừa trả, đợi một phút rồi kiểm tra lại."))
    return redirect("payments:order", token=token)


@require_GET
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """What was paid, to print or keep. Not paid: back to the order."""
    found = queries.as_order(queries.by_token(token))
    if found.state is not OrderState.SETTLED:
        return redirect("payments:order", token=token)
    settled = next(one for one in queries.receipts_of(found.id) if one.id == found.settled_by)
    return render(request, "payments/receipt.html", {"order": found, "receipt": settled, "tone": Tone.GOOD})


def address_of(found: Order) -> str:
    """Where the payer goes on after it is settled: the asking system's page, where it gave one."""
    if not found.return_url:
        return ""
    joined = "&" if "?" in found.return_url else "?"
    return f"{found.return_url}{joined}{urlencode({'order': found.code, 'state': found.state.value})}"
