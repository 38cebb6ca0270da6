"""What other systems may be allowed here, and of which events they may hear: agencies see their own dossiers' facts."""

from tinhso.casework.dossiers import events
from tinhso.casework.dossiers.confidentiality import is_closed_to_others
from tinhso.foundation.access.types import ApiScope
from tinhso.kernel.outbox.types import Audience, PublishedEvent

SCOPES = (
    ApiScope(
        code="dossiers.read",
        title="Xem tình trạng hồ sơ của các cơ quan được cấp (không có thông tin cá nhân)",
        title_en="Read the state of dossiers of the granted agencies (no personal data)",
        is_self_service=True,
    ),
)


def _told(event: type[events.DossierEvent], title: str, title_en: str) -> PublishedEvent:
    return PublishedEvent(
        event=event,
        title=title,
        title_en=title_en,
        scope="dossiers.read",
        audience=Audience.AGENCY,
        fields=("receiving_agency_id", "owner_agency_id"),
        is_open=lambda record: not is_closed_to_others(record.aggregate_id),
    )


EVENTS = (
    _told(events.DossierSubmitted, "Hồ sơ đã nộp", "A dossier was filed"),
    _told(events.DossierAccepted, "Hồ sơ được tiếp nhận", "A dossier was accepted"),
    _told(events.DossierNotAccepted, "Hồ sơ không được tiếp nhận", "A dossier was refused at intake"),
    _told(events.DossierMoved, "Xong một bước xử lý", "A step of processing was completed"),
    _told(events.SupplementAsked, "Yêu cầu bổ sung", "The applicant is asked for what is missing"),
    _told(events.SupplementAnswered, "Đã bổ sung", "What was missing came"),
    _told(events.SupplementRecalled, "Rút yêu cầu bổ sung", "The request for more was taken back"),
    _told(events.SupplementExpired, "Quá hạn bổ sung", "The request for more was not answered in time"),
    _told(events.DossierExtended, "Hẹn lại ngày trả", "An apology gave a new date"),
    _told(events.DossierDueMoved, "Ngày hẹn trả thay đổi theo lịch", "A changed calendar moved the date"),
    _told(events.FeeAsked, "Yêu cầu nộp thêm tiền", "More money is asked for"),
    _told(events.FeePaid, "Đã nộp đủ tiền", "What processing waited for is paid"),
    _told(events.DossierFinished, "Có kết quả", "The result is signed and numbered"),
    _told(events.DossierReturned, "Đã trả kết quả", "The result reached the applicant"),
    _told(events.DossierStopped, "Dừng giải quyết", "Processing stopped before a result"),
    _told(events.DossierWithdrawn, "Người nộp rút hồ sơ", "The applicant withdrew"),
    _told(events.AcceptanceCancelled, "Hủy tiếp nhận nhầm", "A wrong acceptance was cancelled"),
    _told(events.DossierTransferred, "Chuyển cơ quan sau sắp xếp", "A reform of units moved the dossier"),
)
