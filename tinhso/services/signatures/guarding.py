"""What the signing libraries raise, told as this module's errors."""

from collections.abc import Callable
from typing import TypeVar

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko_certvalidator.errors import PathError, ValidationError

from tinhso.services.signatures.errors import NotSignable, SigningUnavailable

T = TypeVar("T")

# An operator sees what to mend: lists that are missing for one of the authorities, or too old.
_NO_EVIDENCE = "Danh sách thu hồi của nơi cấp chứng thư đang thiếu hoặc quá cũ, nên chưa ký được bản lưu trữ lâu dài; hãy báo quản trị."


def guarded(sign: Callable[[], T]) -> T:
    """Raises SigningUnavailable, NotSignable."""
    try:
        return sign()
    except TimestampRequestError as refused:
        raise SigningUnavailable("Dịch vụ cấp dấu thời gian không trả lời.") from refused
    except (PathError, ValidationError) as refused:
        raise SigningUnavailable(_NO_EVIDENCE) from refused
    except (SigningError, PdfError) as refused:
        if isinstance(refused.__cause__, PathError | ValidationError):
            raise SigningUnavailable(_NO_EVIDENCE) from refused
        raise NotSignable("Tệp PDF này không ký được.") from refused
