"""The vault's errors.

DomainError
├── Invalid
│   └── DepositInvalid   an item that cannot be
├── NotFound
│   └── ItemNotFound     there is none, or none for you: the answer is one
└── Conflict
    └── ItemNotValid     the item is no longer in force, so this cannot be done with it
"""

from tinhso.kernel.errors import Conflict, Invalid, NotFound


class DepositInvalid(Invalid):
    code = "vault.deposit_invalid"


class ItemNotFound(NotFound):
    code = "vault.item_not_found"


class ItemNotValid(Conflict):
    code = "vault.item_not_valid"
