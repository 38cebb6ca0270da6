"""Fees' errors.

DomainError
├── Invalid
│   ├── FeeInvalid        a line, claim, bill or reason that cannot be
│   └── NoAccount         no definition says to whose account the money goes
├── Conflict
│   ├── DueClosed         paid, exempt or cancelled already
│   ├── ClaimDecided      somebody decided the claim before
│   └── Unpaid            the act waits until what is owed is paid
└── NotFound
    ├── NoDue             there is none, or none for this actor
    └── NoBill
"""

from tinhso.kernel.errors import Conflict, Invalid, NotFound


class FeeInvalid(Invalid):
    code = "fees.invalid"


class NoAccount(Invalid):
    code = "fees.no_account"


class DueClosed(Conflict):
    code = "fees.due_closed"


class ClaimDecided(Conflict):
    code = "fees.claim_decided"


class Unpaid(Conflict):
    code = "fees.unpaid"


class NoDue(NotFound):
    code = "fees.no_due"

    def __init__(self) -> None:
        super().__init__("Không tìm thấy khoản thu.")


class NoBill(NotFound):
    code = "fees.no_bill"

    def __init__(self) -> None:
        super().__init__("Không tìm thấy thông báo nộp tiền.")
