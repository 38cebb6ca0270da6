"""Other people's interfaces, by the code of their definition."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from tinhso.engines.connectors import client
from tinhso.engines.connectors.adapters.transports import is_on
from tinhso.engines.connectors.domain import filling
from tinhso.engines.connectors.domain.definition import connector_from
from tinhso.engines.connectors.errors import NotSetUp, Unfilled
from tinhso.engines.connectors.simulators import SIMULATORS
from tinhso.engines.connectors.types import Connector, Report, Said, Shelf, Simulator, Value
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.errors import NoDefinition
from tinhso.foundation.identity import api as identity

__all__ = [
    "call",
    "check",
    "fill",
    "get_connector",
    "is_on",
    "list_connectors",
    "own_agency",
    "simulator",
    "simulators",
    "xml_of",
]


def get_connector(code: str) -> Connector:
    """The version in force. Raises NotSetUp."""
    try:
        version = definitions.get("connector", code)
    except NoDefinition:
        raise NotSetUp(f"Không có bộ nối “{code}” đang có hiệu lực.") from None
    return connector_from({**version.body, "code": version.code, "title": version.title}, version_id=version.id)


def list_connectors() -> tuple[Connector, ...]:
    """Every connector in force, by code."""
    found = [
        connector_from({**one.body, "code": one.code, "title": one.title}, version_id=one.id)
        for one in definitions.list_current("connector")
    ]
    return tuple(sorted(found, key=lambda one: one.code))


def fill(connector: Connector, record: str, values: Mapping[str, Value]) -> Mapping[str, str]:
    """The partner's record from our answers. Raises Unfilled with each field that does not fit, NotSetUp for no such record."""
    if record not in connector.records:
        raise NotSetUp(f"{connector.title} không có bản ghi “{record}”.")
    filled, wrong = filling.fill(connector.records[record], values)
    if wrong:
        words = "; ".join(f"{name}: {why}" for name, why in wrong.items())
        raise Unfilled(f"Chưa chuyển được, sửa hồ sơ hoặc bảng ghép mã: {words}."[:300], fields=wrong)
    return filled


def xml_of(record: str, fields: Mapping[str, str]) -> str:
    """The record as the flat XML that some partners take inside their JSON."""
    return filling.as_xml(record, fields)


def call(connector: Connector, operation: str, parameters: Mapping[str, Any]) -> Said:
    """One call, within the definition's limits.

    Raises NotReached (nothing left), Uncertain (ask first), Disagrees (nothing of it is used), Refused, NotSetUp.
    """
    return client.call(connector, operation, parameters)


def check(connector: Connector, *, agency: str) -> Report:
    """Whether it can be used now, as `agency`; a call that changes nothing is made."""
    return Report(code=connector.code, title=connector.title, problems=tuple(client.check(connector, agency=agency)))


def own_agency() -> str:
    """In whose name the platform itself calls: the setting, else the shortest code of the tree."""
    codes = (one.code for one in identity.list_agencies())
    return settings.CONNECTORS_AGENCY or min(codes, key=len, default="")


def simulators() -> tuple[str, ...]:
    """The partners that can be played."""
    return tuple(sorted(SIMULATORS))


def simulator(code: str, shelf: Shelf) -> Simulator:
    """A partner that plays along and keeps what it is told on `shelf`."""
    return SIMULATORS[code](shelf)
