"""Verification in Vietnamese sentences."""

from collections.abc import Sequence
from datetime import datetime

from tinhso.kernel.clock import local
from tinhso.services.signatures.types import SignerFact, SignerKind

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

UNREADABLE = "Tệp không phải là PDF đọc được, hoặc đã bị hỏng."
UNSIGNED = "Tệp này không có chữ ký số nào. Nếu là bản của cơ quan cấp thì chữ ký đã bị gỡ bỏ."
INTACT = "Tệp không bị sửa đổi sau khi ký."
ALTERED = "CẢNH BÁO: tệp đã bị sửa đổi sau khi ký. Không sử dụng tệp này."
TEST = "Chữ ký dùng chứng thư số THỬ NGHIỆM của bản chạy thử, không có giá trị pháp lý."
TRUSTED = "Chứng thư số của người ký do tổ chức chứng thực mà hệ thống tin cậy cấp, đang trong thời hạn."
UNTRUSTED = "CẢNH BÁO: không xác định được nơi cấp chứng thư số của: {names}. Không coi là chữ ký của cơ quan."
NOT_SEALED = "Tệp chưa có chữ ký số của cơ quan (con dấu)."
NO_REVOCATION = "Tình trạng thu hồi chứng thư: chưa kiểm tra được (không có danh sách thu hồi kèm theo)."


def moment(at: datetime) -> str:
    """`16 giờ 05 phút, thứ Năm ngày 03/12/2026` on the province's clock."""
    here = local(at)
    day = f"{_WEEKDAYS[here.weekday()]} ngày {here.day:02d}/{here.month:02d}/{here.year}"
    return f"{here.hour:02d} giờ {here.minute:02d} phút, {day}"


def signer(fact: SignerFact) -> str:
    who = "Chữ ký của cơ quan" if fact.kind is SignerKind.AGENCY else "Người ký"
    role = f", {fact.role}" if fact.role and fact.kind is not SignerKind.AGENCY else ""
    when = f"ký lúc {moment(fact.signed_at)}" if fact.signed_at else "không ghi thời điểm ký"
    stamp = "có dấu thời gian" if fact.timestamped else "KHÔNG có dấu thời gian, giờ do máy ký tự ghi"
    broken = "" if fact.intact else "; chữ ký này không còn khớp với nội dung"
    return f"{who}: {fact.name}{role}; {when} ({stamp}){broken}."


def verdict(*, intact: bool, signers: Sequence[SignerFact]) -> tuple[str, ...]:
    """The judgement first, then each signature, then what to think of the certificates."""
    return (INTACT if intact else ALTERED, *(signer(fact) for fact in signers), *remarks(signers))


def remarks(signers: Sequence[SignerFact]) -> tuple[str, ...]:
    """What to think of the certificates, and whether the agency's seal is missing."""
    lines = []
    strangers = [fact.name for fact in signers if fact.intact and not fact.trusted]
    if strangers:
        lines.append(UNTRUSTED.format(names=", ".join(strangers)))
    if any(fact.is_test for fact in signers):
        lines.append(TEST)
    elif signers and all(fact.trusted for fact in signers):
        lines.extend((TRUSTED, NO_REVOCATION))
    if not any(fact.kind is SignerKind.AGENCY for fact in signers):
        lines.append(NOT_SEALED)
    return tuple(lines)
