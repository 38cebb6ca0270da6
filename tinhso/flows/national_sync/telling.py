"""An event of a dossier becomes a message to the portal: the dossier as it is, and the step that made it so."""

from collections.abc import Mapping
from uuid import UUID

from tinhso.casework.dossiers import api as dossiers
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.national_portal import api as national_portal
from tinhso.services.national_portal.types import ProgressLine

# What each event is called there. What an officer typed never goes: it may name people.
WORDS: Mapping[str, str] = {
    "dossier.submitted": "Nộp hồ sơ",
    "dossier.accepted": "Tiếp nhận hồ sơ",
    "dossier.not_accepted": "Từ chối tiếp nhận hồ sơ",
    "dossier.moved": "Hoàn thành một bước xử lý",
    "dossier.act_undone": "Thu hồi bước vừa làm",
    "dossier.supplement_asked": "Yêu cầu bổ sung hồ sơ",
    "dossier.supplement_answered": "Người nộp đã bổ sung hồ sơ",
    "dossier.supplement_recalled": "Thu hồi yêu cầu bổ sung",
    "dossier.supplement_expired": "Hết hạn bổ sung",
    "dossier.fee_asked": "Yêu cầu thực hiện nghĩa vụ tài chính",
    "dossier.fee_paid": "Đã nộp đủ, tiếp tục giải quyết",
    "dossier.extended": "Xin lỗi và gia hạn thời gian giải quyết",
    "dossier.due_moved": "Điều chỉnh ngày hẹn trả theo lịch làm việc",
    "dossier.transferred": "Chuyển cơ quan giải quyết theo sắp xếp đơn vị",
    "dossier.finished": "Có kết quả giải quyết",
    "dossier.returned": "Đã trả kết quả",
    "dossier.stopped": "Dừng giải quyết hồ sơ",
    "dossier.withdrawn": "Người nộp rút hồ sơ",
    "dossier.acceptance_cancelled": "Hủy tiếp nhận",
}


def tell(record: EventRecord, *, actor: Actor) -> bool:
    """Queue it, once; False when it is queued already or the province talks to no portal."""
    if not national_portal.is_on():
        return False
    return national_portal.queue_state(
        state=dossiers.national_state(record.aggregate_id, actor=actor),
        line=_line(record),
        cause_id=record.id,
        seq=record.seq,
        desk_id=UUID(record.payload["receiving_agency_id"]),
        actor=actor,
    )


def _line(record: EventRecord) -> ProgressLine:
    """Who acted as an officer is named with post and unit; a citizen is not."""
    post = identity.get_post(record.post_id) if record.post_id else None
    names = identity.person_names([record.person_id]) if post and record.person_id else {}
    unit = record.agency_id or UUID(record.payload["owner_agency_id"])
    return ProgressLine(
        officer=next(iter(names.values()), ""),
        post=post.title if post else "",
        unit=identity.get_agency(unit).name,
        words=_words(record),
        status=record.payload["status"],
        at=record.at,
    )


def _words(record: EventRecord) -> str:
    if record.name != "dossier.moved":
        return WORDS[record.name]
    title = dossiers.step_title(record.aggregate_id, record.payload["step"])
    return f"Xong bước: {title}" if title else WORDS[record.name]
