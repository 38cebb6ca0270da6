"""Draft a result in Word: merge the template, upload the next version, say something about one."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, draft_files
from tinhso.casework.dossiers.actions.save_draft import drafting_item
from tinhso.casework.dossiers.actions.take_task import in_role
from tinhso.casework.dossiers.errors import NoDossier, NotOffered, WrongStatus
from tinhso.casework.dossiers.models import Dossier, DraftComment, DraftFile, ResultDraft
from tinhso.casework.dossiers.stand_ins import is_free_for
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Conflict, Denied, Invalid
from tinhso.kernel.text import clean, clean_lines
from tinhso.services.papers import api as papers

LONGEST = 2000


def begin_draft_file(*, dossier_id: UUID, version: int, actor: Actor) -> int:
    """Merge the procedure's Word template for what the saved draft decides: the first version, or a fresh one.

    Returns its number. Raises Denied, StaleVersion, WrongStatus (not drafting, no decision saved), NotOffered (no template).
    """
    with transaction.atomic():
        row = _drafting(dossier_id, version, actor)
        decision = _decision(row)
        template = draft_files.template_of(row, decision)
        if template is None:
            raise NotOffered("Thủ tục này chưa có mẫu Word cho quyết định đã chọn.")
        content = papers.merge_docx(template, draft_files.values_of(row))
        return _keep(row, content, decision, note="Trộn từ mẫu của thủ tục", is_merged=True, actor=actor)


def upload_draft_file(*, dossier_id: UUID, content: bytes, note: str, version: int, actor: Actor) -> int:
    """The next version, as changed in Word. Raises as `begin_draft_file`, DocxInvalid for what is not taken, UploadRefused
    for a virus, ScanUnavailable.
    """
    # Before the dossier is locked: a scanner takes its time.
    files.scan(content=content, name="dự thảo.docx")
    with transaction.atomic():
        row = _drafting(dossier_id, version, actor)
        decision = _decision(row)
        papers.check_docx(content)
        return _keep(row, content, decision, note=clean(note)[:300], is_merged=False, actor=actor)


def comment_draft_file(*, dossier_id: UUID, seq: int, text: str, actor: Actor) -> None:
    """Say something about a version, for those who work on results of the deciding agency. Raises Denied, Invalid."""
    with transaction.atomic():
        row = chronicle.lock(dossier_id, actor=actor)
        access.authorise(actor=actor, act="dossiers.process", agency_id=row.owner_agency_id)
        draft = DraftFile.objects.filter(dossier=row, seq=seq).first()
        if draft is None:
            raise NoDossier
        words = clean_lines(text)
        if not words or len(words) > LONGEST or actor.person_id is None:
            raise Invalid("Chưa có ý kiến.", fields={"/comment": f"Ghi ý kiến, không quá {LONGEST} chữ."})
        comment = DraftComment.objects.create(draft=draft, text=words, written_at=now(), written_by_id=actor.person_id)
        detail = {"version": seq, "comment": str(comment.id)}
        access.record_write(actor=actor, act="dossiers.comment_draft", target=("dossier", row.id), detail=detail)


def _drafting(dossier_id: UUID, version: int, actor: Actor) -> Dossier:
    row = chronicle.lock(dossier_id, version=version, actor=actor)
    item = drafting_item(row)
    access.authorise(actor=actor, act="dossiers.process", agency_id=item.agency_id)
    if not in_role(item, actor) or actor.person_id is None:
        raise Denied("Bước dự thảo thuộc vị trí khác.")
    if not is_free_for(item.person_id, actor):
        raise Conflict("Đồng nghiệp đang giữ bước dự thảo này.")
    return row


def _decision(row: Dossier) -> str:
    last = ResultDraft.objects.filter(dossier=row).order_by("-seq").first()
    if last is None:
        raise WrongStatus("Chọn quyết định và lưu dự thảo trước, rồi soạn bằng Word.")
    return last.decision


def _keep(row: Dossier, content: bytes, decision: str, *, note: str, is_merged: bool, actor: Actor) -> int:
    assert actor.person_id is not None
    seq = DraftFile.objects.filter(dossier=row).count() + 1
    name = f"{row.code}-du-thao-{seq}.docx"
    stored = files.store(content=content, name=name, media_type=draft_files.DOCX, actor=actor)
    made = DraftFile.objects.create(
        dossier=row,
        seq=seq,
        decision=decision,
        file_id=stored.id,
        is_merged=is_merged,
        note=note,
        made_at=now(),
        made_by_id=actor.person_id,
    )
    files.link_file(file_id=stored.id, owner=(draft_files.OWNER, made.id), actor=actor)
    # As in save_draft.py: who changes an older version is told of this one.
    chronicle.save(row)
    detail = {"version": seq, "merged": is_merged}
    access.record_write(actor=actor, act="dossiers.draft_file", target=("dossier", row.id), detail=detail)
    return seq
