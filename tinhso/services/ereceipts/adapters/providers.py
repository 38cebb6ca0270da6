"""The port and which adapter is in use."""

from django.conf import settings

from tinhso.kernel.adapters import AdapterRegistry
from tinhso.services.ereceipts.adapters.demo import DemoProvider
from tinhso.services.ereceipts.types import Provider

providers: AdapterRegistry[Provider] = AdapterRegistry("ereceipts", lambda: str(settings.ERECEIPTS_ADAPTER))
providers.register("demo", DemoProvider)
