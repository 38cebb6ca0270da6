"""What goes wrong with a partner. Each message says what happened and what to do.

Unavailable
├── NotReached   nothing left this machine: another try is free
├── Uncertain    it was sent, and no answer that can be used came: ask before the next try
└── Disagrees    it answered something that cannot be true: nothing of it is used
Refused          it understood and said no, with its code and words: a person has to look
NotSetUp         no connector of this name is in force, or its account is missing
Unfilled         our record does not fit what the partner takes; `fields` says which of its fields and why
"""

from typing import ClassVar

from tinhso.kernel.errors import Conflict, DomainError, Invalid, Unavailable


class NotReached(Unavailable):
    code: ClassVar[str] = "connectors.not_reached"


class Uncertain(Unavailable):
    code: ClassVar[str] = "connectors.uncertain"


class Disagrees(Unavailable):
    code: ClassVar[str] = "connectors.disagrees"


class Refused(DomainError):
    """The partner's own refusal; `error_code` is its code."""

    code: ClassVar[str] = "connectors.refused"
    status: ClassVar[int] = 502

    def __init__(self, error_code: str, message: str) -> None:
        super().__init__(message[:300])
        self.error_code = error_code


class NotSetUp(Conflict):
    code: ClassVar[str] = "connectors.not_set_up"


class Unfilled(Invalid):
    code: ClassVar[str] = "connectors.unfilled"
