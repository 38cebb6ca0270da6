"""The definition kind `lookup_purpose`: what a register of others may be asked for, and by what right."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """Only what is asked for can be masked."""
    for name in sorted(set(definition.body.get("masked", ())) - set(definition.body["facts"])):
        yield definition.problem("/masked", f"masked nêu “{name}” mà facts không hỏi.")
    if "things" in definition.body:
        yield from _check_things(definition, catalogue)


def _check_things(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """The connector answers look-ups, the procedures stand, what is shown or compared is asked for."""
    things, facts = definition.body["things"], set(definition.body["facts"])
    connector = catalogue.find("connector", things["connector"])
    if connector is None or "look_up" not in connector.body.get("operations", {}):
        yield definition.problem("/things/connector", f"Không có bộ nối “{things['connector']}” có lời gọi look_up.")
    for code in things["procedures"]:
        if catalogue.find("procedure", code) is None:
            yield definition.problem("/things/procedures", f"Không có thủ tục “{code}”.")
    for part in ("titles", "compares"):
        for name in sorted(set(things.get(part, {})) - facts):
            yield definition.problem(f"/things/{part}/{name}", f"“{name}” không có trong facts.")


KINDS = (
    Kind(
        code="lookup_purpose",
        title="Mục đích tra cứu",
        pattern="lookups/*.yaml",
        schema=Path(__file__).parent / "schemas" / "lookup_purpose.json",
        check=_check,
        depends_on=("connector", "procedure"),
    ),
)
