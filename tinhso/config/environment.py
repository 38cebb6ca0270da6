"""Settings from the environment: each variable is declared once, typed, with its Vietnamese manual entry."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Variable:
    """One environment variable as the operator's manual shows it."""

    name: str
    default: str
    kind: str
    meaning: str


_declared: dict[str, Variable] = {}


def _read(name: str, default: str, kind: str, meaning: str, parse: Callable[[str], T]) -> T:
    _declared[name] = Variable(name, default, kind, meaning)
    raw = os.environ.get(name, default)
    try:
        return parse(raw)
    except ValueError as wrong:
        raise SystemExit(f"Biến môi trường {name}={raw!r} không đúng kiểu {kind}.") from wrong


def text(name: str, default: str, meaning: str) -> str:
    return _read(name, default, "chuỗi", meaning, str)


def number(name: str, default: int, meaning: str) -> int:
    return _read(name, str(default), "số nguyên", meaning, int)


def flag(name: str, default: bool, meaning: str) -> bool:
    def parse(raw: str) -> bool:
        if raw.lower() in {"1", "true", "yes", "on"}:
            return True
        if raw.lower() in {"0", "false", "no", "off", ""}:
            return False
        raise ValueError(raw)

    return _read(name, "true" if default else "false", "đúng/sai", meaning, parse)


def path(name: str, default: str, meaning: str, *, inside: Path | None = None) -> Path:
    """A path; a relative one starts at the project's folder, but the default `inside` another place that was named."""
    if inside is not None and name not in os.environ:
        _read(name, default, "đường dẫn", meaning, str)
        return inside / Path(default).name
    return _read(name, default, "đường dẫn", meaning, lambda raw: (ROOT / raw).resolve())


def words(name: str, default: str, meaning: str) -> list[str]:
    return _read(name, default, "danh sách, cách nhau dấu phẩy", meaning, lambda raw: [w for w in raw.split(",") if w])


def declared() -> tuple[Variable, ...]:
    """Every variable that was declared, by name."""
    return tuple(_declared[name] for name in sorted(_declared))
