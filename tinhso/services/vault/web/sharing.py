"""C31's second half: share a document for a while, take the link back; and the page that the link opens."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.kernel.clock import now
from tinhso.services.vault import api
from tinhso.services.vault.errors import ShareOver, ShareRefused
from tinhso.services.vault.types import ItemState, ShareScope
from tinhso.services.vault.web.pages import public_rows, signed_in

_DAYS, _OPENS = (1, 3, 7, 30), (1, 3, 10)


@require_http_methods(["GET", "POST"])
@signed_in
def share(request: HttpRequest, item_id: UUID) -> HttpResponseBase:
    """The item's links, and a form for one more."""
    actor = identity.actor_of(request)
    item = api.open_item(item_id=item_id, actor=actor, purpose="Chia sẻ giấy tờ").item
    errors: dict[str, str] = {}
    typed = {name: request.POST.get(name, "") for name in ("recipient", "scope", "days", "most_opens")}
    if request.method == "POST":
        try:
            api.share_item(
                item_id=item_id,
                scope=ShareScope.DOCUMENT if typed["scope"] == ShareScope.DOCUMENT else ShareScope.FACTS,
                recipient=typed["recipient"],
                days=_number(typed["days"]),
                most_opens=_number(typed["most_opens"]),
                actor=actor,
            )
        except ShareRefused as refused:
            errors = {box: gettext(text) for box, text in refused.by_box("recipient").items()}
        else:
            messages.success(request, gettext("Đã tạo liên kết chia sẻ."))
            return redirect("vault:share", item_id=item_id)
    at = now()
    links = [
        (one, request.build_absolute_uri(reverse("vault:shared", args=[one.token])), one.is_open(at))
        for one in api.list_shares(item_id, actor=actor)
    ]
    context = {
        "item": item,
        "links": links,
        "typed": {"scope": "facts", "days": "3", "most_opens": "3", **{k: v for k, v in typed.items() if v}},
        "scopes": [
            Option(value="facts", text=gettext("Chỉ thông tin giấy tờ: tên, số, cơ quan cấp, còn hiệu lực hay không")),
            Option(value="document", text=gettext("Cả tệp giấy tờ có chữ ký số")),
        ],
        "days": [Option(value=str(n), text=gettext("%(n)s ngày") % {"n": n}) for n in _DAYS],
        "opens": [Option(value=str(n), text=gettext("%(n)s lần mở") % {"n": n}) for n in _OPENS],
        "errors": errors,
    }
    return render(request, "vault/share.html", context, status=422 if errors else 200)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


@require_POST
@signed_in
def revoke(request: HttpRequest, item_id: UUID, share_id: UUID) -> HttpResponseBase:
    """The link is worth nothing from now on."""
    api.revoke_share(share_id=share_id, actor=identity.actor_of(request))
    messages.success(request, gettext("Đã thu hồi liên kết."))
    return redirect("vault:share", item_id=item_id)


@never_cache
@require_http_methods(["GET", "POST"])
def shared(request: HttpRequest, token: str) -> HttpResponseBase:
    """What a link opens for anybody who has it: a button first, so that a preview of the link uses nothing up."""
    actor = identity.actor_of(request)
    try:
        if request.method != "POST":
            return render(request, "vault/shared.html", {"share": api.see_share(token)})
        if "tai" in request.POST:
            return files.download_response(api.read_shared_file(token=token, actor=actor))
        found, facts, name = api.open_share(token=token, actor=actor)
    except ShareOver:
        return render(request, "vault/share_over.html", status=404)
    context = {
        "share": found,
        "rows": public_rows(facts),
        "title": facts.title,
        "holder": name,
        "is_over": facts.state is not ItemState.VALID,
    }
    return render(request, "vault/shared.html", context)
