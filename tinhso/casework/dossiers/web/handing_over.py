"""O22: hand over everything a colleague holds by name; what cannot go stays and is named."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Invalid

_ACT = "dossiers.supervise"


@on_duty
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest) -> HttpResponseBase:
    """The own work for anybody, a colleague's for who supervises the agency."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="dossiers.read", agency_id=actor.agency_id)
    errors: dict[str, str] = {}
    left: tuple[tuple[str, str], ...] = ()
    if request.method == "POST":
        try:
            done = _hand_over(request, actor)
        except Invalid as refused:
            errors = refused.by_box("reason")
        else:
            messages.success(request, f"Đã bàn giao {done.moved} việc.")
            if not done.left:
                return redirect("dossiers:hand_over")
            left = done.left
    people = api.hands_in(actor.agency_id, _roles(actor)) if actor.agency_id else ()
    supervises = access.can(actor=actor, act=_ACT, agency_id=actor.agency_id)
    context = {
        "givers": [
            Option(value=str(one.person_id), text=f"{one.name} ({one.count} việc)")
            for one in people
            if one.count and (supervises or one.person_id == actor.person_id)
        ],
        "takers": [Option(value=str(one.person_id), text=f"{one.name} (đang giữ {one.count} việc)") for one in people],
        "left": left,
        "posted": request.POST,
        "errors": errors,
    }
    return render(request, "dossiers/desk/hand_over.html", context, status=422 if errors else 200)


def _hand_over(request: HttpRequest, actor: Actor) -> api.HandedOver:
    giver, taker = uuid_of(request.POST.get("from")), uuid_of(request.POST.get("to"))
    wrong = {}
    if giver is None:
        wrong["/from"] = "Chọn người bàn giao."
    if taker is None:
        wrong["/to"] = "Chọn người nhận."
    if giver is None or taker is None:
        raise Invalid("Chưa chọn người.", fields=wrong)
    reason = request.POST.get("reason", "")[:200]
    return api.hand_work_over(from_person_id=giver, to_person_id=taker, reason=reason, actor=actor)


def _roles(actor: Actor) -> tuple[str, ...]:
    """The roles of every post of the agency for who supervises it, else the own."""
    assert actor.post_id is not None
    if not access.can(actor=actor, act=_ACT, agency_id=actor.agency_id):
        return tuple(identity.get_post(actor.post_id).roles)
    return tuple(sorted({role for post in identity.list_posts(agency_id=actor.agency_id) for role in post.roles}))
