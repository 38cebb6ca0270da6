"""Complaint 24: which way of signing works from this machine, what to do where it does not, and registering one."""

import base64
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied, DomainError
from tinhso.services.signatures import api
from tinhso.services.signatures.errors import CertificateRefused, NotConfirmedYet
from tinhso.services.signatures.types import Way

_KEPT = "signatures.registering"
_MOST = 20_000
# The file that the agent signs; its words are the agent's.
_REQUEST = "tinhso-signing-request/1"


@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponseBase:
    """The officer's own certificates, the test of each way, and what to do in words."""
    actor = _officer(request)
    assert actor.person_id is not None
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
    return api.with_agent(render(request, "signatures/own.html", context, status=422 if error else 200))


@require_GET
def order_file(request: HttpRequest) -> HttpResponseBase:
    """What the token signs to be registered, as a file: for a machine whose browser may not reach the agent."""
    actor = _officer(request)
    proof = api.proof_text(actor.person_id or UUID(int=0))
    items = [{"id": "0", "digest": api.proof_digest(proof), "label": "Đăng ký chứng thư với hệ thống một cửa"}]
    order = {"format": _REQUEST, "register": True, "proof": proof, "items": items}
    return _order(order, "yeu-cau-dang-ky.json")


@require_GET
def batch_order(request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
    """What is still open of a batch of the officer's own, as a file: for a machine whose browser may not reach the agent."""
    actor = _officer(request)
    waiting = api.waiting(batch_id=batch_id, person_id=actor.person_id or UUID(int=0))
    return _order(api.order_of([one for one in waiting if one.is_open]), "yeu-cau-ky.json")


def _order(order: Mapping[str, Any], name: str) -> HttpResponseBase:
    response = HttpResponse(json.dumps(order, ensure_ascii=False), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _officer(request: HttpRequest) -> Actor:
    actor = identity.actor_of(request)
    if not actor.is_officer or actor.person_id is None:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    return actor


def _answer_file(request: HttpRequest) -> tuple[str, str, str]:
    """(certificate, proof, signature) of an uploaded answer; empty where it is none."""
    upload = request.FILES.get("tep")
    raw = upload.read(_MOST + 1) if upload else b""
    try:
        if len(raw) > _MOST:
            raise ValueError(raw[:1])
        told = json.loads(raw)
        return str(told["certificate"]), str(told["proof"]), str(told["answers"][0]["signature"])
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        raise CertificateRefused("Tệp này không phải tệp trả lời của chương trình ký.") from None


def _done(request: HttpRequest, actor: Actor) -> str:
    """Carry out what was pressed; the words to say. Raises what registering raises."""
    deed = request.POST.get("viec", "")
    if deed in ("token", "token-tep"):
        by_page = tuple(request.POST.get(name, "") for name in ("certificate", "proof", "signature"))
        certificate, proof, signature = by_page if deed == "token" else _answer_file(request)
        held = api.register_certificate(
            certificate=_bytes(certificate),
            way=Way.AGENT,
            proof=proof[:300],
            signature=_bytes(signature),
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
