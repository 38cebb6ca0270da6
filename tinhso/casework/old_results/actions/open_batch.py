"""Open a batch and give it its list."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.old_results import models, queries
from tinhso.casework.old_results.actions.locking import lock_batch
from tinhso.casework.old_results.domain import read_list
from tinhso.casework.old_results.errors import ListRefused, WrongTime
from tinhso.casework.old_results.types import BatchState, Imported
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now, today
from tinhso.kernel.text import clean

_EARLIEST = 1945
MOST_BYTES = 5_000_000


def open_batch(*, kind_code: str, title: str, year_from: int, year_to: int, actor: Actor) -> UUID:
    """A batch of one kind and span of years from the archive of the actor's agency. Raises ActDenied, ListRefused."""
    access.authorise(actor=actor, act=queries.MANAGE, agency_id=actor.agency_id)
    version = definitions.find("old_result", kind_code)
    wrong: dict[str, str] = {}
    if version is None:
        wrong["/loai"] = "Chọn loại kết quả."
    if not clean(title):
        wrong["/ten"] = "Đặt tên cho đợt số hóa."
    if not _EARLIEST <= year_from <= year_to <= today().year:
        wrong["/tu_nam"] = f"Năm từ {_EARLIEST} đến {today().year}, năm đầu không sau năm cuối."
    if wrong or version is None or actor.agency_id is None or actor.person_id is None:
        raise ListRefused("Chưa mở được đợt số hóa.", fields=wrong)
    with transaction.atomic():
        row = models.Batch.objects.create(
            agency_id=actor.agency_id,
            kind_version_id=version.id,
            title=clean(title)[:200],
            year_from=year_from,
            year_to=year_to,
            opened_at=now(),
            opened_by_id=actor.person_id,
        )
        detail = {"kind": kind_code, "years": f"{year_from}-{year_to}"}
        access.record_write(actor=actor, act="old_results.open", target=("old_batch", row.id), detail=detail)
    return row.id


def import_list(*, batch_id: UUID, content: bytes, actor: Actor) -> Imported:
    """Add the lines of a CSV list, all or none: errors come by line and then nothing is written.

    The same list again, or a longer one, goes on where the last ended: known lines stay as they are. A number that stands
    in another batch of the agency is an error of its line. Raises ActDenied, NoBatch, WrongTime, ListRefused.
    """
    if len(content) > MOST_BYTES:
        raise ListRefused("Danh sách quá lớn.", fields={"/danh_sach": "Tệp nhiều nhất 5 MB; chia thành nhiều tệp."})
    with transaction.atomic():
        batch = lock_batch(batch_id, queries.MANAGE, actor)
        if batch.state != BatchState.OPEN:
            raise WrongTime("Đợt này đang kiểm tra mẫu hoặc đã nghiệm thu, không nhập thêm danh sách.")
        kind = queries.kind_of_batch(batch)
        found = read_list(kind, content, years=range(batch.year_from, batch.year_to + 1), on=today())
        known = _known(batch, kind.register)
        elsewhere = {
            f"/dong/{line}": f"Số {number}/{year} đã có trong một đợt khác của cơ quan."
            for line, (year, number, _) in enumerate(found, start=2)
            if known.get((year, number), batch.id) != batch.id
        }
        if elsewhere:
            raise ListRefused(f"{len(elsewhere)} dòng trùng với đợt khác; chưa nhập dòng nào.", fields=elsewhere)
        new = [one for one in found if one[:2] not in known]
        models.Line.objects.bulk_create(
            models.Line(
                batch=batch,
                agency_id=batch.agency_id,
                register=kind.register,
                year=year,
                number=number,
                facts=queries.kept(facts),
            )
            for year, number, facts in new
        )
        done = Imported(new=len(new), known=len(found) - len(new))
        detail = {"new": done.new, "known": done.known}
        access.record_write(actor=actor, act="old_results.import", target=("old_batch", batch.id), detail=detail)
    return done


def _known(batch: models.Batch, register: str) -> dict[tuple[int, int], UUID]:
    rows = models.Line.objects.filter(
        agency_id=batch.agency_id, register=register, year__range=(batch.year_from, batch.year_to)
    )
    return {(year, number): found for year, number, found in rows.values_list("year", "number", "batch_id")}
