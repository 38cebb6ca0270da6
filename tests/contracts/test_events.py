"""Events are a promise to whoever listens: their shape is frozen, they are documented, they carry no personal data."""

import dataclasses
import json
import os
import typing
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from uuid import UUID

from tinhso.config.modules import MODULES, exists, parts
from tinhso.kernel.event import Event
from tinhso.kernel.outbox.api import subscribers_of

ROOT = Path(__file__).resolve().parents[2]
FROZEN = Path(__file__).with_name("events.json")
# Words that would name a person or tell what they wrote.
PERSONAL = {
    "full_name",
    "name",
    "personal_number",
    "phone",
    "email",
    "address",
    "answers",
    "birth",
    "born_on",
    "reason",
}


def _all() -> list[type[Event]]:
    for module in MODULES:
        if exists(f"{module}.events"):
            import_module(f"{module}.events")

    def below(cls: type[Event]) -> typing.Iterator[type[Event]]:
        for sub in cls.__subclasses__():
            yield sub
            yield from below(sub)

    return sorted(
        (cls for cls in below(Event) if "name" in cls.__dict__ and cls.__module__.startswith("tinhso.")
         and ".tests." not in cls.__module__),
        key=lambda cls: cls.name,
    )  # fmt: skip


def _shape(cls: type[Event]) -> dict[str, object]:
    hints = typing.get_type_hints(cls)
    fields = {f.name: str(hints[f.name]).replace("<class '", "").replace("'>", "") for f in dataclasses.fields(cls)}
    return {"version": cls.version, "fields": dict(sorted(fields.items()))}


def test_shapes_are_frozen() -> None:
    """A changed shape is a new version: add to events.json, never change what stands there under the same version."""
    shapes = {cls.name: _shape(cls) for cls in _all()}
    if os.environ.get("TINHSO_FREEZE_EVENTS"):
        FROZEN.write_text(json.dumps(shapes, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert shapes == json.loads(FROZEN.read_text("utf-8")), "TINHSO_FREEZE_EVENTS=1 writes the file anew"


def test_every_event_is_documented() -> None:
    text = "".join((ROOT / "docs" / name).read_text("utf-8") for name in ("architecture.md", "events.md"))
    assert [cls.name for cls in _all() if f"`{cls.name}`" not in text] == []
    assert [cls.__name__ for cls in _all() if not cls.__doc__ and not cls.__mro__[1].__doc__] == []


def test_names_are_unique_and_of_one_form() -> None:
    names = [cls.name for cls in _all()]
    assert len(names) == len(set(names))
    assert [
        name for name in names if not name.replace("_", "").replace(".", "").islower() or name.count(".") != 1
    ] == []


def test_no_event_carries_personal_data() -> None:
    assert {cls.name: found for cls in _all() if (found := PERSONAL & {f.name for f in dataclasses.fields(cls)})} == {}


def test_who_listens_listens_to_what_is_told() -> None:
    parts("subscribers")
    names = {cls.name for cls in _all()}
    for module in MODULES:
        source = Path(ROOT, *module.split("."), "subscribers.py")
        if source.exists():
            for line in source.read_text("utf-8").splitlines():
                if line.startswith("@subscribe("):
                    name = line.split('"')[1]
                    assert name in names, line
                    assert subscribers_of(name), line


def test_the_json_is_plain_and_stable() -> None:
    values: dict[object, object] = {
        UUID: UUID(int=1),
        datetime: datetime(2026, 11, 23, 1, 30, tzinfo=UTC),
        date: date(2026, 11, 23),
        str: "x",
        int: 4,
        bool: True,
    }
    for cls in _all():
        hints = typing.get_type_hints(cls)
        facts = {}
        for field in dataclasses.fields(cls):
            choices = typing.get_args(hints[field.name]) or (hints[field.name],)
            facts[field.name] = next((values[c] for c in choices if c in values), ())
        payload = cls(**facts).payload()
        assert json.loads(json.dumps(payload)) == payload, cls.name
        for field in dataclasses.fields(cls):
            if isinstance(facts[field.name], datetime):
                assert payload[field.name] == "2026-11-23T01:30:00+00:00", cls.name
            if isinstance(facts[field.name], UUID):
                assert payload[field.name] == "00000000-0000-0000-0000-000000000001", cls.name
