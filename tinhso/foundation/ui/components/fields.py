"""Form components. ``id`` defaults to the field's name, so an error summary can link to ``#name``."""
# ruff: noqa: A002 - arguments are named as the HTML attributes they become

from collections.abc import Iterable
from datetime import date

from tinhso.foundation.ui.components.arguments import described_by, many, message, one
from tinhso.foundation.ui.types import DataSource, DateValue, Option

Context = dict[str, object]
WIDTHS = (0, 2, 3, 4, 5, 10, 20, 30)


def _field(
    name: str, label: str, hint: str, error: object, id: str, heading: bool, optional: bool, source: object
) -> Context:
    field_id = id or name
    text = message(error)
    data_source = one(DataSource, source)
    return {
        "name": name, "id": field_id, "label": label, "hint": hint, "error": text, "heading": heading,
        "optional": optional, "source": data_source,
        "described_by": described_by(field_id, hint=hint, error=text, source=data_source),
    }  # fmt: skip


def input_field(
    *, name: str, label: str, value: object = "", hint: str = "", error: object = "", id: str = "",
    heading: bool = False, type: str = "text", inputmode: str = "", autocomplete: str = "", width: int = 0,
    prefix: str = "", suffix: str = "", optional: bool = False, source: object = None, spellcheck: bool = True,
    max_length: int = 0, readonly: bool = False, hide_label: bool = False, autofocus: bool = False,
) -> Context:  # fmt: skip
    """A text box of one line; `autofocus` where an officer goes on without a mouse."""
    if width not in WIDTHS:
        raise ValueError(f"width is one of {WIDTHS}, not {width}")
    return _field(name, label, hint, error, id, heading, optional, source) | {
        "value": "" if value is None else value, "type": type, "inputmode": inputmode, "autocomplete": autocomplete,
        "width": width, "prefix": prefix, "suffix": suffix, "spellcheck": spellcheck, "max_length": max_length,
        "readonly": readonly, "hide_label": hide_label, "autofocus": autofocus,
    }  # fmt: skip


def textarea(
    *, name: str, label: str, value: object = "", hint: str = "", error: object = "", id: str = "",
    heading: bool = False, rows: int = 5, optional: bool = False, source: object = None, max_length: int = 0,
    autocomplete: str = "", hide_label: bool = False,
) -> Context:  # fmt: skip
    """A text box of several lines; ``max_length`` shows how many characters are left."""
    context = _field(name, label, hint, error, id, heading, optional, source)
    if max_length:
        context["described_by"] = f"{context['id']}-info {context['described_by']}".strip()
    return context | {
        "value": "" if value is None else value, "rows": rows, "max_length": max_length,
        "autocomplete": autocomplete, "hide_label": hide_label,
    }  # fmt: skip


def password(
    *, name: str, label: str, hint: str = "", error: object = "", id: str = "", autocomplete: str = "current-password"
) -> Context:
    """A password box with a button that shows what is typed; never prefilled."""
    return _field(name, label, hint, error, id, False, False, None) | {"autocomplete": autocomplete}


def select(
    *, name: str, label: str, options: object, value: object = "", empty: str = "", hint: str = "",
    error: object = "", id: str = "", heading: bool = False, optional: bool = False, source: object = None,
    hide_label: bool = False, autosubmit: bool = False,
) -> Context:  # fmt: skip
    """A drop-down list; ``empty`` is the text of a first, empty choice."""
    return _field(name, label, hint, error, id, heading, optional, source) | {
        "options": many(Option, options), "value": "" if value is None else str(value), "empty": empty,
        "hide_label": hide_label, "autosubmit": autosubmit,
    }  # fmt: skip


def _choices(options: object, chosen: Iterable[object], field_id: str) -> list[Context]:
    taken = {str(value) for value in chosen}
    return [
        {
            "option": option, "checked": option.value in taken,
            "id": field_id if number == 0 else f"{field_id}-{number + 1}",
        }
        for number, option in enumerate(many(Option, options))
    ]  # fmt: skip


def radios(
    *, name: str, label: str, options: object, value: object = "", hint: str = "", error: object = "", id: str = "",
    heading: bool = False, inline: bool = False, small: bool = False, optional: bool = False, source: object = None,
) -> Context:  # fmt: skip
    """One choice of a few."""
    context = _field(name, label, hint, error, id, heading, optional, source)
    choices = _choices(options, () if value in (None, "") else (value,), str(context["id"]))
    return context | {"choices": choices, "inline": inline, "small": small, "kind": "radios", "type": "radio"}


def checkboxes(
    *, name: str, options: object, label: str = "", values: object = (), hint: str = "", error: object = "",
    id: str = "", heading: bool = False, small: bool = False, optional: bool = False, source: object = None,
) -> Context:  # fmt: skip
    """Any choices of a few; without ``label`` a single tick without a fieldset."""
    given: Iterable[object] = (values,) if isinstance(values, str) else many(object, values)
    context = _field(name, label, hint, error, id, heading, optional, source)
    choices = _choices(options, given, str(context["id"]))
    return context | {"choices": choices, "inline": False, "small": small, "kind": "checkboxes", "type": "checkbox"}


def date_input(
    *, name: str, label: str, value: object = None, hint: str = "", error: object = "", error_parts: str = "",
    id: str = "", heading: bool = False, birthday: bool = False, optional: bool = False, source: object = None,
) -> Context:  # fmt: skip
    """A date in three boxes (day, month, year); ``error_parts`` names the boxes drawn in error, default all."""
    if isinstance(value, date):
        value = DateValue(day=str(value.day), month=str(value.month), year=str(value.year))
    typed = one(DateValue, value) or DateValue()
    context = _field(name, label, hint, error, id, heading, optional, source)
    in_error = (error_parts or "day month year").split() if context["error"] else []
    parts = [
        {
            "key": key, "title": title, "value": typed_value, "width": width, "in_error": key in in_error,
            "id": context["id"] if key == "day" else f"{context['id']}-{key}",
            "autocomplete": f"bday-{key}" if birthday else "",
        }
        for key, title, typed_value, width in (
            ("day", "Ngày", typed.day, 2), ("month", "Tháng", typed.month, 2), ("year", "Năm", typed.year, 4),
        )
    ]  # fmt: skip
    return context | {"parts": parts}


def file_upload(
    *, name: str, label: str, hint: str = "", error: object = "", id: str = "", accept: str = "",
    multiple: bool = False, limit: str = "", heading: bool = False, optional: bool = False, capture: str = "",
) -> Context:  # fmt: skip
    """A file box; ``limit`` says what is taken before the person chooses."""
    return _field(name, label, " ".join(str(part) for part in (hint, limit) if part), error, id, heading, optional, None) | {
        "accept": accept, "multiple": multiple, "capture": capture,
    }  # fmt: skip


def fieldset(
    content: str, legend: str, *, heading: bool = False, hint: str = "", error: object = "", id: str = "group"
) -> Context:
    """A group of fields under one legend."""
    return _field(id, legend, hint, error, id, heading, False, None) | {"content": content}


def hint(text: str, *, id: str = "") -> Context:
    """The quiet line under a label."""
    return {"hint": text, "id": id}


def error_message(text: object, *, id: str = "") -> Context:
    """The error beside a field."""
    return {"error": message(text), "id": id}
