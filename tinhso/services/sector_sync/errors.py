"""What is refused here."""

from typing import ClassVar

from tinhso.kernel.errors import Conflict, NotFound


class NoTransfer(NotFound):
    code: ClassVar[str] = "sector_sync.no_transfer"


class NotWaiting(Conflict):
    """It went meanwhile, or never failed."""

    code: ClassVar[str] = "sector_sync.not_waiting"
