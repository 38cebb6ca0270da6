"""YAML and JSON files as JSON values, each value with the file and line where it is written."""

import math
import re
from pathlib import Path
from typing import Any

import yaml

from tinhso.kernel.definitions.types import Problem
from tinhso.kernel.definitions.wording import syntax_in_words

Places = dict[str, tuple[str, int]]

MAX_BYTES = 4_000_000
UNREADABLE = "giá trị không đọc được (số quá dài, hoặc kiểu khác chữ, số, đúng–sai)"
# libyaml walks down without asking how deep it is; ten times this breaks its stack.
_DEEPEST_QUICK = 3_000


class _Exact(yaml.SafeLoader):
    """YAML whose plain scalars are JSON's: dates stay text, only true and false are booleans, no aliases.

    Its words and lines for what is wrong are those shown to the writer.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        # An alias of an alias of an alias is a bomb, and nobody writes law with them.
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("bí danh (*) không được dùng")
        return super().compose_node(parent, index)


class _Quick(yaml.CSafeLoader):
    """The same reading by libyaml, several times quicker, for text without an alias and without a mistake."""


_JSON_BOOL = re.compile(r"^(?:true|false)$")
for _loader in (_Exact, _Quick):
    _loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in {"int", "float", "null"}]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    _loader.add_implicit_resolver("tag:yaml.org,2002:bool", _JSON_BOOL, list("tf"))


def read_text(path: Path, shown: str, at: str) -> tuple[str, list[Problem]]:
    """The text of a file of UTF-8; empty, with what is wrong, when it cannot be read as that."""
    try:
        raw = path.read_bytes()
    except OSError as unread:
        return "", [Problem(file=shown, line=1, pointer=at, message=f"không đọc được tệp: {unread.strerror}")]
    if len(raw) > MAX_BYTES:
        return "", [Problem(file=shown, line=1, pointer=at, message="tệp quá lớn")]
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        return "", [Problem(file=shown, line=line, pointer=at, message="tệp không phải UTF-8")]


def read_document(path: Path, shown: str, at: str = "") -> tuple[Any, Places, list[Problem]]:
    """The value of a YAML or JSON file (JSON is YAML), its places below pointer `at`, and what is wrong with its text."""
    text, unread = read_text(path, shown, at)
    if unread:
        return None, {}, unread
    try:
        return _read(_Quick if _is_plain(text) else _Exact, text, shown, at)
    except (yaml.YAMLError, RecursionError):
        return _read_exactly(text, shown, at)


def _is_plain(text: str) -> bool:
    """No alias (there is none without its sign), and not deep: each level is a bracket, or a column of some line."""
    deepest = text.count("[") + text.count("{") + max(map(len, text.splitlines()), default=0)
    return "*" not in text and deepest < _DEEPEST_QUICK


def _wrong(shown: str, at: str, message: str, line: int = 1) -> tuple[Any, Places, list[Problem]]:
    return None, {}, [Problem(file=shown, line=line, pointer=at, message=message)]


def _read(reader: type[_Exact] | type[_Quick], text: str, shown: str, at: str) -> tuple[Any, Places, list[Problem]]:
    loader = reader(text)
    places: Places = {}
    problems: list[Problem] = []
    try:
        node = loader.get_single_node()
        if node is None:
            return _wrong(shown, at, "tệp trống")
        return _build(loader, node, at, shown, places, problems, 0), places, problems
    finally:
        loader.dispose()


def _read_exactly(text: str, shown: str, at: str) -> tuple[Any, Places, list[Problem]]:
    """The same once more, for the writer: what is wrong, and in which line."""
    try:
        return _read(_Exact, text, shown, at)
    except yaml.reader.ReaderError:
        return _wrong(shown, at, "tệp có ký tự không được phép")
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        problem = syntax_in_words(getattr(wrong, "problem", None) or str(wrong))
        return _wrong(shown, at, f"YAML/JSON không đọc được: {problem}", line)
    except RecursionError:
        return _wrong(shown, at, "lồng nhau quá sâu")


def _build(
    loader: _Exact | _Quick, node: yaml.Node, at: str, file: str, places: Places, problems: list[Problem], depth: int
) -> Any:
    line = node.start_mark.line + 1
    places[at] = (file, line)
    if depth > 60:
        raise RecursionError
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(_plain(loader, key_node))
            pointer = f"{at}/{key.replace('~', '~0').replace('/', '~1')}"
            if key in result:
                key_line = key_node.start_mark.line + 1
                problems.append(Problem(file=file, line=key_line, pointer=pointer, message="khóa lặp lại"))
            result[key] = _build(loader, value_node, pointer, file, places, problems, depth + 1)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [
            _build(loader, item, f"{at}/{index}", file, places, problems, depth + 1)
            for index, item in enumerate(node.value)
        ]
    return _plain(loader, node)


def _plain(loader: _Exact | _Quick, node: yaml.Node) -> str | int | float | bool | None:
    """A single value of JSON. A tag may ask for others (a day, bytes), and a number may be none or too long to read."""
    try:
        value = loader.construct_object(node)
    except ValueError:
        value = NotImplemented
    if value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise yaml.constructor.ConstructorError(None, None, UNREADABLE, node.start_mark)
