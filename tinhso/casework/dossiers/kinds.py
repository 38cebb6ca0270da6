"""The kind of definition that dossiers own: the pattern of a dossier's code, dated."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.casework.dossiers.domain import check_code_pattern
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    for message in check_code_pattern(str(definition.body["pattern"])):
        yield definition.problem("/pattern", message)


KINDS = (
    Kind(
        code="dossier_code",
        title="Mẫu mã số hồ sơ",
        pattern="rules/dossier_codes/*.yaml",
        schema=Path(__file__).parent / "schemas" / "dossier_code.json",
        check=_check,
    ),
)
