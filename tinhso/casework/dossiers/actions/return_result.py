"""Give the result to the applicant: online by the platform itself, at the desk by an officer who checked who came."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tinhso.casework.dossiers import chronicle, dues, mailing, printing, timing
from tinhso.casework.dossiers.actions.change_result import follow
from tinhso.casework.dossiers.actions.hold_papers import give_back
from tinhso.casework.dossiers.actions.issue_result import result_type_of
from tinhso.casework.dossiers.applicants import person_described
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.events import DossierReturned
from tinhso.casework.dossiers.models import Dossier, Result
from tinhso.casework.dossiers.types import Decision, ReturnMethod, Status
from tinhso.engines.deadlines.types import ClockKind
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import ResultType
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.errors import Invalid
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import Waits
from tinhso.services.registers import api as registers
from tinhso.services.registers.types import ChangeKind, EntryState
from tinhso.services.vault import api as vault
from tinhso.services.vault.types import VaultItem

_BY_ITSELF = {
    ReturnMethod.ONLINE: "Trả kết quả điện tử vào kho dữ liệu của người nộp.",
    ReturnMethod.POSTAL: "Trả kết quả qua bưu chính công ích.",
    ReturnMethod.COUNTER: "Trả kết quả tại bộ phận một cửa.",
}


def hand_over(
    row: Dossier, *, identity_checked: str, given_ids: tuple[UUID, ...] = (), at: datetime, actor: Actor
) -> None:
    """Put the result in the vault and record who took it and how the desk knew them (national status 10)."""
    result = Result.objects.filter(dossier=row).first()
    on_paper = row.batch_id is not None
    if result is None or result.signed_at is None or (result.file_id is None and not on_paper):
        raise WrongStatus("Hồ sơ chưa có kết quả đã ký.")
    at_desk = row.return_method != ReturnMethod.ONLINE and not actor.is_system
    if at_desk and not identity_checked.strip():
        raise Invalid(
            "Cần kiểm tra người nhận.", fields={"/identity_checked": "Ghi giấy tờ đã kiểm tra của người nhận kết quả."}
        )
    if at_desk:
        mailing.fetch_instead(row, actor=actor)
    fees.refuse_unpaid((dues.KIND, row.id), Waits.RETURN)
    give_back(row, given_ids, identity_checked=identity_checked, actor=actor)
    if result.decision == Decision.GRANTED and not on_paper:
        item = _deposit(row, result, actor)
        _follow_register(row, item, actor)
    registers.hand_over(subject=("dossier", row.id), on=local(at).date(), actor=actor)
    row.returned_at = at
    timing.finish(row, ClockKind.RETURN, at=at, reason="Đã trả kết quả.", actor=actor)
    words = "Trả kết quả tại bộ phận một cửa." if at_desk else _BY_ITSELF[ReturnMethod(row.return_method)]
    chronicle.move(row, Status.RETURNED, words=words, at=at, actor=actor)
    detail: dict[str, object] = {"identity_checked": bool(identity_checked.strip())}
    chronicle.tell(row, DossierReturned, act="dossiers.return", actor=actor, detail=detail)


def _follow_register(row: Dossier, item: VaultItem, actor: Actor) -> None:
    """A result that was revoked or replaced before anybody had it comes into the vault as what it is."""
    for entry in registers.entries_of(("dossier", row.id)):
        if entry.notation == item.number and entry.state in (EntryState.REVOKED, EntryState.REPLACED):
            kind = ChangeKind.REVOKED if entry.state is EntryState.REVOKED else ChangeKind.REPLACED
            follow(item, entry, kind, None, actor)


def _deposit(row: Dossier, result: Result, actor: Actor) -> VaultItem:
    assert row.finished_on is not None
    assert result.file_id is not None
    procedure = procedures.get_procedure_version(row.procedure_version_id)
    kind = result_type_of(procedure, result.decision)
    return vault.deposit(
        holder=beneficiary_of(row, kind),
        result_code=kind.code or row.procedure_code,
        title=result.title,
        number=result.number,
        issuer_agency_id=row.owner_agency_id,
        issued_on=row.finished_on,
        valid_to=printing.valid_until(kind, result.decision, row.finished_on),
        file_id=result.file_id,
        data=result_data(row.answers, kind.data),
        source=("dossier", row.id),
        token=result.verify_token,
        actor=actor,
    )


def beneficiary_of(row: Dossier, kind: ResultType) -> HolderRef:
    """Whose result it is: the person at the result's `holder` in the answers, else the applicant.

    A person with a number is looked up (or registered). A newborn has none and becomes the ward of those whom the
    definition names (mother, father), so that the vault keeps the result under a guardian until there is a number; whoever
    only files for them is no guardian.
    """
    person = at_pointer(row.answers, kind.holder) if kind.holder else None
    if not isinstance(person, dict) or not person.get("full_name"):
        return row.holder
    return person_described(person, guardians=_guardians(row, kind))


def _guardians(row: Dossier, kind: ResultType) -> dict[UUID, str]:
    """Who guards the holder (id → relation): the applicant first when among them, since the first one keeps the result."""
    found: dict[UUID, str] = {}
    for pointer, relation in kind.guardians.items():
        described = at_pointer(row.answers, pointer)
        if isinstance(described, dict) and described.get("full_name") and described.get("personal_number"):
            found[person_described(described, guardians={}).id] = relation
    return dict(sorted(found.items(), key=lambda one: one[0] != row.holder.id))


def result_data(answers: dict[str, Any], mapping: Any) -> dict[str, Any]:
    """What the vault keeps of a result: vault path ← pointer into the answers; absent answers stay absent."""
    found = {path: at_pointer(answers, pointer) for path, pointer in mapping.items()}
    return {path: value for path, value in found.items() if value is not None}


def at_pointer(value: Any, pointer: str) -> Any:
    """The value at a JSON pointer, None where there is none."""
    for step in pointer.strip("/").split("/"):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value
