"""The typed arguments of the components and of the registries. Templates may also pass mappings with these keys.

Where a text may be HTML (``children``, ``body``, a value), only Django's SafeString passes unescaped.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Audience(StrEnum):
    """Whose navigation an item belongs to."""

    CITIZEN = "citizen"
    STAFF = "staff"


class Tone(StrEnum):
    """The meaning of a colour; a tag or tile always says it in words too."""

    NEUTRAL = "neutral"
    INFO = "info"
    WAIT = "wait"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


class TaskStatus(StrEnum):
    """How far a topic of a task list is."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    BLOCKED = "blocked"
    ERROR = "error"


class Step(StrEnum):
    """Where an entry of a timeline stands."""

    DONE = "done"
    CURRENT = "current"
    NEXT = "next"
    WAITING = "waiting"
    BAD = "bad"


class ClockFace(StrEnum):
    """How a working-day clock looks; the caller decides, ui holds no rule."""

    RUNNING = "running"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class NavGroup(StrEnum):
    """What folds up in the navigation, as officers read it: what is not everybody's daily work. In this order."""

    BOOKS = "Sổ, giấy tờ"
    PEOPLE = "Người dân"
    MONEY = "Thu, chi"
    FIGURES = "Số liệu"
    ADMINISTRATION = "Quản trị"


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """One entry of the main navigation. ``act`` empty = everyone of the audience sees it; without a ``group`` it stands open.

    ``useful`` is asked, after the act, where the page may be done but there is nothing to do: given the request.
    """

    label: str
    url_name: str
    audience: Audience = Audience.CITIZEN
    act: str = ""
    useful: Callable[[Any], bool] | None = None
    order: int = 100
    group: NavGroup | None = None
    signed_in: bool = False
    label_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Door:
    """A page that rooms below its own link to, by what it is for: they do not know whose page it is."""

    name: str
    url_name: str


@dataclass(frozen=True, kw_only=True)
class SlotContent:
    """What a slot provider gives: a template below ``ui/``'s rules and its context."""

    template: str
    context: Mapping[str, object] = field(default_factory=dict)


# Given the request of the page; None when there is nothing to show.
SlotProvider = Callable[[Any], SlotContent | None]


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One contribution of a module to a page that another module or a portal composes."""

    name: str
    provider: SlotProvider
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class Action:
    """A link beside something. ``about`` is read by screen readers after ``text`` ("Sửa" + "họ và tên")."""

    text: str
    href: str
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Crumb:
    """One breadcrumb; without ``href`` it is the page itself."""

    text: str
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class ErrorItem:
    """One line of the error summary. ``href`` is "#id-of-the-field", or empty."""

    text: str
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice of radios, checkboxes or select. ``children`` is HTML shown while the choice is taken."""

    value: str
    text: str
    hint: str = ""
    disabled: bool = False
    divider_before: str = ""
    exclusive: bool = False
    children: str = ""


@dataclass(frozen=True, kw_only=True)
class DateValue:
    """What a person typed into the three boxes of a date, kept as typed."""

    day: str = ""
    month: str = ""
    year: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.day or self.month or self.year)

    def as_date(self) -> date | None:
        """The date, or None when the three boxes are no date of the calendar (year of four digits)."""
        try:
            return date(int(self.year), int(self.month), int(self.day)) if len(self.year) == 4 else None
        except ValueError:
            return None


@dataclass(frozen=True, kw_only=True)
class DataSource:
    """Where a value came from: ("CSDL dân cư", 21/11/2026). Shown as "Từ CSDL dân cư, 21/11/2026"."""

    name: str
    as_of: date | datetime | None = None
    is_verified: bool = True


@dataclass(frozen=True, kw_only=True)
class SummaryRow:
    """One row of a summary list. An empty value is shown as ``empty``; several lines are given as a tuple."""

    key: str
    value: str | int | tuple[str, ...] | None = ""
    action: Action | None = None
    source: DataSource | None = None
    error: str = ""
    empty: str = "Chưa khai"


@dataclass(frozen=True, kw_only=True)
class Task:
    """One topic of a task list. Without ``href`` it is not a link (cannot start yet)."""

    title: str
    href: str = ""
    status: TaskStatus = TaskStatus.TODO
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One tab; ``body`` is HTML made by the caller (``render_to_string``), ``count`` stands behind the label."""

    id: str
    label: str
    body: str
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table. ``sort_url`` makes the heading a link; ``is_sorted`` is "ascending"/"descending"."""

    title: str
    numeric: bool = False
    hide_on_phone: bool = False
    sort_url: str = ""
    is_sorted: str = ""
    hidden_title: bool = False


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell. ``note`` is a second, quieter line; ``tone`` makes ``text`` a tag; a ``whole`` link (a code) stays on
    one line wherever there is room. ``about`` is heard after a link that many rows share ("Đăng ký khai sinh" + the code)."""

    text: str | int = ""
    href: str = ""
    about: str = ""
    note: str = ""
    tone: Tone | str = ""
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a table; cells may be plain strings. ``tone`` draws the left edge (late, soon)."""

    cells: tuple[Cell | str | int, ...]
    tone: Tone | str = ""
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class TimelineEvent:
    """One entry of a timeline, newest or oldest first as the caller gives them."""

    title: str
    at: datetime | date | str | None = None
    by: str = ""
    text: str = ""
    step: Step = Step.DONE
    links: tuple[Action, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WorkingClock:
    """A deadline in words and as a bar. ``used``/``total`` are in ``unit``; total 0 draws no bar."""

    due: str
    face: ClockFace = ClockFace.RUNNING
    used: int = 0
    total: int = 0
    unit: str = "ngày làm việc"
    note: str = ""
    explanation: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Signer:
    """One signature on a document, in words."""

    name: str
    role: str = ""
    signed_at: datetime | str | None = None
    timestamped: bool = False


@dataclass(frozen=True, kw_only=True)
class FilterField:
    """One field of a filter bar (a GET form): kind "search", "text", "select" or "date".

    ``empty`` is what a select says when nothing is chosen; "" where something always is.
    """

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    options: tuple[Option, ...] = ()
    width: int = 10
    empty: str = "Tất cả"


@dataclass(frozen=True, kw_only=True)
class Stat:
    """One figure. ``href`` opens the list behind it; ``definition`` says what is counted."""

    label: str
    value: int | str
    href: str = ""
    hint: str = ""
    tone: Tone = Tone.NEUTRAL
    definition: str = ""


# The page of a shortcut that works on each of them.
EVERYWHERE = "Mọi trang"


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """One key that leads to one control: ``{% hotkey name %}`` stands on the control, ``{% key name %}`` shows the key.

    ``page`` and ``words`` say where and what on the page of shortcuts; ``alt`` makes it an access key (Alt) as well,
    which needs no JavaScript and stays when single keys are switched off.
    """

    name: str
    key: str
    page: str
    words: str
    alt: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """The province as headers name it, and whom a reader may call."""

    name: str = ""
    hotline: str = ""
