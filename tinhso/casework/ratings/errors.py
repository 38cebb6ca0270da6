"""How ratings refuse.

DomainError
├── Invalid
│   └── SlipRefused      no level, an answer that the rule does not know, a comment too long
├── Denied
│   └── OwnWork          an officer rates, or writes down a rating of, the own work; an officer rates for a citizen
├── Conflict
│   └── NotNow           not ready yet, the time to rate or to change is over, somebody else's slip is there
└── NotFound
    └── NothingToRate    no such matter, counter or address
"""

from tinhso.kernel.errors import Conflict, Denied, Invalid, NotFound


class SlipRefused(Invalid):
    code = "ratings.refused"


class OwnWork(Denied):
    code = "ratings.own_work"


class NotNow(Conflict):
    code = "ratings.not_now"


class NothingToRate(NotFound):
    code = "ratings.nothing"

    def __init__(self, message: str = "Không có gì để đánh giá ở địa chỉ này.") -> None:
        super().__init__(message)
