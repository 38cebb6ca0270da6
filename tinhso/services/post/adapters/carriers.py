"""Which way the post is reached."""

from django.conf import settings

from tinhso.kernel.adapters import AdapterRegistry
from tinhso.services.post.adapters.demo import DemoCarrier
from tinhso.services.post.adapters.lgsp import LgspCarrier
from tinhso.services.post.types import Carrier

OFF = "off"

carriers: AdapterRegistry[Carrier] = AdapterRegistry("post", lambda: str(settings.POST_ADAPTER))
carriers.register("demo", DemoCarrier)
carriers.register("lgsp", LgspCarrier)


def is_on() -> bool:
    """Whether the post is told by this machine at all; else orders wait for somebody who carries them by hand."""
    return settings.POST_ADAPTER != OFF
