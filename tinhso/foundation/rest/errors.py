"""Refusals that any operation of the API may give."""

from typing import ClassVar

from tinhso.kernel.errors import Conflict, Denied, Invalid, TooMany


class WrongScope(Denied):
    """The key or token does not have the scope of this operation."""

    code: ClassVar[str] = "wrong_scope"

    def __init__(self, client: str, scope: str) -> None:
        super().__init__(f"Khóa này không có phạm vi {scope}.")
        self.act = f"{scope} ({client})"


class KeyReused(Conflict):
    """This Idempotency-Key stood on another request."""

    code: ClassVar[str] = "idempotency_key_reused"


class WrongCursor(Invalid):
    """The cursor was not given out by this list."""

    code: ClassVar[str] = "wrong_cursor"


class TooManyCalls(TooMany):
    """The caller has used up this minute."""

    code: ClassVar[str] = "too_many_calls"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Đã hết số lần gọi của phút này; thử lại sau {seconds} giây.")
        self.seconds = seconds
