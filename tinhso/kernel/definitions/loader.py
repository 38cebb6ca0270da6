"""A folder of definitions as one catalogue, with everything that is wrong in it."""

import json
import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator

from tinhso.kernel.definitions import kinds
from tinhso.kernel.definitions.documents import Places, read_document, read_text
from tinhso.kernel.definitions.types import Definition, Kind, Problem
from tinhso.kernel.definitions.wording import in_words

MOST_ATTACHED = 2 * 1024 * 1024
ENVELOPE: dict[str, Any] = {
    "type": "object",
    "required": ["code", "title", "effective_from", "legal_basis"],
    "properties": {
        "code": {"type": "string", "minLength": 1, "maxLength": 80},
        "title": {"type": "string", "minLength": 1, "maxLength": 500},
        "effective_from": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "effective_to": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "owner_agency": {"type": "string"},
        "legal_basis": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["document"],
                "additionalProperties": False,
                "properties": {
                    "document": {"type": "string", "minLength": 3},
                    "article": {"type": "string"},
                    "url": {"type": "string"},
                    "note": {"type": "string"},
                },
            },
        },
    },
}


class Folder:
    """All definitions of one folder; a Catalogue for the checks, and the problems that reading met."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self._by_kind: dict[str, list[Definition]] = defaultdict(list)
        for kind in kinds.in_order():
            for path in sorted(root.glob(kind.pattern.rstrip("/"))):
                if path.is_dir() == kind.is_folder:
                    self._read(kind, path)
        self._refuse_twins()

    def all(self, kind: str) -> tuple[Definition, ...]:
        return tuple(self._by_kind[kind])

    def find(self, kind: str, code: str) -> Definition | None:
        """The latest definition of that code."""
        found = [d for d in self._by_kind[kind] if d.code == code]
        return max(found, key=lambda d: d.effective_from, default=None)

    def in_order(self) -> tuple[Definition, ...]:
        """Every definition, each kind after those it depends on, earlier dates first."""
        return tuple(
            definition
            for kind in kinds.in_order()
            for definition in sorted(self._by_kind[kind.code], key=lambda d: (d.code, d.effective_from))
        )

    def check(self) -> list[Problem]:
        """Everything wrong: first text and schema; only when every file can be read, what each kind's own check finds.

        What the others say of a file that is broken would bury the one thing to mend: kinds that stand on a broken one
        wait for it.
        """
        found = list(self.problems)
        broken: set[str] = set()
        for kind in kinds.in_order() if not found else ():
            waits = not broken.isdisjoint(kind.depends_on)
            wrong = [] if waits else self._checked(kind)
            found += wrong
            if waits or wrong:
                broken.add(kind.code)
        return sorted(found, key=lambda p: (p.file, p.line, p.pointer))

    def _checked(self, kind: Kind) -> list[Problem]:
        return [] if kind.check is None else [p for one in self._by_kind[kind.code] for p in kind.check(one, self)]

    def _read(self, kind: Kind, path: Path) -> None:
        body, places, problems = _read_folder(path, self.root) if kind.is_folder else _read_file(path, self.root)
        shown = str(path.relative_to(self.root.parent))
        if kind.attaches and isinstance(body, dict):
            problems += _attach(path, self.root, body, places, kind.attaches)
        self.problems.extend(problems)
        if body is None:
            return
        if not isinstance(body, dict):
            self.problems.append(Problem(file=shown, line=1, pointer="", message="phải là một bảng khóa–giá trị"))
            return
        draft = Definition(
            kind=kind.code,
            code=str(body.get("code", path.name)),
            title=str(body.get("title", "")),
            effective_from=date.min,
            effective_to=None,
            body=body,
            file=shown,
            places=places,
        )
        wrong = _schema_problems(draft, str(kind.schema))
        since, until = _date(body.get("effective_from")), _date(body.get("effective_to"))
        if since is None and not any(p.pointer == "/effective_from" for p in wrong):
            wrong.append(draft.problem("/effective_from", "không phải ngày có thật (năm-tháng-ngày)"))
        if since is not None and until is not None and until < since:
            wrong.append(draft.problem("/effective_to", "hết hiệu lực trước khi có hiệu lực"))
        self.problems.extend(wrong)
        if not wrong and since is not None:
            whole = Definition(**{**draft.__dict__, "effective_from": since, "effective_to": until})
            self._by_kind[kind.code].append(whole)

    def _refuse_twins(self) -> None:
        for definitions in self._by_kind.values():
            seen: dict[tuple[str, date], Definition] = {}
            for definition in definitions:
                twin = seen.setdefault((definition.code, definition.effective_from), definition)
                if twin is not definition:
                    self.problems.append(definition.problem("/code", f"trùng mã và ngày hiệu lực với {twin.file}"))


def _read_file(path: Path, root: Path) -> tuple[Any, Places, list[Problem]]:
    return read_document(path, str(path.relative_to(root.parent)))


def _attach(path: Path, root: Path, body: dict[str, Any], places: Places, key: str) -> list[Problem]:
    """The file that the definition names beside itself, hung in at `content`. Whether it is what it should be, the kind's
    own check says.
    """
    body.pop("content", None)
    name, shown = str(body.get(key, "")), str(path.relative_to(root.parent))
    file = path.parent / name
    _, line = places.get(f"/{key}", (shown, 1))
    if not name or name != file.name or not file.is_file():
        words = "không có tệp này bên cạnh: ghi tên một tệp trong cùng thư mục"
        return [Problem(file=shown, line=line, pointer=f"/{key}", message=words)]
    if file.stat().st_size > MOST_ATTACHED:
        words = f"tệp lớn hơn {MOST_ATTACHED // (1024 * 1024)} MB"
        return [Problem(file=shown, line=line, pointer=f"/{key}", message=words)]
    body["content"] = b64encode(file.read_bytes()).decode()
    return []


_ELEMENT_ID = re.compile(r"""\sid=["']([^"']+)["']""")
# Which file of a folder stands at which pointer of the one body.
_PARTS = {"form.schema.json": "/form/schema", "form.ui.json": "/form/ui", "steps.yaml": "/process"}


def _read_folder(path: Path, root: Path) -> tuple[Any, Places, list[Problem]]:
    """`procedure.yaml` with its neighbours hung in: form, process, letters by name, cases in order."""
    body, places, problems = _read_file(path / "procedure.yaml", root)
    if not isinstance(body, dict):
        return body, places, problems

    def take(file: Path, pointer: str) -> Any:
        value, more, wrong = read_document(file, str(file.relative_to(root.parent)), pointer)
        places.update(more)
        problems.extend(wrong)
        return value

    for name, pointer in _PARTS.items():
        if (path / name).is_file():
            _, first, *rest = pointer.split("/")
            value = take(path / name, pointer)
            if rest:
                body.setdefault(first, {})[rest[0]] = value
            else:
                body[first] = value
    if (path / "process.bpmn").is_file() and "process" in body:
        shown = str((path / "process.bpmn").relative_to(root.parent))
        words = "quy trình được mô tả hai lần: giữ steps.yaml hoặc process.bpmn"
        problems.append(Problem(file=shown, line=1, pointer="/process", message=words))
    elif (path / "process.bpmn").is_file():
        shown = str((path / "process.bpmn").relative_to(root.parent))
        drawing, unread = read_text(path / "process.bpmn", shown, "/process")
        problems.extend(unread)
        body["process"] = {"bpmn": drawing}
        places.update(_elements(drawing, shown))
    letters = {file.stem: take(file, f"/letters/{file.stem}") for file in sorted(path.glob("letters/*.yaml"))}
    places.update(_hang_templates(path, root, letters))
    if letters:
        body["letters"] = letters
    cases = [take(file, f"/cases/{index}") for index, file in enumerate(sorted(path.glob("cases/*.yaml")))]
    if cases:
        body["cases"] = cases
    return body, places, problems


def _hang_templates(path: Path, root: Path, letters: dict[str, Any]) -> Places:
    """Word templates beside (or instead of) the letters in words: their bytes are a part of the version."""
    places: Places = {}
    for file in filter(Path.is_file, sorted(path.glob("letters/*.docx"))):
        letter = letters.setdefault(file.stem, {})
        if isinstance(letter, dict):
            letter["docx"] = b64encode(file.read_bytes()).decode()
            places[f"/letters/{file.stem}/docx"] = (str(file.relative_to(root.parent)), 1)
    return places


def _elements(drawing: str, shown: str) -> Iterator[tuple[str, tuple[str, int]]]:
    """Where the drawing begins, and where each of its elements is written, by id."""
    yield "/process", (shown, 1)
    for number, line in enumerate(drawing.splitlines(), start=1):
        for found in _ELEMENT_ID.finditer(line):
            yield f"/process/bpmn/{found[1]}", (shown, number)


def _schema_problems(definition: Definition, schema: str) -> list[Problem]:
    """What is wrong by the envelope and the kind's schema. Whole files are known by the quick validator; words for what is
    wrong come from the slow one, which tells where and why in a way that `in_words` understands.
    """
    envelope, own = _quick(schema)
    try:
        if envelope.is_valid(definition.body) and own.is_valid(definition.body):
            return []
    except ValueError:
        # YAML says more than JSON can (numbers as keys): the slow validator has words for it.
        pass
    errors = (
        error for one in (ENVELOPE, _schema(schema)) for error in Draft202012Validator(one).iter_errors(definition.body)
    )
    return [definition.problem(pointer, words) for error in errors for pointer, words in in_words(error)]


@lru_cache(maxsize=64)
def _quick(schema: str) -> tuple[jsonschema_rs.Draft202012Validator, jsonschema_rs.Draft202012Validator]:
    """Raises jsonschema_rs.ValidationError when the kind's schema is none."""
    return (
        jsonschema_rs.Draft202012Validator(ENVELOPE, validate_formats=False),
        jsonschema_rs.Draft202012Validator(_schema(schema), validate_formats=False),
    )


def _schema(path: str) -> dict[str, Any]:
    own: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return own


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def legal_basis(body: Mapping[str, Any]) -> tuple[Mapping[str, str], ...]:
    """The acts that a definition rests on, as its envelope lists them."""
    return tuple(body["legal_basis"])
