"""Answer a supplement request item by item; only the whole answer, sent, lets the clock go on."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, timing
from tinhso.casework.dossiers.actions.leave_dossier import is_applicant
from tinhso.casework.dossiers.correspondence import ClockRule, SupplementState, askable_fields, reopens_as
from tinhso.casework.dossiers.errors import HiddenDossier, WrongStatus
from tinhso.casework.dossiers.events import SupplementAnswered
from tinhso.casework.dossiers.models import Dossier, Supplement, SupplementItem, SupplementMessage
from tinhso.engines.forms import api as forms
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import MEGABYTE, PDF, UploadKind
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Invalid
from tinhso.kernel.text import clean

MOST_BYTES = 20 * MEGABYTE
MOST_FILES = 10
_WORDS = 2000


def answer_item(*, item_id: UUID, value: Any = None, uploads: Sequence[tuple[str, bytes]] = (), actor: Actor) -> None:
    """Keep the answer to one item: files (name, content) for a component, a value for a field, else words. Saved, not sent.

    For the applicant, or the desk that received the dossier when the answer comes over the counter. Raises
    HiddenDossier, WrongStatus (not open any more), Invalid (nothing given, or not a value of that field),
    UploadRefused, ScanUnavailable.
    """
    documents = _documents(uploads)
    with transaction.atomic():
        item, row = _open_item(item_id, actor)
        if item.component:
            _add_files(item, documents, actor)
        elif item.field:
            item.answer = {"value": _checked(row, item.field, value), "was": _at(row.answers, item.field)}
        else:
            words = clean(str(value or ""))[:_WORDS]
            if not words:
                raise Invalid("Chưa có nội dung.", fields={"/value": "Hãy ghi nội dung bổ sung."})
            item.answer = {"value": words}
        item.answered_at = now()
        item.save()
        access.record_write(
            actor=actor, act="dossiers.answer_item", target=("dossier", row.id), detail={"item": item.seq}
        )


def take_back_file(*, item_id: UUID, file_id: UUID, actor: Actor) -> None:
    """Take a file of an answer back before it is sent. Raises HiddenDossier, WrongStatus, Invalid (there is none)."""
    with transaction.atomic():
        item, row = _open_item(item_id, actor)
        if str(file_id) not in item.file_ids:
            raise Invalid("Tệp này đã được bỏ rồi.")
        item.file_ids = [one for one in item.file_ids if one != str(file_id)]
        item.answered_at = item.answered_at if item.file_ids else None
        item.save()
        files.unlink_file(file_id=file_id, owner=("dossier_supplement", item.supplement_id), actor=actor)
        access.record_write(
            actor=actor, act="dossiers.answer_item", target=("dossier", row.id), detail={"item": item.seq}
        )


def send_answer(*, supplement_id: UUID, actor: Actor) -> None:
    """Everything is there: the answers become part of the dossier and the clock goes on from the next opening.

    Raises Invalid naming every item that is still without an answer: then nothing goes on.
    """
    with transaction.atomic():
        request = Supplement.objects.filter(id=supplement_id).first()
        row = chronicle.lock(request.dossier_id if request else supplement_id, actor=actor)
        at = now()
        request = lock_row(Supplement.objects.filter(id=supplement_id)).get()
        _may_answer(row, request, actor)
        items = list(SupplementItem.objects.filter(supplement=request).order_by("seq"))
        missing = {f"/item-{item.seq}": f"Chưa bổ sung: {_heading(item)}" for item in items if item.answered_at is None}
        if missing:
            raise Invalid("Chưa bổ sung đủ nên chưa gửi được.", fields=missing)
        _take_over(row, items, actor)
        chronicle.move(
            row, reopens_as(request), words="Người nộp đã bổ sung đủ những nội dung được yêu cầu.", at=at, actor=actor
        )
        request.state, request.closed_at = SupplementState.ANSWERED, at
        request.save()
        anew = request.clock == ClockRule.RESET
        timing.go_on(row, anew=anew, at=at, reason="Người nộp đã bổ sung đủ hồ sơ.", actor=actor)
        chronicle.save(row, "answers", "papers", "statutory_due_at", "due_at")
        chronicle.tell(
            row,
            SupplementAnswered,
            act="dossiers.send_answer",
            actor=actor,
            supplement_id=request.id,
            seq=request.seq,
        )


def write_message(*, supplement_id: UUID, text: str, actor: Actor) -> None:
    """The applicant asks back about an open request, or an officer of the agency replies. Raises HiddenDossier, Invalid."""
    words = clean(text)[:_WORDS]
    if not words:
        raise Invalid("Chưa có nội dung.", fields={"/text": "Hãy ghi điều bạn muốn hỏi."})
    with transaction.atomic():
        request = Supplement.objects.filter(id=supplement_id).select_related("dossier").first()
        if request is None:
            raise HiddenDossier
        row = request.dossier
        if actor.is_officer:
            access.authorise(actor=actor, act="dossiers.process", agency_id=actor.agency_id)
            if actor.agency_id not in (row.receiving_agency_id, row.owner_agency_id):
                raise HiddenDossier
        elif not is_applicant(row, actor):
            raise HiddenDossier
        if request.state != SupplementState.OPEN:
            raise WrongStatus("Yêu cầu bổ sung này đã kết thúc.")
        assert actor.person_id is not None
        SupplementMessage.objects.create(
            supplement=request, is_officer=actor.is_officer, person_id=actor.person_id, text=words, at=now()
        )
        access.record_write(actor=actor, act="dossiers.write_message", target=("dossier", row.id), detail={})


def _heading(item: SupplementItem) -> str:
    return f"{item.title}." if item.component or item.field else item.ask


def _open_item(item_id: UUID, actor: Actor) -> tuple[SupplementItem, Dossier]:
    found = SupplementItem.objects.filter(id=item_id).select_related("supplement").first()
    if found is None:
        raise HiddenDossier
    row = chronicle.lock(found.supplement.dossier_id, actor=actor)
    item = lock_row(SupplementItem.objects.filter(id=item_id)).get()
    _may_answer(row, Supplement.objects.get(id=item.supplement_id), actor)
    return item, row


def _may_answer(row: Dossier, request: Supplement, actor: Actor) -> None:
    if actor.is_officer:
        access.authorise(actor=actor, act="dossiers.receive", agency_id=row.receiving_agency_id)
    elif not is_applicant(row, actor):
        raise HiddenDossier
    if request.state != SupplementState.OPEN:
        raise WrongStatus("Yêu cầu bổ sung này đã kết thúc; hồ sơ không nhận thêm nội dung.")


def _documents(uploads: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes, int | None]]:
    """(name, PDF, pages): each PDF as it is, all photos together as one."""
    checked = [
        (
            files.check_upload(
                content=content, name=name, allow=(UploadKind.PDF, UploadKind.PHOTO), max_bytes=MOST_BYTES
            ),
            content,
        )
        for name, content in uploads
    ]
    made = [(one.name, content, one.pages) for one, content in checked if one.kind is UploadKind.PDF]
    photos = [(one.name, content) for one, content in checked if one.kind is UploadKind.PHOTO]
    if photos:
        name = photos[0][0].rpartition(".")[0] + ".pdf"
        names = [own for own, _ in photos]
        bound = files.photos_to_pdf((content for _, content in photos), name=name, names=names)
        made.append((name, bound, len(photos)))
    return made


def _add_files(item: SupplementItem, documents: Sequence[tuple[str, bytes, int | None]], actor: Actor) -> None:
    if not documents:
        raise Invalid("Chưa có tệp.", fields={"/files": "Hãy chọn tệp hoặc chụp ảnh giấy tờ."})
    if len(item.file_ids) + len(documents) > MOST_FILES:
        raise Invalid("Quá nhiều tệp.", fields={"/files": f"Nhận nhiều nhất {MOST_FILES} tệp."})
    for name, content, pages in documents:
        kept = files.store(content=content, name=name, media_type=PDF, pages=pages, actor=actor)
        files.link_file(file_id=kept.id, owner=("dossier_supplement", item.supplement_id), actor=actor)
        item.file_ids = [*item.file_ids, str(kept.id)]


def _checked(row: Dossier, path: str, value: Any) -> Any:
    """The value as the form keeps it. Raises Invalid when the form would not take it there."""
    if value in (None, ""):
        raise Invalid("Chưa có câu trả lời.", fields={"/value": "Hãy trả lời mục này."})
    if path not in askable_fields(row.procedure_version_id):
        raise Invalid("Tờ khai không có mục này.")
    form = forms.form_of(row.procedure_version_id)
    changed = forms.normalise(form, _with(row.answers, path, value))
    wrong = forms.validate(form, changed).get("/" + path.replace(".", "/"))
    if wrong:
        raise Invalid("Câu trả lời chưa đúng.", fields={"/value": "; ".join(wrong)})
    return _at(changed, path)


def _take_over(row: Dossier, items: Sequence[SupplementItem], actor: Actor) -> None:
    """The answers become the dossier's; its code and everything handed in before stay (NĐ 45/2020 Đ12)."""
    for item in items:
        if item.component:
            row.papers = {**row.papers, item.component: [*row.papers.get(item.component, ()), *item.file_ids]}
            for file_id in item.file_ids:
                files.link_file(file_id=UUID(file_id), owner=("dossier", row.id), actor=actor)
        elif item.field:
            row.answers = _with(row.answers, item.field, item.answer["value"])
    wrong = forms.validate(forms.form_of(row.procedure_version_id), row.answers)
    if wrong:
        by_field = {item.field: item for item in items if item.field}
        told = {
            f"/item-{by_field[path].seq}" if path in by_field else "/items": "; ".join(texts)
            for pointer, texts in wrong.items()
            for path in [pointer.strip("/").replace("/", ".")]
        }
        raise Invalid("Các câu trả lời chưa khớp nhau.", fields=told)


def _at(answers: Any, path: str) -> Any:
    for name in path.split("."):
        answers = answers.get(name) if isinstance(answers, dict) else None
    return answers


def _with(answers: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The answers with another value at a dotted path; the given ones are not touched."""
    head, _, rest = path.partition(".")
    below = answers.get(head)
    return {**answers, head: _with(below if isinstance(below, dict) else {}, rest, value) if rest else value}
