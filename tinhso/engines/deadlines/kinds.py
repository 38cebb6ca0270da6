"""The definition kind `counting_rule`: how the law in force counts a term."""

from collections.abc import Iterable
from pathlib import Path

from tinhso.engines.deadlines import api
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem


def check_counting_rule(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """The rule can be read, and of several codes at most one is the default."""
    for message in api.check_rule(definition.body):
        yield definition.problem("", message)
    defaults = {other.code for other in catalogue.all("counting_rule") if other.body.get("default")}
    if definition.body.get("default") and len(defaults) > 1:
        yield definition.problem("/default", f"nhiều cách đếm cùng là mặc định: {', '.join(sorted(defaults))}")


KINDS: tuple[Kind, ...] = (
    Kind(
        code="counting_rule",
        title="Cách đếm thời hạn",
        pattern="rules/counting/*.yaml",
        schema=Path(__file__).parent / "schemas" / "counting_rule.json",
        check=check_counting_rule,
    ),
)
