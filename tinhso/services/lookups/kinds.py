"""The definition kind `lookup_purpose`: what a register of others may be asked for, and by what right."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """Only what is asked for can be masked."""
    for name in sorted(set(definition.body.get("masked", ())) - set(definition.body["facts"])):
        yield definition.problem("/masked", f"masked nêu “{name}” mà facts không hỏi.")


KINDS = (
    Kind(
        code="lookup_purpose",
        title="Mục đích tra cứu",
        pattern="lookups/*.yaml",
        schema=Path(__file__).parent / "schemas" / "lookup_purpose.json",
        check=_check,
    ),
)
