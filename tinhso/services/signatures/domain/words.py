"""Verification in Vietnamese sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
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
NOT_REVOKED = "Chứng thư số của người ký không có trong danh sách bị thu hồi của nơi cấp."
REVOKED_LATER = (
    "Chứng thư số của {name} đã bị thu hồi lúc {at}, sau khi ký: chữ ký này có dấu thời gian trước lúc thu hồi nên vẫn "
    "có giá trị."
)
REVOKED_BEFORE = (
    "CẢNH BÁO: chứng thư số của {name} đã bị thu hồi lúc {at}, trước khi ký (hoặc không chứng minh được là ký trước đó): "
    "chữ ký này không có giá trị."
)
ARCHIVED = (
    "Chứng thư hoặc nơi cấp nay không còn kiểm tra trực tiếp được; tệp giữ bằng chứng từ lúc {at} (dấu thời gian lưu trữ) "
    "cho thấy khi đó chữ ký hợp lệ."
)
STRANGE_STAMP = "CẢNH BÁO: không xác định được nơi cấp dấu thời gian lưu trữ của tệp."
NO_REVOCATION = "Tình trạng thu hồi chứng thư: chưa kiểm tra được (không có danh sách thu hồi kèm theo)."

INITIAL_ONLY = "Văn bản mới có ký nháy, chưa có chữ ký của người có thẩm quyền."
# What an initial states as the reason of the signature, before the title of whoever initialled.
_INITIAL = "Ký nháy"

UNNUMBERED = "Văn bản chưa được cấp số: chỗ ghi số còn trống, chưa phát hành."
NUMBERED = "Số {number}{date} được cấp sau khi {before} đã ký và được {over} ký lên: chữ ký trước đó vẫn nguyên vẹn."
SEALED_ONLY = "Số {number}{date} do {over} cấp và ký lên; không có chữ ký số của người ký: đây là bản số hóa của văn bản ký trên giấy."
UNCONFIRMED = "CẢNH BÁO: số {number} không được chữ ký nào xác nhận."


@dataclass(frozen=True)
class Numbering:
    """A number that was filled in after somebody signed: who had signed before, who signed over it."""

    number: str
    date: str
    before: tuple[str, ...]
    over: tuple[str, ...]


def initial_reason(title: str) -> str:
    return f"{_INITIAL}: {title}" if title else _INITIAL


def initialled_as(reason: str) -> str | None:
    """The title of whoever initialled with this reason; None when the signature is not an initial."""
    if reason != _INITIAL and not reason.startswith(f"{_INITIAL}: "):
        return None
    return reason.removeprefix(_INITIAL).removeprefix(": ")


def moment(at: datetime) -> str:
    """`16 giờ 05 phút, thứ Năm ngày 03/12/2026` on the province's clock."""
    here = local(at)
    day = f"{_WEEKDAYS[here.weekday()]} ngày {here.day:02d}/{here.month:02d}/{here.year}"
    return f"{here.hour:02d} giờ {here.minute:02d} phút, {day}"


def signer(fact: SignerFact) -> str:
    who = "Chữ ký của cơ quan" if fact.kind is SignerKind.AGENCY else "Người ký"
    who = "Ký nháy (kiểm tra trước khi trình ký)" if fact.is_initial else who
    role = f", {fact.title}" if fact.title and fact.kind is not SignerKind.AGENCY else ""
    when = f"ký lúc {moment(fact.signed_at)}" if fact.signed_at else "không ghi thời điểm ký"
    stamp = "có dấu thời gian" if fact.timestamped else "KHÔNG có dấu thời gian, giờ do máy ký tự ghi"
    broken = "" if fact.intact else "; chữ ký này không còn khớp với nội dung"
    return f"{who}: {fact.name}{role}; {when} ({stamp}){broken}."


def verdict(
    *, intact: bool, signers: Sequence[SignerFact], stamps_known: bool = True, numbering: Numbering | None = None
) -> tuple[str, ...]:
    """The judgement first, then each signature, then what to think of the certificates."""
    return (
        INTACT if intact else ALTERED,
        *(signer(fact) for fact in signers),
        *remarks(signers, stamps_known=stamps_known, numbering=numbering),
    )


def remarks(
    signers: Sequence[SignerFact], *, stamps_known: bool = True, numbering: Numbering | None = None
) -> tuple[str, ...]:
    """What to think of the number and the certificates, and whether the agency's seal is missing."""
    lines = [] if numbering is None else [_numbered(numbering)]
    strangers = [fact.name for fact in signers if fact.intact and not fact.trusted and fact.revoked_at is None]
    if strangers:
        lines.append(UNTRUSTED.format(names=", ".join(strangers)))
    lines.extend(_revoked(fact, fact.revoked_at) for fact in signers if fact.revoked_at is not None)
    if not stamps_known:
        lines.append(STRANGE_STAMP)
    kept = [fact.archived_at for fact in signers if fact.archived_at is not None]
    if kept:
        lines.append(ARCHIVED.format(at=moment(max(kept))))
    lines.extend(_standing(signers))
    if signers and all(fact.is_initial for fact in signers):
        lines.append(INITIAL_ONLY)
    if not any(fact.kind is SignerKind.AGENCY for fact in signers):
        lines.append(NOT_SEALED)
    return tuple(lines)


def _numbered(numbering: Numbering) -> str:
    if not numbering.number:
        return UNNUMBERED
    if not numbering.over:
        return UNCONFIRMED.format(number=numbering.number)
    date = f" ({numbering.date})" if numbering.date else ""
    if not numbering.before:
        return SEALED_ONLY.format(number=numbering.number, date=date, over=", ".join(numbering.over))
    before = ", ".join(numbering.before)
    return NUMBERED.format(number=numbering.number, date=date, before=before, over=", ".join(numbering.over))


def _revoked(fact: SignerFact, at: datetime) -> str:
    told = REVOKED_BEFORE if fact.revoked_before_signing else REVOKED_LATER
    return told.format(name=fact.name, at=moment(at))


def _standing(signers: Sequence[SignerFact]) -> tuple[str, ...]:
    """A test authority's certificates, or what is known of real ones."""
    if any(fact.is_test for fact in signers):
        return (TEST,)
    if not signers or not all(fact.trusted for fact in signers):
        return ()
    if not all(fact.revocation_known for fact in signers):
        return (TRUSTED, NO_REVOCATION)
    return (TRUSTED, NOT_REVOKED) if all(fact.revoked_at is None for fact in signers) else (TRUSTED,)
