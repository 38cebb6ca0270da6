"""The two ports and which adapter is in use."""

from django.conf import settings

from tinhso.kernel.adapters import AdapterRegistry
from tinhso.services.lookups.adapters.connected import ConnectedRegister
from tinhso.services.lookups.adapters.demo import DemoBusiness, DemoPopulation
from tinhso.services.lookups.types import Purpose, Register, RegisterKind

population: AdapterRegistry[Register] = AdapterRegistry(
    "population_register", lambda: str(settings.POPULATION_REGISTER_ADAPTER)
)
population.register("demo", DemoPopulation)
population.register("connector", lambda: ConnectedRegister("population"))
business: AdapterRegistry[Register] = AdapterRegistry(
    "business_register", lambda: str(settings.BUSINESS_REGISTER_ADAPTER)
)
business.register("demo", DemoBusiness)
business.register("connector", lambda: ConnectedRegister("business_registration"))


def register_of(purpose: Purpose) -> Register:
    """The register in use. Raises Unavailable."""
    if purpose.things is not None:
        return ConnectedRegister(purpose.things.connector)
    return (population if purpose.register is RegisterKind.POPULATION else business).get()
