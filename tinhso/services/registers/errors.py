"""Registers' errors.

DomainError
├── Invalid
│   └── RegisterInvalid   a scope or an entry that cannot be
├── Conflict
│   └── NumberUsed        the number stands for something else
└── NotFound
    └── EntryNotFound
"""

from tinhso.kernel.errors import Conflict, Invalid, NotFound


class RegisterInvalid(Invalid):
    code = "registers.invalid"


class NumberUsed(Conflict):
    code = "registers.number_used"


class EntryNotFound(NotFound):
    code = "registers.entry_not_found"
