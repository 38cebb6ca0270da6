"""Scans in bulk: a PDF per result, named by its number, or one PDF that is parted into results."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from tinhso.casework.old_results import models, queries
from tinhso.casework.old_results.actions.locking import lock_batch
from tinhso.casework.old_results.domain import groups_of, number_in_name
from tinhso.casework.old_results.errors import ListRefused, WrongTime
from tinhso.casework.old_results.types import BatchState, LineState
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import PDF, UploadKind
from tinhso.kernel.actor import Actor

MOST_BYTES = 20_000_000


def add_scans(*, batch_id: UUID, scans: Sequence[tuple[str, bytes]], actor: Actor) -> int:
    """Each PDF (name, content) goes to the line whose number and year its name begins with ("15-1998.pdf").

    All or none. A line that has not been checked may get a new scan and is then read again. Returns how many.
    Raises ActDenied, NoBatch, WrongTime, ListRefused (fields by file), UploadRefused.
    """
    for name, content in scans:
        files.check_upload(content=content, name=name, allow=(UploadKind.PDF,), max_bytes=MOST_BYTES)
    with transaction.atomic():
        batch = _open(batch_id, actor)
        wanted: dict[tuple[int, int], tuple[str, bytes]] = {}
        wrong: dict[str, str] = {}
        for name, content in scans:
            found = number_in_name(name)
            if found is None:
                wrong[f"/tep/{name[:80]}"] = "Tên tệp phải bắt đầu bằng số và năm, như 15-1998.pdf."
            elif found in wanted:
                wrong[f"/tep/{name[:80]}"] = f"Hai tệp cùng số {found[0]}/{found[1]}."
            else:
                wanted[found] = (name, content)
        rows = {(row.number, row.year): row for row in _without_check(batch)}
        for key in wanted:
            if key not in rows:
                wrong[f"/tep/{wanted[key][0][:80]}"] = f"Đợt này không có dòng {key[0]}/{key[1]} đang chờ bản quét."
        if wrong or not wanted:
            raise ListRefused("Chưa nhận bản quét nào.", fields=wrong or {"/scan": "Chọn các tệp PDF."})
        for key, (name, content) in wanted.items():
            _attach(rows[key], name, content, actor)
        _tell(batch, len(wanted), actor)
    return len(wanted)


def add_stack(*, batch_id: UUID, scan: tuple[str, bytes], pages_each: int | None, actor: Actor) -> int:
    """One PDF of many results in the order of the list: `pages_each` pages a result, or None where empty sheets part them.

    The parts go to the first lines without a scan; more parts than lines is refused whole. Returns how many.
    Raises as `add_scans`.
    """
    name, content = scan
    files.check_upload(content=content, name=name, allow=(UploadKind.PDF,), max_bytes=MOST_BYTES)
    groups = groups_of(files.empty_pages(content), pages_each)
    with transaction.atomic():
        batch = _open(batch_id, actor)
        rows = [row for row in _without_check(batch) if row.state == LineState.LISTED][: len(groups)]
        if not groups or len(groups) > len(rows):
            said = f"Tệp có {len(groups)} kết quả, danh sách còn {len(rows)} dòng chưa có bản quét."
            raise ListRefused("Chưa nhận bản quét nào.", fields={"/scan": said})
        for row, part in zip(rows, files.split_pdf(content, groups), strict=True):
            _attach(row, f"{row.number}-{row.year}.pdf", part, actor)
        _tell(batch, len(groups), actor)
    return len(groups)


def _open(batch_id: UUID, actor: Actor) -> models.Batch:
    batch = lock_batch(batch_id, queries.ENTER, actor)
    if batch.state != BatchState.OPEN:
        raise WrongTime("Đợt này đang kiểm tra mẫu hoặc đã nghiệm thu, không nhận bản quét nữa.")
    return batch


def _without_check(batch: models.Batch) -> list[models.Line]:
    states = (LineState.LISTED, LineState.SCANNED, LineState.ENTERED)
    return list(models.Line.objects.filter(batch=batch, state__in=states).order_by("year", "number"))


def _attach(row: models.Line, name: str, content: bytes, actor: Actor) -> None:
    kept = files.store(content=content, name=name[:200], media_type=PDF, actor=actor)
    files.link_file(file_id=kept.id, owner=(queries.KIND, row.id), actor=actor)
    if row.scan_id not in (None, kept.id):
        files.unlink_file(file_id=row.scan_id, owner=(queries.KIND, row.id), actor=actor)
    row.scan_id, row.state, row.entered_by_id = kept.id, LineState.SCANNED, None
    row.save(update_fields=["scan_id", "state", "entered_by_id"])


def _tell(batch: models.Batch, count: int, actor: Actor) -> None:
    access.record_write(actor=actor, act="old_results.scan", target=("old_batch", batch.id), detail={"scans": count})
