"""Which transport is in use."""

from django.conf import settings

from tinhso.engines.connectors.adapters.demo import DemoTransport
from tinhso.engines.connectors.adapters.partner import HttpTransport
from tinhso.engines.connectors.types import Transport
from tinhso.kernel.adapters import AdapterRegistry

OFF = "off"

transport: AdapterRegistry[Transport] = AdapterRegistry("connectors", lambda: str(settings.CONNECTORS_ADAPTER))
transport.register("demo", DemoTransport)
transport.register("partner", HttpTransport)


def is_on() -> bool:
    """Whether the province talks to sector systems at all."""
    return settings.CONNECTORS_ADAPTER != OFF
