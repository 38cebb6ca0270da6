"""Registers' errors.

DomainError
├── Invalid
│   └── RegisterInvalid   a scope, an entry or a change that cannot be
├── Conflict
│   ├── NumberUsed        the number stands for something else
│   ├── EntryEnded        revoked or replaced before
│   └── EntryWithoutTerm  nothing to renew
└── NotFound
    └── EntryNotFound
"""

from tinhso.kernel.errors import Conflict, Invalid, NotFound


class RegisterInvalid(Invalid):
    code = "registers.invalid"


class NumberUsed(Conflict):
    code = "registers.number_used"


class EntryEnded(Conflict):
    code = "registers.entry_ended"


class EntryWithoutTerm(Conflict):
    code = "registers.no_term"

    def __init__(self) -> None:
        super().__init__("Kết quả này không có thời hạn, nên không có gì để gia hạn.")


class EntryNotFound(NotFound):
    code = "registers.entry_not_found"
