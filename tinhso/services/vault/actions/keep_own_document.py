"""Put an own paper into the vault, marked unverified, and take it out again."""

from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import MEGABYTE, PDF, UploadKind
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key
from tinhso.services.vault import queries
from tinhso.services.vault.errors import ItemNotFound, OwnDocumentRefused
from tinhso.services.vault.models import OwnDocument

OWN_KIND = "vault.own"
MOST_BYTES, MOST_DOCUMENTS, LONGEST_TITLE = 20 * MEGABYTE, 50, 200


def add_own_document(
    *, holder: HolderRef, title: str, uploads: tuple[tuple[str, bytes], ...], actor: Actor
) -> OwnDocument:
    if actor.is_officer or not queries.is_own(holder, actor):
        raise ItemNotFound("Bạn chỉ thêm được giấy tờ vào kho của mình.")
    named = " ".join(title.split())
    if not named or len(named) > LONGEST_TITLE:
        words = f"Ghi tên giấy tờ, nhiều nhất {LONGEST_TITLE} ký tự."
        raise OwnDocumentRefused(words, fields={"/title": words})
    if not uploads:
        raise OwnDocumentRefused("Chọn tệp hoặc chụp ảnh.", fields={"/file": "Chọn tệp hoặc chụp ảnh."})
    name, content, pages = _one_pdf(uploads)
    with transaction.atomic():
        lock_key(f"vault.own:{holder.kind}:{holder.id}")
        if OwnDocument.objects.filter(holder_kind=holder.kind, holder_id=holder.id).count() >= MOST_DOCUMENTS:
            words = f"Kho giữ nhiều nhất {MOST_DOCUMENTS} giấy tờ tự thêm; hãy bỏ bớt."
            raise OwnDocumentRefused(words, fields={"/title": words})
        kept = files.store(content=content, name=name, media_type=PDF, pages=pages, actor=actor)
        assert actor.person_id is not None
        row = OwnDocument.objects.create(
            holder_kind=holder.kind,
            holder_id=holder.id,
            title=named,
            file_id=kept.id,
            added_by_id=actor.person_id,
            added_at=now(),
        )
        files.link_file(file_id=kept.id, owner=(OWN_KIND, row.id), actor=actor)
        access.record_write(actor=actor, act="vault.add_own", target=(OWN_KIND, row.id), detail={})
    return row


def _one_pdf(uploads: tuple[tuple[str, bytes], ...]) -> tuple[str, bytes, int | None]:
    """One PDF as it is, or all photos as one. Raises UploadRefused, OwnDocumentRefused for a mixture."""
    checked = [files.check_upload(content=content, name=name, max_bytes=MOST_BYTES) for name, content in uploads]
    if len(checked) == 1 and checked[0].kind is UploadKind.PDF:
        return checked[0].name, uploads[0][1], checked[0].pages
    if any(one.kind is UploadKind.PDF for one in checked):
        words = "Chọn một tệp PDF, hoặc một hay nhiều ảnh."
        raise OwnDocumentRefused(words, fields={"/file": words})
    name = checked[0].name.rpartition(".")[0] + ".pdf"
    names = [one.name for one in checked]
    return name, files.photos_to_pdf((content for _, content in uploads), name=name, names=names), len(checked)


def remove_own_document(*, document_id: UUID, actor: Actor) -> None:
    with transaction.atomic():
        row = OwnDocument.objects.filter(id=document_id).first()
        if row is None or actor.is_officer or not queries.is_own(queries.own_holder(row), actor):
            raise ItemNotFound("Không có giấy tờ này trong kho của bạn.")
        files.unlink_file(file_id=row.file_id, owner=(OWN_KIND, row.id), actor=actor)
        access.record_write(actor=actor, act="vault.remove_own", target=(OWN_KIND, row.id), detail={})
        row.delete()
