"""What the reconciliation refuses."""

from tinhso.kernel.errors import Conflict, Invalid, NotFound


class NoDifference(NotFound):
    """There is no such difference, or none for this reader."""

    code = "reconciliation.no_difference"

    def __init__(self) -> None:
        super().__init__("Không có chênh lệch này.")


class NotWaiting(Conflict):
    """It is gone, was explained, has changed since it was read, or is settled where it was found."""

    code = "reconciliation.not_waiting"


class WrongReason(Invalid):
    """The explanation says nothing."""

    code = "reconciliation.wrong_reason"


class WrongDay(Invalid):
    """Nothing has happened on that day yet, or it is no day."""

    code = "reconciliation.wrong_day"

    def __init__(self) -> None:
        super().__init__("Chưa chọn được ngày.", fields={"/day": "Chọn hôm nay hoặc một ngày đã qua."})
