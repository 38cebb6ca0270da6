"""YAML and JSON files as JSON values, each value with the file and line where it is written."""

import re
from pathlib import Path
from typing import Any

import yaml

from tinhso.kernel.definitions.types import Problem
from tinhso.kernel.definitions.wording import syntax_in_words

Places = dict[str, tuple[str, int]]

MAX_BYTES = 4_000_000


class _Loader(yaml.SafeLoader):
    """YAML whose plain scalars are JSON's: dates stay text, only true and false are booleans, no aliases."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        # An alias of an alias of an alias is a bomb, and nobody writes law with them.
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("bí danh (*) không được dùng")
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in {"int", "float", "null"}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_JSON_BOOL = re.compile(r"^(?:true|false)$")
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", _JSON_BOOL, list("tf"))


def read_document(path: Path, shown: str, at: str = "") -> tuple[Any, Places, list[Problem]]:
    """The value of a YAML or JSON file (JSON is YAML), its places below pointer `at`, and what is wrong with its text."""
    try:
        raw = path.read_bytes()
    except OSError as unread:
        return None, {}, [Problem(file=shown, line=1, pointer=at, message=f"không đọc được tệp: {unread.strerror}")]
    if len(raw) > MAX_BYTES:
        return None, {}, [Problem(file=shown, line=1, pointer=at, message="tệp quá lớn")]
    try:
        loader = _Loader(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return None, {}, [Problem(file=shown, line=1, pointer=at, message="tệp không phải UTF-8")]
    except yaml.YAMLError:
        return None, {}, [Problem(file=shown, line=1, pointer=at, message="tệp có ký tự không được phép")]
    places: Places = {}
    problems: list[Problem] = []
    try:
        node = loader.get_single_node()
        if node is None:
            return None, {}, [Problem(file=shown, line=1, pointer=at, message="tệp trống")]
        value = _build(loader, node, at, shown, places, problems, 0)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        problem = syntax_in_words(getattr(wrong, "problem", None) or str(wrong))
        return None, {}, [Problem(file=shown, line=line, pointer=at, message=f"YAML/JSON không đọc được: {problem}")]
    except RecursionError:
        return None, {}, [Problem(file=shown, line=1, pointer=at, message="lồng nhau quá sâu")]
    finally:
        loader.dispose()
    return value, places, problems


def _build(
    loader: _Loader, node: yaml.Node, at: str, file: str, places: Places, problems: list[Problem], depth: int
) -> Any:
    line = node.start_mark.line + 1
    places[at] = (file, line)
    if depth > 60:
        raise RecursionError
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(loader.construct_object(key_node))
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
    return loader.construct_object(node)
