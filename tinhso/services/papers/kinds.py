"""The definition kind of this module; checking the set in force also checks every letter of every procedure."""

from collections.abc import Iterable
from pathlib import Path

from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem
from tinhso.services.papers import queries
from tinhso.services.papers.domain import letters


def check_paper_set(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """Layouts exist, roles and forms are single, and no letter asks for a value that nobody gives."""
    for pointer, message in queries.set_problems(definition.body):
        yield definition.problem(pointer, message)
    if definition.effective_to is not None:
        return
    offered = definition.body.get("letter_fields", {})
    for procedure in catalogue.all("procedure"):
        for pointer, message in queries.letter_problems(procedure.body, offered):
            yield procedure.problem(pointer, message)
    for letter in catalogue.all("letter"):
        for message in letters.problems(str(letter.body["body"]), offered):
            yield letter.problem("/body", message)


KINDS: tuple[Kind, ...] = (
    Kind(
        code="paper_set",
        title="Bộ mẫu giấy tờ một cửa",
        pattern="rules/papers/*.yaml",
        schema=Path(__file__).parent / "schemas" / "paper_set.schema.json",
        check=check_paper_set,
        depends_on=("procedure", "letter"),
    ),
    Kind(
        code="letter",
        title="Văn bản gửi người nộp",
        pattern="letters/*.yaml",
        schema=Path(__file__).parent / "schemas" / "letter.schema.json",
    ),
)
