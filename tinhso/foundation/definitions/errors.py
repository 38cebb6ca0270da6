"""What can go wrong with definitions."""

from collections.abc import Sequence

from tinhso.kernel.definitions.types import Problem
from tinhso.kernel.errors import Invalid, NotFound


class NoDefinition(NotFound):
    """None of that kind and code is in force on that day."""

    code = "no_definition"


class WrongDefinitions(Invalid):
    """The folder does not pass its checks; `problems` says where."""

    code = "wrong_definitions"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"Định nghĩa có {len(problems)} chỗ sai.")
        self.problems = tuple(problems)
