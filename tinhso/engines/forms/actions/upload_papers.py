"""Files of a paper that come in pieces; whole, they are checked and kept like any other."""

from collections.abc import Sequence
from uuid import UUID

from tinhso.engines.forms.actions.drafting import LINK, draft_of, find_row
from tinhso.engines.forms.actions.save_answers import attach_paper, paper_asked
from tinhso.engines.forms.errors import DraftClosed, NothingChosen
from tinhso.engines.forms.types import DraftState
from tinhso.foundation.files import api as files
from tinhso.foundation.files.errors import UploadRefused
from tinhso.foundation.files.types import MEGABYTE, UploadProgress
from tinhso.kernel.actor import Actor

# What one paper may be given at once: it is in memory while it is checked.
MOST_BYTES = 64 * MEGABYTE


def begin(draft_id: UUID, component_code: str, name: str, size: int, sha256: str, actor: Actor) -> UploadProgress:
    row = find_row(draft_id, actor)
    if row.state != DraftState.OPEN:
        raise DraftClosed("Hồ sơ nháp này đã nộp, không sửa được nữa. Hãy xem trong “Hồ sơ của tôi”.")
    paper = paper_asked(draft_of(row), component_code)
    return files.begin_upload(
        owner=(LINK, row.id),
        label=component_code,
        name=name,
        size=size,
        sha256=sha256,
        max_bytes=paper.rule.max_megabytes * MEGABYTE,
        actor=actor,
    )


def append(draft_id: UUID, upload_id: UUID, offset: int, content: bytes, actor: Actor) -> UploadProgress:
    row = find_row(draft_id, actor)
    return files.append_upload(upload_id=upload_id, owner=(LINK, row.id), offset=offset, content=content, actor=actor)


def attach(draft_id: UUID, component_code: str, upload_ids: Sequence[UUID], actor: Actor) -> tuple[UUID, ...]:
    row = find_row(draft_id, actor)
    paper_asked(draft_of(row), component_code)
    if not upload_ids:
        raise NothingChosen
    uploads: list[tuple[str, bytes]] = []
    for upload_id in dict.fromkeys(upload_ids):
        uploads.append(
            files.finish_upload(upload_id=upload_id, owner=(LINK, row.id), label=component_code, actor=actor)
        )
        if sum(len(content) for _, content in uploads) > MOST_BYTES:
            words = f"mỗi lần tải lên nhiều nhất {MOST_BYTES // MEGABYTE} MB; hãy tải làm nhiều lần."
            raise UploadRefused(uploads[-1][0], words)
    return attach_paper(draft_id, component_code, uploads, actor)
