"""What goes wrong with the portal.

Unavailable
├── NotReached     nothing left this machine: another try is free
├── Uncertain      it was sent, and no whole answer came: look up before the next try
└── Disagrees      it answered something that cannot be true (counts that do not add up): nothing of it is used
Refused            it understood and said no, with its code and words: a person has to look
├── NotOffered     the generation of the protocol that is connected has no such service
└── InDoubt        a step left, nobody saw its end, and it must not be sent twice: a person asks the portal
Unmapped           a procedure, field or agency of ours has no code there yet
"""

from typing import ClassVar

from tinhso.kernel.errors import Conflict, DomainError, Invalid, NotFound, Unavailable


class NotReached(Unavailable):
    code: ClassVar[str] = "national_portal.not_reached"


class Uncertain(Unavailable):
    code: ClassVar[str] = "national_portal.uncertain"


class Disagrees(Unavailable):
    code: ClassVar[str] = "national_portal.disagrees"


class Refused(DomainError):
    """The portal's own refusal; `error_code` is its code."""

    code: ClassVar[str] = "national_portal.refused"
    status: ClassVar[int] = 502

    def __init__(self, error_code: str, words: str) -> None:
        super().__init__(f"Cổng từ chối (mã {error_code or 'trống'}): {words or 'không nói lý do'}"[:300])
        self.error_code = error_code


class NotOffered(Refused):
    code: ClassVar[str] = "national_portal.not_offered"

    def __init__(self, words: str) -> None:
        DomainError.__init__(self, words[:300])
        self.error_code = ""


class InDoubt(NotOffered):
    code: ClassVar[str] = "national_portal.in_doubt"


class Unmapped(Conflict):
    code: ClassVar[str] = "national_portal.unmapped"


class NoMessage(NotFound):
    code: ClassVar[str] = "national_portal.no_message"


class NotWaiting(Conflict):
    """The message went meanwhile, or never failed."""

    code: ClassVar[str] = "national_portal.not_waiting"


class NoSuchCode(Invalid):
    code: ClassVar[str] = "national_portal.no_such_code"
