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


class ShareRefused(Invalid):
    """A link that would be open too long, too often, or to nobody named."""

    code = "vault.share_refused"


class ShareOver(NotFound):
    """Never there, over, revoked or used up: the answer is the same."""

    code = "vault.share_over"

    def __init__(self) -> None:
        super().__init__("Liên kết chia sẻ này không có hoặc không còn dùng được.")


class OwnDocumentRefused(Invalid):
    """An own document without a title, or one too many."""

    code = "vault.own_document_refused"


class ObjectionRefused(Invalid):
    """An objection without a reason, to nothing that was read, or made before."""

    code = "vault.objection_refused"
