"""How scorecards refuse.

DomainError
├── Invalid
│   └── ContestRefused   no reason, no such case among those that count against the agency, contested before
├── Denied
│   └── OwnContest       who contests, or whose agency it is about, does not decide
├── Conflict
│   └── NotOver          a month is frozen when it is over
└── NotFound
    └── NoCard           no such scorecard, item, month or contest
"""

from tinhso.kernel.errors import Conflict, Denied, Invalid, NotFound


class ContestRefused(Invalid):
    code = "scorecards.refused"


class OwnContest(Denied):
    code = "scorecards.own_contest"


class NotOver(Conflict):
    code = "scorecards.not_over"


class NoCard(NotFound):
    code = "scorecards.nothing"

    def __init__(self, message: str = "Không có bộ chỉ số, chỉ số hoặc kỳ này.") -> None:
        super().__init__(message)
