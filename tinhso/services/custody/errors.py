"""What custody refuses.

DomainError
├── Invalid
│   └── CustodyInvalid   nothing chosen, no proof of identity, no reason
├── Denied
│   ├── NotHolder        the thing is in another hand
│   └── NotReceiver      the slip is for somebody else
├── Conflict
│   └── AlreadyMoved     the thing or the slip has gone on
└── NotFound
    └── NoSlip
"""

from tinhso.kernel.errors import Conflict, Denied, Invalid, NotFound


class CustodyInvalid(Invalid):
    code = "custody.invalid"


class NotHolder(Denied):
    code = "custody.not_holder"

    def __init__(self, message: str = "Vị trí của bạn không giữ giấy tờ này.") -> None:
        super().__init__(message)


class NotReceiver(Denied):
    code = "custody.not_receiver"

    def __init__(self, message: str = "Phiếu này giao cho vị trí khác; chỉ người nhận xác nhận được.") -> None:
        super().__init__(message)


class AlreadyMoved(Conflict):
    code = "custody.already_moved"

    def __init__(self, message: str = "Giấy tờ này vừa được giao đi hoặc phiếu đã đóng. Tải lại trang để xem.") -> None:
        super().__init__(message)


class NoSlip(NotFound):
    code = "custody.no_slip"

    def __init__(self, message: str = "Không có phiếu giao nhận này hoặc bạn không được xem.") -> None:
        super().__init__(message)
