"""O05: what a dossier owes and has paid, the claim to pay less, money asked for later; for its officers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import api, dues, queries
from tinhso.casework.dossiers.types import Dossier, Status
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option, TimelineEvent
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, Invalid, NotFound
from tinhso.services.ereceipts import api as ereceipts
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import ClaimState, FeeKind, Waits

_PURPOSE = "Thu phí, lệ phí"
_WAITS = (
    Option(value="processing", text="Giải quyết", hint="Hồ sơ dừng, thời hạn tạm dừng đến khi nộp đủ"),
    Option(value="return", text="Trả kết quả", hint="Giải quyết tiếp; kết quả được trả khi đã nộp đủ"),
    Option(value="nothing", text="Không bước nào", hint="Nộp lúc nào cũng được trong hạn"),
)
_CHANGES = {
    "raised": "Phát sinh",
    "exempted": "Giảm theo đề nghị miễn, giảm",
    "claim_accepted": "Chấp nhận miễn, giảm",
    "restored": "Không chấp nhận miễn, giảm: thu đủ",
    "cancelled": "Không phải nộp nữa",
    "paid": "Nhận tiền",
    "unpaid": "Hủy biên lai: phải nộp lại",
    "refund_owed": "Phải hoàn tiền",
    "refund_dropped": "Không phải hoàn nữa",
    "refunded": "Đã hoàn tiền",
    "refund_undone": "Hoàn nhầm, đã thu lại: vẫn phải hoàn",
    "moved": "Chuyển sang hồ sơ thay thế",
}


def in_short(dossier_id: UUID) -> dict[str, Any]:
    """The part of the workspace: what is owed, what is paid, whether a claim waits."""
    found = fees.dues_of((dues.KIND, dossier_id))
    return {
        "money": [(due, fees.describe_due(due)) for due in found],
        "money_left": fees.vnd(left) if (left := sum(due.left_vnd for due in found)) else "",
        "claim_waits": any(one.state is ClaimState.CLAIMED for one in fees.claims_of((dues.KIND, dossier_id))),
    }


@on_duty
@require_http_methods(["GET", "POST"])
def money(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """Everything about the money of one dossier on one page."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose=_PURPOSE)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            return _act(request, dossier, actor)
        except (Invalid, Conflict) as refused:
            errors = refused.by_box("viec")
            status = refused.status
    return render(request, "dossiers/desk/money.html", _context(request, dossier, actor, errors), status=status)


def _context(request: HttpRequest, dossier: Dossier, actor: Actor, errors: dict[str, str]) -> dict[str, Any]:
    key = (dues.KIND, dossier.id)
    found = fees.dues_of(key)
    claims = fees.claims_of(key)
    names = identity.person_names([one.decided_by_id for one in claims if one.decided_by_id])
    posted = request.POST
    return {
        "dossier": dossier,
        "lines": [
            (due, fees.describe_due(due), fees.account_named(due.account_code, due.account_version_id)) for due in found
        ],
        "left": fees.vnd(sum(due.left_vnd for due in found)),
        "ereceipts": ereceipts.of_reference(dossier.code) if found else (),
        "refunds": [(one, fees.vnd(one.amount_vnd)) for one in fees.refunds(subject=key)],
        "claims": [(one, names.get(one.decided_by_id, "") if one.decided_by_id else "") for one in claims],
        "may_decide": access.can(actor=actor, act="fees.decide_claim", agency_id=dossier.receiving_agency_id),
        "may_cancel": access.can(actor=actor, act="fees.cancel", agency_id=dossier.owner_agency_id),
        "exemptions": _exemptions(dossier) if not any(_counts(one.state) for one in claims) else (),
        "can_ask": dossier.status is Status.PROCESSING and api.may_ask(dossier.id, actor=actor),
        "waits_options": _WAITS,
        "kinds": [Option(value=one.value, text=one.words) for one in FeeKind],
        "history": _history(key, {due.id: due.title for due in found}),
        "errors": errors,
        "posted": posted,
    }


def _counts(state: ClaimState) -> bool:
    return state in (ClaimState.CLAIMED, ClaimState.ACCEPTED)


def _exemptions(dossier: Dossier) -> list[Option]:
    rule = fees.rule_for(dossier.procedure_code, on=dossier.submitted_at.date())
    return [] if rule is None or not rule.lines else [
        Option(value=one.code, text=f"{one.title} ({one.percent} %)", hint=f"Giấy tờ: {one.evidence}")
        for one in rule.exemptions
    ]  # fmt: skip


def _history(key: tuple[str, UUID], titles: dict[UUID, str]) -> list[TimelineEvent]:
    steps = fees.history_of(key)
    names = identity.person_names([step.person_id for _, step in steps if step.person_id])
    return [
        TimelineEvent(
            title=f"{titles.get(due_id, '')}: {_CHANGES.get(step.change, step.change)}",
            at=step.at,
            by=names.get(step.person_id, "Hệ thống") if step.person_id else "Hệ thống",
            text=f"Phải nộp {fees.vnd(step.amount_vnd)}, đã nộp {fees.vnd(step.paid_vnd)}. {step.reason}".strip(),
        )
        for due_id, step in reversed(steps)
    ]


def _act(request: HttpRequest, dossier: Dossier, actor: Actor) -> HttpResponseBase:
    posted = request.POST
    match posted.get("viec", ""):
        case "xet":
            accepted = posted.get("ket_qua") == "dat"
            claim_id = uuid_of(posted.get("claim"))
            if claim_id is None or claim_id not in {one.id for one in fees.claims_of((dues.KIND, dossier.id))}:
                raise NotFound("Không có đề nghị miễn, giảm này.")
            fees.decide_claim(
                claim_id=claim_id, accepted=accepted, reason=posted.get("reason", ""),
                agency_id=dossier.receiving_agency_id, actor=actor,
            )  # fmt: skip
            said = (
                "Đã chấp nhận miễn, giảm."
                if accepted
                else "Không chấp nhận miễn, giảm: hồ sơ thu đủ, người nộp xem được lý do."
            )
            messages.success(request, said)
        case "ghi":
            api.claim_at_desk(
                dossier_id=dossier.id, exemption=posted.get("exemption", ""), evidence=posted.get("evidence", ""),
                version=dossier.version, actor=actor,
            )  # fmt: skip
            messages.success(request, "Đã ghi diện miễn, giảm và giấy tờ bạn đã kiểm tra.")
        case "them":
            api.ask_fee(
                dossier_id=dossier.id, title=posted.get("title", ""), kind=_kind(posted.get("kind", "")),
                amount_vnd=_whole(posted.get("amount", "")), reason=posted.get("reason", ""),
                waits=_waits(posted.get("waits", "")), days=_whole(posted.get("days", "")),
                version=dossier.version, actor=actor,
            )  # fmt: skip
            messages.success(request, "Đã yêu cầu nộp tiền. Thông báo đang được gửi người nộp.")
        case "huy":
            due_id = uuid_of(posted.get("due"))
            if due_id is None or due_id not in {due.id for due in fees.dues_of((dues.KIND, dossier.id))}:
                raise NotFound("Không có khoản thu này.")
            fees.cancel_due(due_id=due_id, reason=posted.get("reason", ""), actor=actor)
            messages.success(request, "Đã hủy khoản thu.")
        case _:
            raise Invalid("Chưa chọn việc cần làm.")
    return redirect("dossiers:money", dossier_id=dossier.id)


def _kind(text: str) -> FeeKind:
    return FeeKind(text) if text in set(FeeKind) else FeeKind.CHARGE


def _waits(text: str) -> Waits:
    if text not in {one.value for one in _WAITS}:
        raise Invalid("Chưa chọn.", fields={"/waits": "Chọn bước phải chờ khoản này."})
    return Waits(text)


def _whole(text: str) -> int:
    """Digits, with the dots and blanks that people put between thousands; 0 for anything else: the act then refuses."""
    plain = text.replace(".", "").replace(" ", "").replace("đ", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 15 else 0


@on_duty
@require_GET
def evidence(request: HttpRequest, dossier_id: UUID, claim_id: UUID) -> HttpResponseBase:
    """The scan of the paper that a claim names."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose=_PURPOSE)
    claim = next((one for one in fees.claims_of((dues.KIND, dossier.id)) if one.id == claim_id), None)
    if claim is None or claim.file_id is None:
        raise NotFound("Không có giấy tờ này.")
    return files.download_response(files.read_file(file_id=claim.file_id, owner=("fees.claim", claim.id), actor=actor))
