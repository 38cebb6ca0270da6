"""A postman of the one-stop takes a dossier in on behalf of the applicant: filed, held, and left to the desk to accept."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle
from tinhso.casework.dossiers.actions.check_components import keep_checks
from tinhso.casework.dossiers.actions.hold_papers import take_in_counted
from tinhso.casework.dossiers.actions.plan_filing import plan_of
from tinhso.casework.dossiers.actions.receive_at_counter import refuse_missing
from tinhso.casework.dossiers.actions.record_representative import record_representative
from tinhso.casework.dossiers.actions.submit_dossier import submit_dossier
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.types import (
    Application,
    Capacity,
    Check,
    Filed,
    FilingChannel,
    Mailing,
    Representative,
    ReturnMethod,
)
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied


def take_in_by_postman(
    *,
    draft_id: UUID,
    return_method: ReturnMethod,
    on_paper: Mapping[str, tuple[int, int]],
    mailing: Mailing | None = None,
    actor: Actor,
) -> Filed:
    """File the draft by post (national channel 3). Nothing is accepted: no clock of processing, no receipt with a date.

    The postman stands as the applicant's helper, whom the applicant confirms from the own sign-in, and holds what was
    handed over on paper until the desk confirms it. The draft is the idempotency key. Raises Denied outside the own
    one-stop, Invalid (fields), NotOffered.
    """
    if actor.person_id is None:
        raise Denied("Trang này dành cho người đang làm việc ở một vị trí.")
    with transaction.atomic():
        key = f"draft-{draft_id}"
        known = Dossier.objects.filter(idempotency_key=key).first()
        if known is not None:
            access.authorise(actor=actor, act="dossiers.receive", agency_id=known.receiving_agency_id)
            return Filed(
                id=known.id, code=known.code, submitted_at=known.submitted_at, answer_due_at=None, is_new=False
            )
        plan, draft = plan_of(draft_id, actor=actor)
        for act in ("dossiers.receive", "post.carry"):
            access.authorise(actor=actor, act=act, agency_id=plan.receiving_agency_id)
        counted = {code: count for code, count in on_paper.items() if sum(count) > 0}
        files = {code: tuple(one.file_id for one in given) for code, given in draft.files.items()}
        refuse_missing(draft, {*counted, *files})
        filed = submit_dossier(
            application=Application(
                procedure_version_id=draft.procedure_version_id,
                applicant=plan.holder,
                answers=draft.data,
                receiving_agency_id=plan.receiving_agency_id,
                owner_agency_id=plan.owner_agency_id,
                channel=FilingChannel.POSTAL,
                return_method=return_method,
                mailing=mailing,
                papers=files,
                held=draft.held,
                draft_id=draft_id,
            ),
            idempotency_key=key,
            actor=actor,
        )
        row = chronicle.lock(filed.id)
        helper = Representative(person_id=actor.person_id, capacity=Capacity.HELPER)
        record_representative(row, helper, at=filed.submitted_at, actor=actor)
        checks = [Check(component=code, originals=count[0], copies=count[1]) for code, count in counted.items()]
        keep_checks(row, tuple(checks), actor=actor)
        take_in_counted(row, actor=actor)
    return filed
