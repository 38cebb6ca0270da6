"""Certified copies of a batch: signed by hand and sealed on paper, numbered by the batch's one signature."""

from datetime import datetime

from tinhso.casework.dossiers import chronicle, copies, timing
from tinhso.casework.dossiers.actions.issue_result import result_type_of
from tinhso.casework.dossiers.applicants import signer_of
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.events import DossierFinished
from tinhso.casework.dossiers.late_dossiers import late_facts
from tinhso.casework.dossiers.models import Dossier, Result
from tinhso.casework.dossiers.types import Decision, Status
from tinhso.engines.deadlines.types import ClockKind
from tinhso.engines.procedures import api as procedures
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.errors import Invalid
from tinhso.services.copybook import api as copybook


def issue_copies(row: Dossier, *, at: datetime, actor: Actor) -> None:
    """The dossier has the numbers of its lines and is finished; the signed list of the batch stands for its file.

    Raises WrongStatus outside the act that signs the whole batch.
    """
    if actor.person_id is None:
        raise Invalid("Kết quả phải do một người ký.")
    numbers = [line.number for line in copybook.lines_of(row.id)]
    given = [number for number in numbers if number is not None]
    if not given or len(given) < len(numbers):
        raise WrongStatus("Hồ sơ này được ký cùng lô chứng thực bản sao; hãy ký ở trang của lô.")
    day = local(at).date()
    row.decision = Decision.GRANTED.value
    row.finished_at, row.finished_on = at, day
    Result.objects.create(
        dossier=row,
        decision=row.decision,
        title=result_type_of(procedures.get_procedure_version(row.procedure_version_id), row.decision).title,
        fields={},
        drafted_at=at,
        drafted_by_id=actor.person_id,
        number=copies.notation(given, day.year),
        signed_at=at,
        signed_by_id=actor.person_id,
        signer_name=signer_of(actor).name,
        on_paper=True,
        issued_at=at,
        issued_by_id=actor.person_id,
    )
    timing.finish(row, ClockKind.PROCESSING, at=at, reason="Ký chứng thực theo lô.", actor=actor)
    words = "Đã ký chứng thực, ghi số vào sổ; chuyển bộ phận một cửa."
    chronicle.move(row, Status.FINISHED, words=words, at=at, actor=actor)
    chronicle.tell(
        row,
        DossierFinished,
        act="dossiers.sign",
        actor=actor,
        detail={"numbers": len(given)},
        on_paper=True,
        **late_facts(row, at=at),
    )
