"""How feedback refuses.

DomainError
├── Invalid
│   └── FeedbackRefused    no topic, nothing said, too long
├── Conflict
│   └── WrongTime          answered or refused before, nothing to judge yet, too many open ones
└── NotFound
    └── NoFeedback         no such feedback, or not for you
"""

from tinhso.kernel.errors import Conflict, Invalid, NotFound


class FeedbackRefused(Invalid):
    code = "feedback.refused"


class WrongTime(Conflict):
    code = "feedback.wrong_time"


class NoFeedback(NotFound):
    code = "feedback.nothing"

    def __init__(self, message: str = "Không có phản ánh này, hoặc bạn không được xem.") -> None:
        super().__init__(message)
