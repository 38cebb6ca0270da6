"""Tell a dossier by the second generation: its code, its papers, the dossier once (`NoiHoSo`), then each step and state.

That generation is not known to answer what it has. What was done is therefore written down here before and after each step;
a step whose end nobody saw is sent again only where the definition says that the portal takes it twice, else a person asks.
"""

from collections.abc import Callable
from uuid import UUID

from tinhso.foundation.files import api as files
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import DomainError, Unavailable
from tinhso.services.national_portal import mapping, second_rule
from tinhso.services.national_portal.adapters.second_generation import SecondGeneration
from tinhso.services.national_portal.domain import second_wire
from tinhso.services.national_portal.errors import InDoubt, NotOffered, NotReached, Refused
from tinhso.services.national_portal.models import Message, SecondRecord
from tinhso.services.national_portal.second_rule import SecondRule
from tinhso.services.national_portal.types import DossierState, GivenPaper, ProgressLine, Rule

_STEPS = {
    second_rule.DOSSIER: "lập hồ sơ (NoiHoSo)",
    second_rule.PROGRESS: "tiến trình (CapNhatTienTrinh)",
    second_rule.STATE: "trạng thái (CapNhatTrangThai)",
}


def tell(row: Message, state: DossierState, line: ProgressLine | None, *, client: SecondGeneration, rule: Rule) -> None:
    """What of the message the portal does not have yet. Raises Unmapped, NotReached, Uncertain, Refused (InDoubt, NotOffered)."""
    by = rule.second
    if by is None:
        raise NotOffered("Định nghĩa national_portal chưa có phần second (địa chỉ từng bước của thế hệ thứ hai).")
    codes = mapping.codes_for(state)
    record, _ = SecondRecord.objects.get_or_create(subject_id=state.subject_id)
    _no_doubt(record, by)
    code = _code(record, state, client, by)
    if record.created_at is None:
        _upload(record, state, client, by)
        data = second_wire.dossier(state, code=code, codes=codes, uploads=record.uploads, rule=rule, second=by)
        _step(record, second_rule.DOSSIER, lambda: client.create(data))
        record.created_at = now()
        record.save(update_fields=["created_at"])
    if line is not None and not row.is_told:
        said = second_wire.progress(code, line, by)
        _step(record, second_rule.PROGRESS, lambda: client.put_progress(said))
        row.is_told = True
        row.save(update_fields=["is_told"])
    standing = second_wire.standing(code, line.status if line else state.status, by)
    _step(record, second_rule.STATE, lambda: client.put_state(standing))


def _no_doubt(record: SecondRecord, by: SecondRule) -> None:
    if record.doubt and record.doubt not in by.repeatable:
        raise InDoubt(
            f"Không rõ Cổng đã nhận bước {_STEPS[record.doubt]} chưa, và thế hệ thứ hai không có tra cứu. Hãy hỏi Cổng về mã "
            f"{record.their_code}: nếu chưa nhận thì Gửi lại, nếu đã nhận thì Bỏ qua."
        )


def _code(record: SecondRecord, state: DossierState, client: SecondGeneration, by: SecondRule) -> str:
    """The code under which the portal knows it: kept before it is used, so that a dossier never takes two."""
    if not record.their_code:
        is_given = state.foreign_code or not by.numbers_are_theirs
        record.their_code = state.their_code if is_given else client.next_code()
        record.save(update_fields=["their_code"])
    return record.their_code


def _upload(record: SecondRecord, state: DossierState, client: SecondGeneration, by: SecondRule) -> None:
    """Papers go only by the definition, each once; a paper whose file is not to be had goes by its name alone."""
    for paper in state.papers if by.sends_files else ():
        if str(paper.id) in record.uploads:
            continue
        uploaded = _one(paper, state, client)
        if uploaded is not None:
            record.uploads = {**record.uploads, str(paper.id): list(uploaded)}
            record.save(update_fields=["uploads"])


def _one(paper: GivenPaper, state: DossierState, client: SecondGeneration) -> tuple[str, str] | None:
    try:
        found = files.read_file(file_id=paper.id, owner=(state.papers_owner, state.subject_id), actor=system_actor())
    except Unavailable:
        raise
    except DomainError:
        return None
    with found.stream as stream:
        content = stream.read()
    return client.upload(name=found.file.name, media_type=found.file.media_type, content=content)


def _step(record: SecondRecord, name: str, act: Callable[[], None]) -> None:
    """Marked before it leaves; the mark goes when the portal answered, be it no, or when nothing left this machine."""
    record.doubt = name
    record.save(update_fields=["doubt"])
    try:
        act()
    except (NotReached, Refused):
        record.doubt = ""
        record.save(update_fields=["doubt"])
        raise
    record.doubt = ""
    record.save(update_fields=["doubt"])


def settle_doubt(subject_id: UUID, *, has_it: bool) -> None:
    """A person asked the portal: it has the step whose end nobody saw, or has it not."""
    record = SecondRecord.objects.filter(subject_id=subject_id).exclude(doubt="").first()
    if record is None:
        return
    if has_it and record.doubt == second_rule.DOSSIER:
        record.created_at = record.created_at or now()
    record.doubt = ""
    record.save(update_fields=["doubt", "created_at"])
