"""The definition kind `connector`: an interface of a partner, and the procedures whose sheets feed it."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.engines.connectors.domain.definition import connector_from
from tinhso.engines.connectors.domain.filling import named
from tinhso.engines.connectors.types import Connector, Operation
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem

# What callers of each operation give.
_GIVEN = {
    "push": {"agency", "code", "record", "fields", "fields_xml", "sent_at", "accepted_at"},
    "find": {"agency", "code", "reference"},
    "result": {"agency", "code", "reference"},
    "look_up": {"agency", "number", "full_name", "born_on", "request", "officer", "procedure"},
    "find_number": {"agency", "full_name", "born_on", "sex", "request", "officer", "procedure"},
    "check": {"agency"},
}


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """Operations use what their callers give, and every procedure that feeds a record fills what the record must have."""
    connector = connector_from(definition.body, version_id=None)
    for operation in connector.operations.values():
        yield from _operation(definition, operation)
    if connector.pushes:
        yield from _pushes(definition, connector)
    for procedure in catalogue.all("procedure"):
        system = procedure.body.get("sector_system", {})
        feeds = system.get("connector", {})
        if feeds.get("code") == definition.code:
            given = {line["to"] for line in system.get("sheet", ()) if "to" in line}
            yield from _fed(definition, connector, procedure.code, feeds["record"], given)


def _operation(definition: Definition, operation: Operation) -> Iterator[Problem]:
    pointer = f"/operations/{operation.name}"
    for name in sorted(named(operation) - _GIVEN[operation.name]):
        yield definition.problem(pointer, f"Không có tham số “{{{name}}}” cho lời gọi này.")
    for name in sorted(set(operation.needs) - set(operation.reads)):
        yield definition.problem(pointer, f"needs nêu “{name}” mà reads không đọc.")


def _pushes(definition: Definition, connector: Connector) -> Iterator[Problem]:
    for name in ("push", "find"):
        if name not in connector.operations:
            yield definition.problem("/operations", f"Bộ nối có records thì phải có lời gọi {name}.")
            return
    if "reference" not in connector.operations["push"].reads:
        yield definition.problem("/operations/push", "push phải đọc reference: mã hồ sơ ở bên nhận.")
    if "stage" in connector.operations["find"].reads and not connector.stages:
        yield definition.problem("/stages", "find đọc stage thì phải có stages: mã tình trạng của bên nhận.")


def _fed(
    definition: Definition, connector: Connector, procedure: str, record: str, given: set[str]
) -> Iterator[Problem]:
    if record not in connector.records:
        yield definition.problem("/records", f"Thủ tục {procedure} dùng bản ghi “{record}” mà bộ nối không có.")
        return
    fields = {field.name: field for field in connector.records[record].fields}
    for name in sorted(given - set(fields)):
        yield definition.problem(f"/records/{record}", f"Thủ tục {procedure} điền “{name}”, bên nhận không có ô này.")
    for name, field in fields.items():
        if field.is_required and name not in given:
            yield definition.problem(f"/records/{record}", f"Thủ tục {procedure} không điền ô bắt buộc “{name}”.")


KINDS = (
    Kind(
        code="connector",
        title="Kết nối hệ thống ngoài",
        pattern="exchange/connectors/*.yaml",
        schema=Path(__file__).parent / "schemas" / "connector.json",
        check=_check,
        depends_on=("procedure",),
    ),
)
