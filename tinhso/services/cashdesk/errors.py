"""The cash desk's errors.

DomainError
├── Invalid
│   └── CashInvalid     an amount, a count or a reason that cannot be
├── Conflict
│   ├── NoOpenShift     money is taken within a shift only
│   ├── ShiftOpen       this cashier has one open already
│   ├── ShiftOver       closed or handed in before
│   ├── ReceiptOver     cancelled before, or its shift is closed
│   └── PayoutOver      a slip that is not at that step
└── NotFound
    └── NotInTill       no such receipt, shift or slip, or not of this agency
"""

from tinhso.kernel.errors import Conflict, Invalid, NotFound


class CashInvalid(Invalid):
    code = "cash.invalid"


class NoOpenShift(Conflict):
    code = "cash.no_open_shift"

    def __init__(self) -> None:
        super().__init__("Mở ca trước khi thu, chi tiền.")


class ShiftOpen(Conflict):
    code = "cash.shift_open"

    def __init__(self) -> None:
        super().__init__("Bạn đang có một ca chưa đóng.")


class ShiftOver(Conflict):
    code = "cash.shift_over"


class ReceiptOver(Conflict):
    code = "cash.receipt_over"


class PayoutOver(Conflict):
    code = "cash.payout_over"


class NotInTill(NotFound):
    code = "cash.not_found"

    def __init__(self) -> None:
        super().__init__("Không tìm thấy chứng từ thu tiền này.")
