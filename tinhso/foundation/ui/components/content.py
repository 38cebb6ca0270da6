"""Components that show things."""
# ruff: noqa: A002 - arguments are named as the HTML attributes they become

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.http import QueryDict

from tinhso.foundation.ui.components.arguments import many, one
from tinhso.foundation.ui.types import (
    Action,
    Cell,
    Column,
    Crumb,
    ErrorItem,
    Row,
    SummaryRow,
    Tab,
    Task,
    TaskStatus,
    TimelineEvent,
    Tone,
)

Context = dict[str, object]
BUTTON_KINDS = ("primary", "secondary", "warning", "start", "quiet")
TASK_WORDS = {
    TaskStatus.TODO: ("Chưa làm", Tone.INFO),
    TaskStatus.DOING: ("Đang làm", Tone.WAIT),
    TaskStatus.DONE: ("Xong", None),
    TaskStatus.BLOCKED: ("Chưa làm được", None),
    TaskStatus.ERROR: ("Cần sửa", Tone.BAD),
}


def button(
    text: str,
    *,
    href: str = "",
    kind: str = "primary",
    name: str = "",
    value: str = "",
    id: str = "",
    disabled: bool = False,
    guard: bool = True,
    about: str = "",
    formaction: str = "",
) -> Context:
    """A button, or a link that looks like one when ``href`` is given."""
    if kind not in BUTTON_KINDS:
        raise ValueError(f"kind is one of {BUTTON_KINDS}, not {kind!r}")
    return {
        "text": text,
        "href": href,
        "kind": kind,
        "name": name,
        "value": value,
        "id": id,
        "disabled": disabled,
        "guard": guard,
        "about": about,
        "formaction": formaction,
    }


def button_group(content: str) -> Context:
    """Buttons and links side by side."""
    return {"content": content}


def _error_items(errors: object) -> tuple[ErrorItem, ...]:
    if not isinstance(errors, Mapping):
        return many(ErrorItem, errors)
    items = []
    for field, texts in errors.items():
        anchor = str(field).strip("/").replace("/", "-")
        listed = (texts,) if isinstance(texts, str) else texts
        items += [ErrorItem(text=str(text), href=f"#{anchor}" if anchor else "") for text in listed]
    return tuple(items)


def error_summary(errors: object, *, title: str = "Có chỗ cần sửa") -> Context:
    """All errors of the page, first on the page; takes the focus. Nothing is written when there is none."""
    return {"errors": _error_items(errors), "title": title}


def tag(text: str, *, tone: str = "neutral") -> Context:
    """A state in a few words."""
    return {"text": text, "tone": Tone(tone)}


def panel(content: str, title: str, *, reference: str = "", reference_label: str = "Mã hồ sơ") -> Context:
    """The head of a confirmation page."""
    return {"content": content, "title": title, "reference": reference, "reference_label": reference_label}


def notification_banner(content: str, title: str, *, tone: str = "info", alert: bool = False) -> Context:
    """A message above the page; ``alert`` moves the focus to it."""
    return {"content": content, "title": title, "tone": Tone(tone), "alert": alert}


def warning(text: str) -> Context:
    """One sentence about what happens otherwise."""
    return {"text": text}


def inset(content: str) -> Context:
    """A passage set apart."""
    return {"content": content}


def details(content: str, summary: str, *, open: bool = False) -> Context:
    """Text that opens on demand."""
    return {"content": content, "summary": summary, "open": open}


def summary_list(
    rows: object, *, title: str = "", level: int = 2, action: object = None, card: bool = False
) -> Context:
    """Keys and values; with actions it is the check-answers page."""
    given = many(SummaryRow, rows)
    return {
        "rows": [(row, row.value if isinstance(row.value, tuple) else None) for row in given],
        "title": title,
        "level": level,
        "action": one(Action, action),
        "card": card,
        "has_actions": any(row.action for row in given),
    }


def task_list(tasks: object, *, title: str = "", id: str = "task") -> Context:
    """The topics of an application with their states."""
    given = many(Task, tasks)
    return {
        "tasks": [(task, *TASK_WORDS[TaskStatus(task.status)], f"{id}-{n}") for n, task in enumerate(given, 1)],
        "title": title,
        "done": sum(task.status == TaskStatus.DONE for task in given),
    }


def tabs(items: object, *, title: str = "Nội dung") -> Context:
    """Tabs; without JavaScript a list of links to the sections below one another."""
    return {"tabs": many(Tab, items), "title": title}


def _row(row: object) -> Row:
    if isinstance(row, tuple | list):
        row = Row(cells=tuple(row))
    found = one(Row, row)
    if found is None:
        raise TypeError("a table row is a Row, a mapping or a tuple of cells")
    return Row(
        cells=tuple(
            Cell(**cell) if isinstance(cell, Mapping) else cell if isinstance(cell, Cell) else Cell(text=cell)
            for cell in found.cells
        ),
        tone=found.tone,
        id=found.id,
    )


def _cells(row: Row) -> Iterable[Cell]:
    for cell in row.cells:
        if isinstance(cell, Cell):
            yield cell


def table(
    columns: object,
    rows: object,
    *,
    caption: str = "",
    hide_caption: bool = False,
    dense: bool = False,
    empty: str = "Không có dòng nào.",
    stacked: bool = False,
) -> Context:
    """A table; ``stacked`` turns rows into cards on a phone, each cell with its column's title."""
    heads = tuple(Column(title=head) if isinstance(head, str) else head for head in many(object, columns))
    given = many(Column, heads)
    built = [_row(row) for row in many(object, rows)]
    return {
        "columns": given,
        "rows": [(row, list(zip(given, _cells(row), strict=True))) for row in built],
        "caption": caption,
        "hide_caption": hide_caption,
        "dense": dense,
        "empty": empty,
        "stacked": stacked,
    }


def page_numbers(current: int, total: int) -> list[int | None]:
    """First, last and the neighbours of ``current``; None stands for the gap."""
    shown = sorted({n for n in (1, current - 1, current, current + 1, total) if 1 <= n <= total})
    numbers: list[int | None] = []
    for n in shown:
        if numbers and n - (numbers[-1] or 0) > 1:
            numbers.append(n - 1 if n - (numbers[-1] or 0) == 2 else None)
        numbers.append(n)
    return numbers


def pagination(
    query: QueryDict, *, current: int = 0, total: int = 0, previous: str = "", next: str = "", param: str = "trang"
) -> Context:
    """Links between the pages of a list; addresses keep the query string of the page."""

    def address(number: int) -> str:
        kept = [(key, value) for key, values in query.lists() if key != param for value in values]
        return "?" + urlencode([*kept, (param, str(number))])

    numbers = [
        {"number": number, "href": address(number) if number else "", "current": number == current}
        for number in (page_numbers(current, total) if total > 1 else [])
    ]
    return {
        "numbers": numbers,
        "previous": previous or (address(current - 1) if 1 < current <= total else ""),
        "next": next or (address(current + 1) if 0 < current < total else ""),
    }


def timeline(events: object, *, title: str = "") -> Context:
    """What happened, one entry each."""
    return {"events": many(TimelineEvent, events), "title": title}


def empty_state(content: str, title: str, *, icon: str = "file") -> Context:
    """What a list says when it has nothing, and what to do."""
    return {"content": content, "title": title, "icon": icon}


def back_link(*, href: str, text: str = "Quay lại") -> Context:
    """The way back, above the heading."""
    return {"href": href, "text": text}


def breadcrumbs(crumbs: object) -> Context:
    """The way down from the home page."""
    return {"crumbs": many(Crumb, crumbs)}


def phase_banner(content: str, text: str) -> Context:
    """Says that a service is on trial."""
    return {"content": content, "text": text}
