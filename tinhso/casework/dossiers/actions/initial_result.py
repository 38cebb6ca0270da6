"""Ký nháy: whoever drafts or checks puts a digital initial on the paper that the leader will sign."""

from datetime import datetime
from uuid import UUID

from tinhso.casework.dossiers import draft_files, initials, printing
from tinhso.casework.dossiers.actions.issue_result import result_type_of
from tinhso.casework.dossiers.applicants import Signer
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.initials import OWNER, Signatory
from tinhso.casework.dossiers.models import Dossier, Initial, Result
from tinhso.casework.dossiers.signing_hands import Hand
from tinhso.casework.dossiers.types import Decision
from tinhso.engines.procedures import api as procedures
from tinhso.engines.workflow.types import Act, Task
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Invalid
from tinhso.services.signatures import api as signatures


def initial_result(
    row: Dossier, task: Task, act: str, *, signer_id: UUID | None, hand: Hand, at: datetime, actor: Actor
) -> None:
    """Initial the printed draft as this person, inside the act that passes it on.

    The first initial prints the paper for its signer, with the number left open; the next is put on the same file. When the
    draft was changed or the step is done again, the earlier initials are dropped. Raises Invalid (nobody, or no such signer),
    WrongStatus without a draft or where the drafter's initial is missing, and what signing raises.
    """
    result = Result.objects.filter(dossier=row).first()
    if result is None or result.signed_at is not None:
        raise WrongStatus("Chưa có dự thảo kết quả để ký nháy.")
    if actor.person_id is None:
        raise Invalid("Ký nháy phải do một người ký.")
    content = initials.content_of(row, result)
    before = _standing(row, task, content, at)
    if act == Act.APPROVE and initials.lacks_drafters(row, before):
        raise WrongStatus("Người soạn chưa ký nháy bản này: hãy trả lại để người soạn trình lại.")
    signer = _signer(row, before, signer_id)
    pdf = initials.read(before[-1], actor=actor) if before else _printed(row, result, signer, at=at, actor=actor)
    signed = hand.sign(pdf, number_is_open=True, as_initial=True, at=at, actor=actor)
    stored = files.store(content=signed, name=f"{row.code}-ky-nhay.pdf", media_type="application/pdf", actor=actor)
    made = Initial.objects.create(
        dossier=row,
        seq=Initial.objects.filter(dossier=row).count() + 1,
        act=act,
        step=task.step,
        task_id=task.id,
        content_sha256=content,
        file_id=stored.id,
        signer_id=signer.person_id,
        signer_name=signer.name,
        person_id=actor.person_id,
        initialled_at=at,
    )
    files.link_file(file_id=stored.id, owner=(OWNER, made.id), signed=True, actor=actor)
    access.record_write(
        actor=actor, act="dossiers.initial", target=("dossier", row.id),
        detail={"step": task.step, "sha256": stored.sha256, "signer": str(signer.person_id)},
    )  # fmt: skip


def drop_initials(*, task_id: UUID, at: datetime) -> None:
    """The act in which they were given was undone: the file before it is what goes on."""
    Initial.objects.filter(task_id=task_id, dropped_at__isnull=True).update(dropped_at=at)


def _standing(row: Dossier, task: Task, content: str, at: datetime) -> list[Initial]:
    """The initials that the next is put on; what no longer holds is dropped."""
    there = initials.given(row.id)
    if all(one.content_sha256 == content and one.step != task.step for one in there):
        return there
    Initial.objects.filter(id__in=[one.id for one in there]).update(dropped_at=at)
    return []


def _signer(row: Dossier, before: list[Initial], signer_id: UUID | None) -> Signatory:
    """For whom the paper is printed: whose name it bears already, else who was chosen, else the only one there is."""
    may = {one.person_id: one for one in initials.signatories(row)}
    wanted = before[-1].signer_id if before else signer_id
    if wanted is None and len(may) == 1:
        wanted = next(iter(may))
    if wanted is None or wanted not in may:
        raise Invalid("Chưa chọn người ký.", fields={"/signer": "Chọn người sẽ ký: tên in ở cuối văn bản."})
    if before and signer_id not in (None, wanted):
        name = before[-1].signer_name
        raise Invalid(
            "Văn bản đã in tên người ký.",
            fields={"/signer": f"Văn bản đã ký nháy để trình {name}: trả lại nếu người khác sẽ ký."},
        )
    return may[wanted]


def _printed(row: Dossier, result: Result, signer: Signatory, *, at: datetime, actor: Actor) -> bytes:
    """The paper with its number open; until when it holds is counted from the day of signing, so no day is printed."""
    result.number = ""
    procedure = procedures.get_procedure_version(row.procedure_version_id)
    months = result_type_of(procedure, result.decision).valid_months
    pdf = printing.result_pdf(
        row,
        result,
        procedure,
        owner=identity.get_agency(row.owner_agency_id),
        signer=Signer(name=signer.name, title=signer.title),
        valid_to=None,
        at=at,
        validity=f"{months:02d} tháng kể từ ngày ký" if months and result.decision == Decision.GRANTED else "",
        written=draft_files.body_of(row, result.decision, actor=actor),
    )
    return signatures.reserve_number(pdf)
