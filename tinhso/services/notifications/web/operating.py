"""The operator's page: what did not go and why in words, what is tried again when, whom nobody has reached."""

from typing import Any
from uuid import UUID

from django.contrib import messages as flashes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import FilterField, Option
from tinhso.kernel.errors import DomainError
from tinhso.services.notifications import api, delivery_log
from tinhso.services.notifications.types import Channel, MessageState

_AT_MOST = 50
_VIEWS = {
    "hong": ("Không gửi được", (MessageState.FAILED,), False),
    "khong-ro": ("Không rõ đã đi chưa", (MessageState.UNCERTAIN,), False),
    "thu-lai": ("Đang chờ thử lại", (MessageState.WAITING, MessageState.SENDING), True),
}
_UNREACHED = "chua-bao-duoc"


@login_required
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest) -> HttpResponseBase:
    """One view of the queue; a button lets one message be tried again."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act=api.MANAGE, agency_id=access.Whose.NO_AGENCY)
    view = request.GET.get("xem", "hong")
    view = view if view in _VIEWS or view == _UNREACHED else "hong"
    channel = next((one for one in Channel if one.value == request.GET.get("kenh", "")), None)
    error = ""
    if request.method == "POST":
        error = _retry(request, actor)
        if not error:
            return redirect(request.get_full_path())
    context: dict[str, Any] = {
        "title": "Chưa báo được cho người dân" if view == _UNREACHED else _VIEWS[view][0],
        "view": view,
        "fields": _fields(view, channel),
        "tallies": _tallies(),
        "error": error,
        "errors": {"": error} if error else {},
        "at_most": _AT_MOST,
        "rows": [],
        "unreached": [],
    }
    if view == _UNREACHED:
        context["unreached"] = delivery_log.unreached(limit=_AT_MOST)
    else:
        _, states, retried = _VIEWS[view]
        context["rows"] = delivery_log.messages(states, limit=_AT_MOST, channel=channel, retried=retried)
    return render(request, "notifications/operating.html", context, status=422 if error else 200)


def _retry(request: HttpRequest, actor: Any) -> str:
    try:
        api.send_again(message_id=UUID(request.POST.get("message", "")), actor=actor)
    except ValueError:
        return "Không có thư, tin nhắn hỏng nào mang mã này."
    except DomainError as refused:
        return refused.message
    flashes.success(request, "Sẽ gửi lại trong ít phút.")
    return ""


def _fields(view: str, channel: Channel | None) -> tuple[FilterField, ...]:
    views = (*((key, one[0]) for key, one in _VIEWS.items()), (_UNREACHED, "Chưa báo được cho người dân"))
    channels = [Option(value="", text="Mọi kênh")] + [Option(value=one.value, text=one.words) for one in Channel]
    return (
        FilterField(
            name="xem", label="Xem", kind="select", value=view, options=tuple(Option(value=k, text=t) for k, t in views)
        ),
        FilterField(
            name="kenh", label="Kênh", kind="select", value=channel.value if channel else "", options=tuple(channels)
        ),
    )


def _tallies() -> list[tuple[str, list[tuple[str, int]]]]:
    """For each channel how many wait, hang or ended badly."""
    found = api.counts()
    shown = []
    for channel in Channel:
        states = [(state.words, found[channel, state]) for state in MessageState if found.get((channel, state))]
        if states:
            shown.append((channel.words, states))
    return shown
