"""C34: what the person consented to, in the version in force; withdraw or give with one button each."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.services.lookups import api


@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest) -> HttpResponseBase:
    """Every purpose that asks for the person's own consent."""
    actor = identity.actor_of(request)
    if actor.person_id is None:
        return redirect_to_login(request.get_full_path())
    me = HolderRef("person", actor.person_id)
    if request.method == "POST":
        purpose = request.POST.get("purpose", "")[:80]
        if "give" in request.POST:
            api.give_consent(purpose=purpose, subject=me, actor=actor)
            messages.success(request, gettext("Bạn đã đồng ý."))
        else:
            api.withdraw_consent(purpose=purpose, subject=me, actor=actor)
            messages.success(request, gettext("Đã rút đồng ý. Từ nay hệ thống không lấy dữ liệu này nữa."))
        return redirect("lookups:consents")
    return render(request, "lookups/consents.html", {"consents": api.consents_of(me, actor=actor)})
