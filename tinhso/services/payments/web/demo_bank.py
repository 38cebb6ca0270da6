"""The stand-in bank's page, in a demo only: the payer pays, has no money, or closes the window; the bank tells us or not."""

from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import anonymous_actor
from tinhso.kernel.ids import new_id
from tinhso.services.payments import api, queries
from tinhso.services.payments.simulator import here
from tinhso.services.payments.simulator.bank import Entry
from tinhso.services.payments.types import Beneficiary, Line, Payer


@require_http_methods(["GET", "POST"])
@login_required
def try_out(request: HttpRequest) -> HttpResponse:
    """An order of the demonstration for whoever is signed in, to try the ways to pay without an application."""
    path = settings.DEFINITIONS_DIR / "demo" / "payments.yaml"
    actor = identity.actor_of(request)
    if not settings.DEMO or not path.is_file() or actor.person_id is None:
        raise Http404
    sample: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["order"]
    if request.method == "POST":
        to = Beneficiary(**sample["beneficiary"])
        made = api.create_order(
            lines=(Line(code="thu", title=sample["title"], amount_vnd=sample["amount_vnd"], beneficiary=to),),
            payer=Payer(holder=HolderRef("person", actor.person_id)),
            reference="thu",
            purpose=sample["purpose"],
            idempotency_key=str(new_id()),
            actor=actor,
        )
        return redirect("payments:order", token=made.token)
    return render(request, "payments/try_out.html", {"sample": sample})


@require_http_methods(["GET", "POST"])
def bank(request: HttpRequest, reference: str) -> HttpResponse:
    """One payment at the stand-in bank. What it tells us comes in by the same door as from a real one."""
    attempt = queries.attempt_by_reference(reference)
    if not settings.DEMO or attempt is None:
        raise Http404
    channel = queries.channel(attempt.channel)
    if channel.address != queries.DEMO_ADDRESS:
        raise Http404
    played = here.bank_of(channel)
    if request.method == "POST":
        what = request.POST.get("lam", "")
        entry: Entry | None = None
        if what in ("tra", "tra-khong-bao", "tra-lan-nua"):
            entry = played.pay(reference, attempt.order.amount_vnd, again=what == "tra-lan-nua")
        elif what == "khong-du-tien":
            entry = played.fail(reference, attempt.order.amount_vnd)
        if entry is not None and what != "tra-khong-bao":
            for body, headers in played.notices(entry):
                api.take_message(channel=channel.code, body=body, headers=headers, actor=anonymous_actor())
        return redirect("payments:order", token=attempt.order.token)
    return render(request, "payments/demo_bank.html", {"attempt": attempt, "order": attempt.order, "channel": channel})
