"""How filings of a procedure on the portal become ours, as its definition says."""

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.errors import NoDefinition
from tinhso.kernel.errors import Invalid
from tinhso.services.national_portal.types import FieldSource, IntakeMap


def map_of(procedure_code: str) -> IntakeMap:
    """The map in force today. Raises Invalid: without one nobody knows what the portal's fields mean here."""
    try:
        body = definitions.get("national_intake", procedure_code).body
    except NoDefinition:
        raise Invalid(f"Chưa có định nghĩa nhận hồ sơ từ Cổng cho thủ tục {procedure_code}.") from None
    return IntakeMap(
        procedure=procedure_code,
        fields={
            path: FieldSource(source=one["from"], kind=one.get("as", "text"), codes=one.get("codes", {}))
            for path, one in body["fields"].items()
        },
        constants=body.get("constants", {}),
        components=body.get("components", {}),
        ignored=frozenset(body.get("ignored", ())),
    )
