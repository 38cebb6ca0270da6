"""The list of letters: to send, to hand over, on the way, not delivered, contradictions; the pool of numbers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import SlotContent
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.services.post import api, queries
from tinhso.services.post.web.duty import on_duty

_TITLES = {
    "gui": "Cần gửi",
    "giao": "Chờ bưu tá nhận",
    "dang-di": "Đang đi",
    "khong-giao-duoc": "Không giao được",
    "xong": "Đã xong",
}
_FINDINGS = "mau-thuan"
_MOST_BYTES = 2_000_000


@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """`loc`: which letters; `tu`: how many were shown before. A manager imports numbers here."""
    actor = on_duty(request)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            count = _import(request, actor)
        except (Invalid, Conflict) as refused:
            errors, status = refused.by_box("viec"), refused.status
        else:
            messages.success(request, f"Đã nhập {count} số vận đơn.")
            return redirect("post:letters")
    return render(request, "post/letters.html", _context(request, actor, errors), status=status)


def _import(request: HttpRequest, actor: Actor) -> int:
    upload = request.FILES.get("file")
    if upload is None:
        first, last = request.POST.get("first", "")[:40], request.POST.get("last", "")[:40]
        return api.import_range(first=first, last=last, actor=actor)
    content = upload.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise Invalid("Tệp quá lớn.", fields={"/file": "Tệp không quá 2 MB."})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("Tệp không đọc được.", fields={"/file": "Tệp phải là văn bản UTF-8, mỗi dòng một số."}) from None
    return api.import_list(text=text, actor=actor)


def _context(request: HttpRequest, actor: Actor, errors: dict[str, str]) -> dict[str, Any]:
    operates = access.can(actor=actor, act=queries.OPERATE, agency_id=actor.agency_id)
    views = dict(_TITLES) if operates else {key: _TITLES[key] for key in ("giao", "dang-di", "khong-giao-duoc", "xong")}
    if operates:
        views[_FINDINGS] = "Mâu thuẫn"
    view = request.GET.get("loc", "")
    view = view if view in views else next(iter(views))
    text = request.GET.get("tu", "")
    after = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    orders, more = ((), False) if view == _FINDINGS else queries.list_orders(view=view, actor=actor, after=after)
    counts = queries.count_views(actor=actor)
    return {
        "views": [(key, title, counts.get(key, 0)) for key, title in views.items()],
        "view": view,
        "title": views[view],
        "orders": orders,
        "next": after + queries.PAGE if more else 0,
        "findings": queries.findings(actor=actor) if view == _FINDINGS else (),
        "silent": queries.silent(actor=actor) if view == _FINDINGS else (),
        "pools": api.pools() if operates else (),
        "manages": access.can(actor=actor, act=queries.MANAGE, agency_id=access.Whose.NO_AGENCY),
        "last_news": api.last_news(),
        "is_on": api.is_on(),
        "posted": request.POST,
        "errors": errors,
    }


def waiting(request: HttpRequest) -> SlotContent | None:
    """On the officer's home page: letters that were not delivered, contradictions, numbers that run out."""
    actor = identity.actor_of(request)
    if not access.can(actor=actor, act=queries.OPERATE, agency_id=actor.agency_id):
        return None
    counts = queries.count_views(actor=actor)
    shown = {"failed": counts["khong-giao-duoc"], "findings": counts[_FINDINGS]}
    low = [one for one in api.pools() if one.is_low and one.used]
    if not any(shown.values()) and not low:
        return None
    return SlotContent(template="post/waiting.html", context={**shown, "low": low})
