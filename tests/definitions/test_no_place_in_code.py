"""A province is data: no place, procedure code or agency code stands in Python (docstrings may give an example)."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.definitions.conftest import ROOT, read_yaml

CODE = Path(__file__).resolve().parents[2] / "tinhso"
PROCEDURE = re.compile(r"(?<![\d.])[1-6]\.\d{6}(?![\d.])")
# H00 and H99 belong to nobody: they are what examples and tests use.
AGENCY = re.compile(r"\b[GHK](?!99|00)\d{2}(?:\.\d{2})+\b|\b\d{3}\.\d{2}\.\d{2}\.[GHK](?!99|00)\d{2}\b|\bH61\b")


@cache
def _places() -> tuple[str, ...]:
    provinces = [read_yaml(path)["province"]["name"] for path in (ROOT / "units").glob("??_2025-07-01.yaml")]
    tree = read_yaml(ROOT / "agencies" / "vinh-long-2025.yaml")
    communes = [a["name"].removeprefix("Ủy ban nhân dân ") for a in tree["agencies"] if a["tier"] == "commune"]
    return tuple(re.sub(r"^(Tỉnh|Thành phố|phường|xã) ", "", name) for name in [*provinces, *communes])


def _words_of(source: str) -> Iterator[str]:
    """Every text that the program can use: strings but docstrings, and names."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value
        elif isinstance(node, ast.Name):
            yield node.id


def _found(source: str) -> list[str]:
    text = "\n".join(_words_of(source))
    names = re.findall("|".join(rf"\b{re.escape(place)}\b" for place in _places()), text)
    return [*names, *PROCEDURE.findall(text), *AGENCY.findall(text)]


def test_code_holds_no_place_and_no_code() -> None:
    skipped = {"tests", "migrations", "testing.py"}
    sources = [path for path in CODE.rglob("*.py") if not skipped & set(path.parts)]
    assert len(sources) > 100

    found = {str(path.relative_to(CODE)): _found(path.read_text(encoding="utf-8")) for path in sources}
    assert {name: words for name, words in found.items() if words} == {}


def test_places_are_known() -> None:
    assert len(_places()) == 34 + 9


@pytest.mark.parametrize(
    "line",
    ['title = "Sở Xây dựng Vĩnh Long"', 'if code == "1.001193": pass', 'owner = "H61.16"', 'x = "000.00.53.H61"'],
)
def test_the_search_finds_what_it_looks_for(line: str) -> None:
    assert _found(line) != []


@pytest.mark.parametrize(
    "line", ['x = "1.0000001"', 'x = "5.2.1"', 'x = "12.3456789"', '"""Like Vĩnh Long."""', 'x = "000.00.13.H99"']
)
def test_the_search_leaves_the_rest_alone(line: str) -> None:
    assert _found(line) == []
