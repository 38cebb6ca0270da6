"""C39: which messages a person gets besides the inbox, by kind and channel, at which hours, in which language."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import time
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Invalid
from tinhso.services.notifications import addresses, api, queries
from tinhso.services.notifications.types import Channel, NoticeKind, Preferences
from tinhso.services.notifications.web.shells import CITIZEN, OFFICER, Shell, officers_only


@require_http_methods(["GET", "POST"])
def ways(request: HttpRequest) -> HttpResponseBase:
    """What a citizen wants; the inbox has everything in any case."""
    return _ways(request, CITIZEN)


@officers_only
@require_http_methods(["GET", "POST"])
def officer_ways(request: HttpRequest) -> HttpResponseBase:
    """What an officer wants."""
    return _ways(request, OFFICER)


def _ways(request: HttpRequest, shell: Shell) -> HttpResponseBase:
    actor = identity.actor_of(request)
    if actor.person_id is None:
        return redirect_to_login(request.get_full_path())
    kinds = queries.kinds_for(shell.audience)
    wants, errors = queries.preferences_of(actor.person_id), {}
    if request.method == "POST":
        try:
            wants = _read(request.POST, kinds, wants)
            api.choose(wants=wants, audience=shell.audience, actor=actor)
        except Invalid as refused:
            errors = {_field(pointer): gettext(text) for pointer, text in refused.fields.items()}
        else:
            messages.success(request, gettext("Đã lưu cách nhận thông báo."))
            return redirect(shell.ways)
    context = {
        "shell_template": shell.template,
        "inbox": shell.inbox,
        "groups": _groups(kinds, wants, addresses.bad_channels(actor.person_id, actor=actor), errors, actor),
        "wants": wants,
        "errors": errors,
        "quiet_from": request.POST.get("quiet_from", _hour(wants.quiet_from)),
        "quiet_to": request.POST.get("quiet_to", _hour(wants.quiet_to)),
        "languages": [Option(value="vi", text="Tiếng Việt"), Option(value="en", text="English")],
        "digest": [Option(value="1", text=gettext("Gom thông báo ít gấp vào một thư cuối ngày"))],
        "rule": queries.rule(),
    }
    return render(request, "notifications/ways.html", context, status=422 if errors else 200)


def _groups(
    kinds: Iterable[NoticeKind], wants: Preferences, bad: dict[Channel, str], errors: dict[str, str], actor: Actor
) -> list[dict[str, Any]]:
    english = get_language() == "en"
    has_push = queries.has_push(actor.person_id) if actor.person_id else False
    groups = []
    for kind in kinds:
        offered = queries.channels_of(kind.code)
        options = [
            Option(value=channel.value, text=gettext(_WORDS[channel]), hint=_hint(channel, bad, has_push))
            for channel in Channel
            if channel in offered
        ]
        name = f"k-{kind.code}"
        groups.append(
            {
                "name": name,
                "title": kind.title_en if english else kind.title,
                "hint": kind.hint_en if english else kind.hint,
                "options": options,
                "chosen": [channel.value for channel in offered if wants.wants(kind.code, channel)],
                "error": errors.get(name, ""),
            }
        )
    return [group for group in groups if group["options"]]


_WORDS = {
    Channel.EMAIL: "Thư điện tử",
    Channel.SMS: "Tin nhắn SMS",
    Channel.ZALO: "Zalo",
    Channel.PUSH: "Thông báo trên trình duyệt",
}


def _hint(channel: Channel, bad: dict[Channel, str], has_push: bool) -> str:
    if channel is Channel.PUSH:
        return "" if has_push else gettext("Chưa bật trên trình duyệt nào.")
    if channel in bad:
        return gettext("Hiện không gửi được tới địa chỉ của bạn: %(why)s") % {"why": gettext(bad[channel])}
    return gettext("Không dấu, không có liên kết.") if channel is Channel.SMS else ""


def _read(posted: QueryDict, kinds: Iterable[NoticeKind], before: Preferences) -> Preferences:
    """What was sent. Raises Invalid for hours that are none; what was chosen of other audiences stays."""
    mine = {kind.code for kind in kinds}
    off = {pair for pair in before.off if pair[0] not in mine}
    for kind in mine:
        wanted = posted.getlist(f"k-{kind}")
        off |= {(kind, channel) for channel in queries.channels_of(kind) if channel.value not in wanted}
    return replace(
        before,
        off=frozenset(off),
        quiet_from=_time(posted.get("quiet_from", ""), "/quiet_from"),
        quiet_to=_time(posted.get("quiet_to", ""), "/quiet_to"),
        wants_digest="1" in posted.getlist("digest"),
        language=posted.get("language", before.language),
    )


def _time(text: str, pointer: str) -> time | None:
    text = text.strip()
    if not text:
        return None
    try:
        return time.fromisoformat(text[:8]).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as wrong:
        raise Invalid("Giờ chưa đúng.", fields={pointer: "Ghi giờ như 21:00."}) from wrong


def _hour(at: time | None) -> str:
    return "" if at is None else f"{at:%H:%M}"


def _field(pointer: str) -> str:
    name = pointer.strip("/")
    return name if name in {"quiet_from", "quiet_to", "language"} else f"k-{name}"
