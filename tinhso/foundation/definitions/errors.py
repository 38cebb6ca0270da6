"""What can go wrong with definitions."""

from collections.abc import Sequence

from tinhso.kernel.definitions.types import Problem
from tinhso.kernel.errors import Conflict, Invalid, NotFound


class NoDefinition(NotFound):
    """None of that kind and code is in force on that day."""

    code = "no_definition"


class WrongDefinitions(Invalid):
    """The folder does not pass its checks; `problems` says where."""

    code = "wrong_definitions"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"Định nghĩa có {len(problems)} chỗ sai.")
        self.problems = tuple(problems)


class ApplyingWaits(Conflict):
    """Applying would leave something behind; `gaps` says what, a sentence each. Nothing was written."""

    code = "applying_waits"

    def __init__(self, gaps: Sequence[str]) -> None:
        super().__init__(f"Chưa áp dụng được: {len(gaps)} chỗ chưa có nơi nhận.")
        self.gaps = tuple(gaps)
