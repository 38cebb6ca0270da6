"""Raise what a rule asks for at a moment, or a supplementary due that an officer asks for."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.text import clean
from tinhso.services.fees import ledger, queries
from tinhso.services.fees.errors import FeeInvalid
from tinhso.services.fees.events import DueRaised
from tinhso.services.fees.models import Claim, Due
from tinhso.services.fees.types import (
    Account,
    AssessedLine,
    Assessment,
    ClaimInput,
    ClaimState,
    DueState,
    FeeKind,
    Stage,
    Subject,
    Waits,
)

MOST_VND = 10_000_000_000


def raise_dues(
    *, subject: Subject, assessment: Assessment, stages: frozenset[Stage], at: datetime, actor: Actor
) -> tuple[UUID, ...]:
    """The lines of these stages become dues, each once; a line that was raised before stays as it is.

    The caller acts on the subject in the same transaction and has authorised that act.
    """
    made = []
    with transaction.atomic():
        known = {row.line for row in ledger.lock_subject(subject.key)}
        for one in assessment.lines:
            if one.line.stage in stages and one.line.code not in known:
                made.append(_raise(subject, one, assessment, at=at, actor=actor))
    return tuple(made)


def _raise(subject: Subject, one: AssessedLine, assessment: Assessment, *, at: datetime, actor: Actor) -> UUID:
    account = _account(subject, one.line.kind, at)
    advance = assessment.rule.advance
    row = _due(subject, account, at)
    row.rule_version_id = assessment.rule.version_id
    row.line, row.title, row.title_en = one.line.code, one.line.title, one.line.title_en
    row.kind, row.stage, row.waits = one.line.kind.value, one.line.stage.value, one.line.waits.value
    row.full_vnd, row.amount_vnd = one.full_vnd, one.amount_vnd
    row.basis = {
        "unit_vnd": one.unit_vnd,
        "quantity": one.quantity,
        "per": one.line.per,
        "per_en": one.line.per_en,
        "by_table": one.line.table is not None,
        "source": one.line.source,
    }
    row.refunded_when = sorted(one.line.refunded_when)
    row.exemption = assessment.exemption.code if one.exempt_vnd and assessment.exemption else ""
    if one.line.stage is Stage.FILING and advance is not None:
        row.pay_by = at + timedelta(days=advance.days)
    return _write(row, at=at, actor=actor)


def ask_supplementary(
    *,
    subject: Subject,
    title: str,
    kind: FeeKind,
    amount_vnd: int,
    reason: str,
    waits: Waits,
    pay_by: datetime | None,
    title_en: str = "",
    at: datetime,
    actor: Actor,
) -> UUID:
    """More is owed than was known: with a reason that the payer reads. Also postage, whose amount is passed in.

    Raises FeeInvalid. The caller has authorised the act on the subject.
    """
    wrong = {}
    if not clean(title) or len(clean(title)) > 200:
        wrong["/title"] = "Ghi tên khoản thu, không quá 200 chữ."
    if not 0 < amount_vnd <= MOST_VND:
        wrong["/amount"] = "Số tiền phải lớn hơn 0."
    if not clean(reason) or len(clean(reason)) > ledger.MOST_REASON:
        wrong["/reason"] = "Ghi lý do và căn cứ để người nộp hiểu, không quá 500 chữ."
    if pay_by is not None and pay_by <= at:
        wrong["/pay_by"] = "Hạn nộp phải sau bây giờ."
    if wrong:
        raise FeeInvalid("Khoản thu chưa lập được.", fields=wrong)
    with transaction.atomic():
        row = _due(subject, _account(subject, kind, at), at)
        row.line, row.kind, row.stage, row.waits = "supplement", kind.value, Stage.SUPPLEMENT.value, waits.value
        row.title, row.title_en = clean(title), clean(title_en) or clean(title)
        row.full_vnd = row.amount_vnd = amount_vnd
        row.reason, row.pay_by = clean(reason), pay_by
        return _write(row, at=at, actor=actor)


def _account(subject: Subject, kind: FeeKind, at: datetime) -> Account:
    return queries.account_for(
        kind=kind,
        owner_agency_id=subject.owner_agency_id,
        receiving_agency_id=subject.receiving_agency_id,
        on=local(at).date(),
    )


def _due(subject: Subject, account: Account, at: datetime) -> Due:
    return Due(
        subject_kind=subject.kind,
        subject_id=subject.id,
        reference=subject.reference,
        payer_kind=subject.payer.kind,
        payer_id=subject.payer.id,
        payer_name=subject.payer_name,
        procedure_code=subject.procedure_code,
        procedure_title=subject.procedure_title,
        field_code=subject.field_code,
        owner_agency_id=subject.owner_agency_id,
        receiving_agency_id=subject.receiving_agency_id,
        account_agency_id=account.agency_id,
        account_code=account.code,
        account_version_id=account.version_id,
        channel=subject.channel,
        raised_at=at,
        raised_on=local(at).date(),
    )


def _write(row: Due, *, at: datetime, actor: Actor) -> UUID:
    row.state = (DueState.OPEN if row.amount_vnd else DueState.EXEMPT).value
    row.save(force_insert=True)
    ledger.note(row, "raised", at=at, reason=row.reason, actor=actor)
    ledger.tell(row, DueRaised, at=at, actor=actor, is_first=True, full_vnd=row.full_vnd, amount_vnd=row.amount_vnd)
    detail = {"line": row.line, "amount_vnd": row.amount_vnd, "exemption": row.exemption}
    access.record_write(actor=actor, act="fees.raise", target=("due", row.id), detail=detail)
    return row.id


def claim_exemption(
    *, subject: tuple[str, UUID], assessment: Assessment, given: ClaimInput, at: datetime, actor: Actor
) -> UUID:
    """Keep what somebody claims; an officer decides it later. Raises FeeInvalid (no such circumstance, no evidence).

    What the claim lowers is lowered at once and goes up again, with a line of history, when it is refused.
    """
    exemption = assessment.rule.exemption(given.exemption)
    if exemption is None:
        known = ", ".join(f"{one.code} ({one.title})" for one in assessment.rule.exemptions)
        words = f"Chọn một diện trong danh sách: {known}." if known else "Thủ tục không có diện miễn, giảm nào."
        raise FeeInvalid("Thủ tục này không có diện miễn, giảm đó.", fields={"/exemption": words})
    evidence = clean(given.evidence)
    if not evidence or len(evidence) > 300:
        raise FeeInvalid(
            "Cần giấy tờ chứng minh.", fields={"/evidence": f"Ghi số, nơi cấp của: {exemption.evidence.lower()}."}
        )
    with transaction.atomic():
        if Claim.objects.filter(
            subject_kind=subject[0], subject_id=subject[1], state__in=(ClaimState.CLAIMED, ClaimState.ACCEPTED)
        ).exists():
            raise FeeInvalid(
                "Đã có một đề nghị miễn, giảm.", fields={"/exemption": "Mỗi hồ sơ xét một diện miễn, giảm."}
            )
        row = Claim.objects.create(
            subject_kind=subject[0],
            subject_id=subject[1],
            rule_version_id=assessment.rule.version_id,
            exemption=exemption.code,
            title=exemption.title,
            percent=exemption.percent,
            lines=sorted(exemption.lines),
            evidence=evidence,
            file_id=given.file_id,
            claimed_at=at,
            claimed_by_id=actor.person_id,
        )
        if given.file_id is not None:
            files.link_file(file_id=given.file_id, owner=("fees.claim", row.id), actor=actor)
        for due in ledger.lock_subject(subject):
            _lower(due, row, at=at, actor=actor)
        access.record_write(
            actor=actor, act="fees.claim", target=("fee_claim", row.id), detail={"exemption": exemption.code}
        )
    return row.id


def _lower(due: Due, claim: Claim, *, at: datetime, actor: Actor) -> None:
    covered = not claim.lines or due.line in claim.lines
    if due.stage == Stage.SUPPLEMENT or due.state == DueState.CANCELLED or due.exemption or not covered:
        return
    due.exemption = claim.exemption
    amount = due.full_vnd * (100 - claim.percent) // 100
    ledger.set_amount(due, amount, "exempted", at=at, reason=claim.title, actor=actor)
    ledger.owe_back_too_much(due, "exempted", at=at, actor=actor)
