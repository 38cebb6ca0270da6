"""The letter language of definitions: plain paragraphs with `{{ path }}` and nothing else.

A blank line parts paragraphs; lines beginning with "- " make a list. There is no expression, filter, loop or
call, so whoever may write a letter can read only the values that are handed in, and values are always escaped.
"""

import re
from collections.abc import Collection, Mapping
from html import escape

_FIELD = re.compile(r"\{\{([^{}]*)\}\}")
_PATH = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*", re.ASCII)
_MARKS = ("{{", "}}", "{%", "%}", "{#", "#}")


class UnknownField(KeyError):
    """A placeholder with no value behind it."""


def fields(text: str) -> tuple[str, ...]:
    """Paths that the letter asks for, in order, without repetition."""
    return tuple(dict.fromkeys(match.group(1).strip() for match in _FIELD.finditer(text)))


def problems(text: str, known: Collection[str]) -> list[str]:
    """What is wrong with a letter, in Vietnamese; empty when it can be merged."""
    found = []
    for path in fields(text):
        if not _PATH.fullmatch(path):
            found.append(f"“{{{{ {path} }}}}” không phải là một đường dẫn (chỉ dùng chữ thường, số, “_” và “.”)")
        elif path not in known:
            found.append(f"“{{{{ {path} }}}}” không phải là trường mà thư này được phép dùng")
    rest = _FIELD.sub("", text)
    found.extend(f"dấu “{mark}” không được dùng trong thư" for mark in _MARKS if mark in rest)
    return found


def lookup(values: Mapping[str, object], path: str) -> str:
    """The value at a dotted path; a flat key wins over nesting."""
    if path in values:
        return str(values[path])
    current: object = values
    for part in path.split("."):
        if not isinstance(current, Mapping) or part not in current:
            raise UnknownField(path)
        current = current[part]
    if current is None or isinstance(current, Mapping | list | tuple):
        raise UnknownField(path)
    return str(current)


def merge_text(text: str, values: Mapping[str, object]) -> str:
    """Plain text with the values in (for SMS and e-mail)."""
    return _FIELD.sub(lambda match: lookup(values, match.group(1).strip()), text)


def merge_html(text: str, values: Mapping[str, object]) -> str:
    """HTML paragraphs and lists; every value and every word of the letter is escaped. A paragraph that quotes empty values
    only is left out: letters have no conditions."""
    blocks = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if not lines:
            continue
        merged = [_merge_line(line, values) for line in lines]
        asked = fields(block)
        if asked and not any(lookup(values, path) for path in asked):
            continue
        if all(line.startswith("- ") for line in lines):
            blocks.append("<ul>" + "".join(f"<li>{line[2:]}</li>" for line in merged) + "</ul>")
        else:
            blocks.append("<p>" + " ".join(merged) + "</p>")
    return "\n".join(blocks)


def _merge_line(line: str, values: Mapping[str, object]) -> str:
    parts = []
    end = 0
    for match in _FIELD.finditer(line):
        parts.append(escape(line[end : match.start()]))
        parts.append(escape(lookup(values, match.group(1).strip())))
        end = match.end()
    parts.append(escape(line[end:]))
    return "".join(parts)
