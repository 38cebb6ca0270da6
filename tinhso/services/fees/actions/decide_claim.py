"""An officer looked at the paper of a claim: accepted, or refused with the reason; then the dues change, with history."""

from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.text import clean
from tinhso.services.fees import ledger
from tinhso.services.fees.errors import ClaimDecided, FeeInvalid, NoDue
from tinhso.services.fees.models import Claim
from tinhso.services.fees.types import ClaimState, DueState


def decide_claim(*, claim_id: UUID, accepted: bool, reason: str = "", agency_id: UUID, actor: Actor) -> None:
    """For an officer with `fees.decide_claim` at the agency whose matter it is. Raises ActDenied, NoDue, ClaimDecided,
    FeeInvalid (refused without a reason)."""
    with transaction.atomic():
        access.authorise(actor=actor, act="fees.decide_claim", agency_id=agency_id)
        row = lock_row(Claim.objects.filter(id=claim_id)).first()
        if row is None:
            raise NoDue
        if row.state != ClaimState.CLAIMED:
            raise ClaimDecided("Đề nghị miễn, giảm này đã được xét.")
        words = clean(reason)
        if not accepted and not words:
            raise FeeInvalid(
                "Cần ghi lý do.", fields={"/reason": "Ghi vì sao giấy tờ chứng minh không được chấp nhận."}
            )
        at = now()
        row.state = (ClaimState.ACCEPTED if accepted else ClaimState.REFUSED).value
        row.decided_at, row.decided_by_id, row.reason = at, actor.person_id, words[: ledger.MOST_REASON]
        row.save(update_fields=["state", "decided_at", "decided_by_id", "reason"])
        for due in ledger.lock_subject((row.subject_kind, row.subject_id)):
            if due.exemption != row.exemption or due.state == DueState.CANCELLED:
                continue
            if accepted:
                ledger.note(due, "claim_accepted", at=at, reason=row.title, actor=actor)
            else:
                due.exemption = ""
                ledger.set_amount(due, due.full_vnd, "restored", at=at, reason=words, actor=actor)
        access.record_write(
            actor=actor, act="fees.decide_claim", target=("fee_claim", row.id), detail={"accepted": accepted}
        )
