"""Which portal is talked to."""

from django.conf import settings

from tinhso.kernel.adapters import AdapterRegistry
from tinhso.services.national_portal.adapters.demo import DemoPortal
from tinhso.services.national_portal.adapters.first_generation import FirstGeneration
from tinhso.services.national_portal.adapters.second_generation import SecondGeneration
from tinhso.services.national_portal.types import Answered

OFF = "off"

portal: AdapterRegistry[Answered] = AdapterRegistry("national_portal", lambda: str(settings.NATIONAL_PORTAL_ADAPTER))
portal.register("demo", DemoPortal)
portal.register("first", FirstGeneration)
portal.register("second", SecondGeneration)


def is_on() -> bool:
    """Whether the province talks to the portal at all."""
    return settings.NATIONAL_PORTAL_ADAPTER != OFF


def second() -> SecondGeneration | None:
    """The client of the second generation, where the province tells dossiers by it."""
    client = portal.get()
    return client if isinstance(client, SecondGeneration) else None


def has_lists() -> bool:
    """Whether the portal's catalogues can be had; where not, codes are taken as they are or as an operator mapped them."""
    client = second()
    return client is None or client.has_lists
