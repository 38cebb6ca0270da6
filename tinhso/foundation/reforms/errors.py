"""What stops a reform."""

from collections.abc import Sequence

from tinhso.kernel.errors import Conflict


class ReformWaits(Conflict):
    """On its day something has nowhere to go; `gaps` says what. Nothing was moved."""

    code = "reform_waits"

    def __init__(self, gaps: Sequence[str]) -> None:
        super().__init__(f"Chưa sắp xếp được: {len(gaps)} chỗ chưa có nơi nhận.")
        self.gaps = tuple(gaps)
