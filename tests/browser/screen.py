"""One screen in one state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# What is "typed" into a box that is ticked.
TICKED = "ticked"
# What is "typed" into a part that is opened.
OPENED = "opened"


class Shell(StrEnum):
    CITIZEN = "citizen"
    OFFICER = "officer"
    PLAIN = "plain"
    # Below /z/: for the browser inside Zalo.
    LIGHT = "light"


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A page as one reader sees it.

    ``path`` may name what the stage has prepared (``/ho-so/{returned}/``, see stage.py). ``press`` is the selector of
    what is clicked to reach the state (a form sent wrong), ``fill`` what is typed or ticked before (selector to text).
    ``who`` is an account of the sample province ("" = nobody signed in).
    """

    name: str
    path: str
    shell: Shell = Shell.CITIZEN
    who: str = ""
    status: int = 200
    press: str = ""
    fill: Mapping[str, str] = field(default_factory=dict)
    # Pages of allauth answer a wrong form with 200.
    wrong: bool = False

    @property
    def is_error(self) -> bool:
        return self.wrong or self.status == 422

    def __str__(self) -> str:
        return self.name
