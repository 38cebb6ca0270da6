"""A register behind a connector: the question carries who asks, from which agency, for which service."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from tinhso.engines.connectors import api as connectors
from tinhso.engines.connectors.errors import NotSetUp, Refused
from tinhso.kernel.errors import Unavailable
from tinhso.services.lookups.types import Asking

log = logging.getLogger("tinhso.lookups")
# How many letters the registers take of each (request, officer, service).
_REQUEST, _OFFICER, _SERVICE = 40, 20, 20
# Who asks for the own data is not an officer; the platform names itself.
_PLATFORM = "NGUOI-DAN"


class ConnectedRegister:
    """Asks by the operation `look_up` of a connector; `name` is the connector's title, told to whom the data is about."""

    def __init__(self, code: str) -> None:
        self._code = code

    @property
    def name(self) -> str:
        return connectors.get_connector(self._code).title

    def look_up(self, number: str, wanted: tuple[str, ...], asking: Callable[[], Asking]) -> Mapping[str, Any] | None:
        """Raises Unavailable, also where the register will not have the question: the log says why, the form goes on."""
        who = asking()
        try:
            said = connectors.call(
                connectors.get_connector(self._code),
                "look_up",
                {
                    "number": number,
                    "full_name": who.full_name,
                    "born_on": who.born_on.isoformat() if who.born_on else "",
                    "request": who.request.hex[:_REQUEST],
                    "officer": who.officer[:_OFFICER] or _PLATFORM,
                    "agency": who.agency_code or self._agency(),
                    "procedure": who.procedure_code[:_SERVICE] or _PLATFORM,
                },
            )
        except (Refused, NotSetUp) as no:
            log.warning("%s: %s", self._code, no.message)
            raise Unavailable(no.message) from no
        if not said.is_found:
            return None
        return {name: value for name, value in said.values.items() if name in wanted and value}

    def _agency(self) -> str:
        return connectors.own_agency()

    def check_config(self) -> list[str]:
        return []
