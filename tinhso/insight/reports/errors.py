"""How reports refuse."""

from typing import ClassVar

from tinhso.kernel.errors import Conflict, NotFound


class NoReport(NotFound):
    """404: no such report, period or copy, or none for this post."""

    code: ClassVar[str] = "no_report"

    def __init__(self) -> None:
        super().__init__("Không có báo cáo này.")


class PeriodNotOver(Conflict):
    """409: a period is closed when its last day is over."""

    code: ClassVar[str] = "period_not_over"
