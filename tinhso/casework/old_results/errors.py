"""What old results refuse.

DomainError
├── Invalid
│   └── ListRefused      a list, scan or fact that does not hold; fields name line or place
├── Denied
│   └── SameHand         who entered does not check, who did either does not judge the sample
├── Conflict
│   └── WrongTime        the batch or the line is not there yet, or has gone on
└── NotFound
    └── NoBatch          no such batch or line, or not for you
"""

from tinhso.kernel.errors import Conflict, Denied, Invalid, NotFound


class ListRefused(Invalid):
    code = "old_results.refused"


class SameHand(Denied):
    code = "old_results.same_hand"


class WrongTime(Conflict):
    code = "old_results.wrong_time"


class NoBatch(NotFound):
    code = "old_results.no_batch"

    def __init__(self, message: str = "Không có đợt số hóa này, hoặc bạn không được xem.") -> None:
        super().__init__(message)
