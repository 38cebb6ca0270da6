"""Somebody who stands at the desk shows the paper that makes them pay less: the officer records it and has checked it."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, dues
from tinhso.casework.dossiers.errors import NotOffered, WrongStatus
from tinhso.casework.dossiers.types import Status
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import ClaimInput


def claim_at_desk(*, dossier_id: UUID, exemption: str, evidence: str, version: int, actor: Actor) -> UUID:
    """Record and accept a claim in one act: what was paid too much is owed back.

    Raises ActDenied, StaleVersion, WrongStatus, FeeInvalid.
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        access.authorise(actor=actor, act="fees.decide_claim", agency_id=row.receiving_agency_id)
        if Status(row.status).is_over:
            raise WrongStatus("Hồ sơ đã kết thúc.")
        at = now()
        found = dues.assessed(row, at=at)
        if found is None:
            raise NotOffered("Thủ tục này không có quy tắc phí, lệ phí.")
        given = ClaimInput(exemption=exemption, evidence=evidence)
        claim_id = fees.claim_exemption(subject=(dues.KIND, row.id), assessment=found, given=given, at=at, actor=actor)
        fees.decide_claim(claim_id=claim_id, accepted=True, agency_id=row.receiving_agency_id, actor=actor)
        chronicle.note(row, words="Ghi diện miễn, giảm phí, lệ phí; đã kiểm tra giấy tờ.", at=at, actor=actor)
        chronicle.save(row)
    return claim_id
