"""Registers' errors.

DomainError
├── Invalid
│   └── RegisterInvalid   a scope, an entry or a change that cannot be
├── Conflict
│   ├── NumberUsed        the number stands for something else
│   └── EntryEnded        revoked or replaced before
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


class EntryNotFound(NotFound):
    code = "registers.entry_not_found"
