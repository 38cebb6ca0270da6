"""Complaint 24: which way of signing works from this machine, what to do where it does not, and registering one."""

import base64

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied, DomainError
from tinhso.services.signatures import api
from tinhso.services.signatures.errors import CertificateRefused, NotConfirmedYet
from tinhso.services.signatures.types import Way

_KEPT = "signatures.registering"
_MOST = 20_000


@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponseBase:
    """The officer's own certificates, the test of each way, and what to do in words."""
    actor = identity.actor_of(request)
    if not actor.is_officer or actor.person_id is None:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    error, waits = "", False
    if request.method == "POST":
        try:
            words = _done(request, actor)
        except NotConfirmedYet:
            waits = True
        except DomainError as refused:
            error = refused.message
        else:
            messages.success(request, words)
            return redirect("signatures:own")
    proof = api.proof_text(actor.person_id)
    certificates = api.certificates_of(actor.person_id)
    context = {
        "certificates": certificates,
        "ways": api.own_ways(actor.person_id),
        "remote_words": api.remote_state(),
        "has_remote": any(one.way is Way.REMOTE and one.may_sign for one in certificates),
        "proof": proof,
        "digest": api.proof_digest(proof),
        "agent": f"http://127.0.0.1:{settings.SIGNATURES_AGENT_PORT}",
        "port": settings.SIGNATURES_AGENT_PORT,
        "waits": waits,
        "error": error,
        "errors": {"reason": error} if error else {},
    }
    response = render(request, "signatures/own.html", context, status=422 if error else 200)
    response.headers["Content-Security-Policy"] = api.page_policy()
    return response


def _done(request: HttpRequest, actor: Actor) -> str:
    """Carry out what was pressed; the words to say. Raises what registering raises."""
    deed = request.POST.get("viec", "")
    if deed == "token":
        held = api.register_certificate(
            certificate=_bytes(request.POST.get("certificate", "")),
            way=Way.AGENT,
            proof=request.POST.get("proof", "")[:300],
            signature=_bytes(request.POST.get("signature", "")),
            actor=actor,
        )
        return f"Đã đăng ký chứng thư {held.serial[-8:]} của USB token."
    if deed == "thu-hoi":
        api.withdraw_certificate(
            fingerprint=request.POST.get("certificate", "")[:64], reason=request.POST.get("reason", ""), actor=actor
        )
        return "Đã thu hồi trong sổ: chứng thư này không ký được nữa."
    if deed != "tu-xa":
        raise CertificateRefused("Không có việc này.")
    kept = request.session.get(_KEPT) or api.begin_remote(actor=actor)
    request.session[_KEPT] = kept
    try:
        held = api.finish_remote(kept, actor=actor)
    except NotConfirmedYet:
        raise
    except DomainError:
        del request.session[_KEPT]
        raise
    del request.session[_KEPT]
    return f"Đã đăng ký chứng thư {held.serial[-8:]} của dịch vụ ký số từ xa."


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text[:_MOST], validate=True)
    except ValueError:
        return b""
