"""Who acts for an organisation: its managers let people in, change what they may, and let them go."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.identity import api
from tinhso.foundation.identity.errors import PersonNotFound
from tinhso.foundation.identity.types import Membership, Right
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import DomainError

WORDS = {
    Right.VIEW: gettext_lazy("Xem hồ sơ của tổ chức"),
    Right.SUBMIT: gettext_lazy("Nộp hồ sơ thay mặt tổ chức"),
    Right.MANAGE: gettext_lazy("Quản lý người dùng"),
}


@login_required
@require_safe
def organisations(request: HttpRequest) -> HttpResponseBase:
    """The organisations that one manages; straight to it when it is one."""
    actor = api.actor_of(request)
    found = api.managed_by(actor.person_id) if actor.person_id else ()
    if len(found) == 1:
        return redirect("identity:members", found[0].id)
    return render(request, "identity/organisations.html", {"organisations": found})


@sensitive_post_parameters("personal_number")
@login_required
@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, organisation_id: UUID) -> HttpResponseBase:
    """The users of one organisation. Raises OrganisationNotFound for who does not manage it."""
    actor = api.actor_of(request)
    errors: dict[str, str] = {}
    found = api.members_of(organisation_id, actor=actor)
    if request.method == "POST":
        try:
            _act(request.POST, organisation_id, actor)
        except DomainError as wrong:
            errors = wrong.by_box("")
        if not errors:
            # Who gave the own right to manage away has nothing more to see here.
            stays = Right.MANAGE in api.rights_in(actor.person_id or organisation_id, organisation_id)
            return redirect("identity:members", organisation_id) if stays else redirect("mfa_index")
    context = {
        "organisation": api.get_organisation(organisation_id, actor=actor, purpose="Xem người dùng của tổ chức"),
        "members": [_shown(number, one, actor) for number, one in enumerate(found, 1)],
        "options": [{"value": right.value, "text": str(words)} for right, words in WORDS.items()],
        "chosen": request.POST.getlist("rights") if "person" not in request.POST else [],
        "errors": errors,
        "data": request.POST,
    }
    return render(request, "identity/members.html", context, status=422 if errors else 200)


def _shown(number: int, one: Membership, actor: Actor) -> dict[str, object]:
    return {
        "row": one,
        "id": f"quyen-{number}",
        "is_me": one.person_id == actor.person_id,
        "rights": [right.value for right in one.rights],
        "words": ", ".join(str(words) for right, words in WORDS.items() if right in one.rights),
        "legend": _("Quyền của %(name)s") % {"name": one.full_name},
    }


def _act(posted: QueryDict, organisation_id: UUID, actor: Actor) -> None:
    """Let somebody in, or set what somebody may; no right at all ends it. Raises what the acts raise."""
    rights = [right for right in Right if right.value in posted.getlist("rights")]
    if "person" not in posted:
        api.add_member(
            organisation_id=organisation_id,
            personal_number=posted.get("personal_number", ""),
            full_name=posted.get("full_name", ""),
            rights=rights,
            actor=actor,
        )
        return
    person_id = next(
        (
            one.person_id
            for one in api.members_of(organisation_id, actor=actor)
            if str(one.person_id) == posted["person"]
        ),
        None,
    )
    if person_id is None:
        raise PersonNotFound(_("Người này không còn trong danh sách."))
    api.grant_membership(
        organisation_id=organisation_id,
        person_id=person_id,
        rights=() if "end" in posted else rights,
        valid_from=clock.today(),
        actor=actor,
    )
