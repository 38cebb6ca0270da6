"""What files refuse."""

from tinhso.kernel.errors import Conflict, Invalid, NotFound, Unavailable


class UploadRefused(Invalid):
    """An upload that is not kept; the message names the file and the reason."""

    code = "upload_refused"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"Không nhận tệp “{name}”: {reason}")
        self.name = name
        self.reason = reason


class FileNotFound(NotFound):
    """There is no such file, or not for this owner."""

    code = "file_not_found"


class FileLost(FileNotFound):
    """The row is there and its bytes are not: the store lost them. Pages around it go on and say so."""

    code = "file_lost"


class NotARenewal(Invalid):
    """A signed file is kept byte for byte; newer evidence may only be appended to it."""

    code = "not_a_renewal"


class ScanUnavailable(Unavailable):
    """The virus scanner does not answer: nothing is kept unscanned."""

    code = "scan_unavailable"


class UploadNotFound(NotFound):
    """There is no such upload in pieces, or not for this owner."""

    code = "upload_not_found"


class WrongPlace(Conflict):
    """A piece that does not start where the last one ended; `received` says where to go on."""

    code = "wrong_place"

    def __init__(self, received: int) -> None:
        super().__init__(f"Đã nhận {received} byte; hãy gửi tiếp từ đó.")
        self.received = received
