"""Which portal is talked to."""

from django.conf import settings

from tinhso.kernel.adapters import AdapterRegistry
from tinhso.services.national_portal.adapters.demo import DemoPortal
from tinhso.services.national_portal.adapters.first_generation import FirstGeneration
from tinhso.services.national_portal.types import Answered

OFF = "off"

portal: AdapterRegistry[Answered] = AdapterRegistry("national_portal", lambda: str(settings.NATIONAL_PORTAL_ADAPTER))
portal.register("demo", DemoPortal)
portal.register("first", FirstGeneration)


def is_on() -> bool:
    """Whether the province talks to the portal at all."""
    return settings.NATIONAL_PORTAL_ADAPTER != OFF
