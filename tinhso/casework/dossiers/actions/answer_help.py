"""The applicant says whether they asked for the help with which a dossier was filed for them (làm hộ)."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import applicants, chronicle
from tinhso.casework.dossiers.actions.record_representative import OWN_SIGN_IN
from tinhso.casework.dossiers.errors import HiddenDossier
from tinhso.casework.dossiers.models import Representative
from tinhso.casework.dossiers.types import Capacity, HelpAnswer
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Conflict, Invalid

_TOLD = {
    HelpAnswer.CONFIRMED: "Người đứng tên xác nhận đã nhờ làm hộ hồ sơ này.",
    HelpAnswer.DENIED: "Người đứng tên nói KHÔNG nhờ ai làm hộ hồ sơ này: bộ phận một cửa cần liên hệ kiểm tra.",
}


def answer_help(*, dossier_id: UUID, answer: HelpAnswer, actor: Actor) -> None:
    """Once, from the applicant's own sign-in; officers and helpers cannot answer for them.

    Raises HiddenDossier (not the applicant), Invalid (no answer), Conflict (nobody helped, or it was answered before).
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id)
        if actor.is_officer or not applicants.may_file_for(actor.person_id, row.holder):
            raise HiddenDossier
        if answer is HelpAnswer.WAITING:
            raise Invalid("Hãy chọn một câu trả lời.", fields={"/answer": "Hãy chọn một câu trả lời."})
        helped = lock_row(Representative.objects.filter(dossier=row, capacity=Capacity.HELPER)).first()
        if helped is None or helped.answer:
            raise Conflict("Hồ sơ này không chờ bạn xác nhận việc làm hộ.")
        helped.answer, helped.answered_by, helped.answered_at = answer.value, OWN_SIGN_IN, now()
        helped.save(update_fields=["answer", "answered_by", "answered_at"])
        chronicle.note(row, words=_TOLD[answer], at=helped.answered_at, actor=actor)
        access.record_write(
            actor=actor, act="dossiers.answer_help", target=("dossier", row.id), detail={"answer": answer.value}
        )
