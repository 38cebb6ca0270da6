"""The letters of a procedure folder, and the answers that they may quote."""

from collections.abc import Iterator, Mapping
from typing import Any


def texts(letters: object, pointer: str = "/letters") -> Iterator[tuple[str, str]]:
    """(JSON pointer, text) of every string below `letters`."""
    if isinstance(letters, str):
        yield pointer, letters
    elif isinstance(letters, Mapping):
        for name, value in letters.items():
            # A Word template is checked by itself (docx.merging).
            if name == "docx":
                continue
            yield from texts(value, f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}")
    elif isinstance(letters, list | tuple):
        for index, value in enumerate(letters):
            yield from texts(value, f"{pointer}/{index}")


def answer_paths(schema: object, prefix: str = "answers") -> Iterator[str]:
    """`answers.child.full_name` for every single-valued property of the form's JSON Schema (lists cannot be quoted)."""
    if not isinstance(schema, Mapping):
        return
    properties = schema.get("properties")
    if isinstance(properties, Mapping):
        for name, part in properties.items():
            yield from answer_paths(part, f"{prefix}.{name}")
    elif prefix != "answers" and schema.get("type") != "array":
        yield prefix


def known_fields(letter_fields: Mapping[str, Any], form_schema: object) -> frozenset[str]:
    """All paths that a letter of one procedure may name."""
    return frozenset(letter_fields) | frozenset(answer_paths(form_schema))
