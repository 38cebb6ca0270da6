"""Give the ticked things to another post: choose who takes them, see what goes, open the slip."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, Denied, Invalid
from tinhso.kernel.text import fold
from tinhso.services.custody import api
from tinhso.services.custody.web.words import lines_of

_MOST_AGENCIES = 10


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponseBase:
    """The things come as `chon`; another agency than the near ones is found by its name (`co-quan`)."""
    actor = identity.actor_of(request)
    if not actor.is_officer:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    access.authorise(actor=actor, act="custody.hold", agency_id=actor.agency_id)
    given = request.POST if request.method == "POST" else request.GET
    chosen = [one for one in map(_uuid, given.getlist("chon")[:200]) if one is not None]
    wanted = given.get("co-quan", "").strip()[:80]
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST" and "tim" not in request.POST:
        try:
            slip_id = api.open_slip(
                thing_ids=chosen, to_post_id=_receiver(request), note=request.POST.get("note", ""), actor=actor
            )
        except (Invalid, Conflict) as refused:
            errors, status = refused.by_box("chon"), refused.status
        else:
            messages.success(request, "Đã lập phiếu giao. Giấy tờ vẫn do bạn giữ đến khi người nhận xác nhận.")
            return redirect("custody:slip", slip_id=slip_id)
    context = {
        "lines": lines_of(api.held_among(chosen, actor=actor)),
        "options": _receivers(actor, wanted),
        "wanted": wanted,
        "posted": request.POST,
        "errors": errors,
    }
    return render(request, "custody/give.html", context, status=status)


def _receiver(request: HttpRequest) -> UUID:
    post_id = _uuid(request.POST.get("nhan", ""))
    if post_id is None:
        raise Invalid("Chưa chọn người nhận.", fields={"/nhan": "Chọn vị trí nhận giấy tờ."})
    return post_id


def _receivers(actor: Actor, wanted: str) -> list[Option]:
    """Posts that may hold papers, of the near agencies and of those whose name was typed; with who sits there."""
    assert actor.agency_id is not None
    roles = set(access.roles_granting("custody.hold"))
    options = []
    for agency in (*_near(actor.agency_id), *_named(wanted)):
        for post in identity.list_posts(agency_id=agency.id):
            if post.id != actor.post_id and roles & set(post.roles):
                options.append(Option(value=str(post.id), text=f"{agency.short_name}: {post.title}"))
    return list({one.value: one for one in options}.values())


def _near(agency_id: UUID) -> Iterable[Agency]:
    """The own agency, the one above and what is below either, but not the whole province."""
    lineage = identity.agency_lineage(agency_id)
    top = lineage[1] if len(lineage) > 2 else agency_id
    return sorted((identity.get_agency(one) for one in identity.agency_subtree(top)), key=lambda one: one.code)


def _named(text: str) -> Iterable[Agency]:
    if not text:
        return ()
    found = (one for one in identity.list_agencies() if fold(text) in fold(one.name))
    return tuple(found)[:_MOST_AGENCIES]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
