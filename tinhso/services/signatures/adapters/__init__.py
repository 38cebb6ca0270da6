"""Adapters to keys, by name; the setting SIGNATURES_ADAPTER chooses (`demo` when not set)."""

from django.conf import settings

from tinhso.kernel.adapters import AdapterRegistry
from tinhso.services.signatures.adapters.demo import DemoAdapter
from tinhso.services.signatures.adapters.pkcs11 import Pkcs11Adapter
from tinhso.services.signatures.ports import SigningAdapter


def _chosen() -> str:
    return str(getattr(settings, "SIGNATURES_ADAPTER", "demo"))


registry: AdapterRegistry[SigningAdapter] = AdapterRegistry("signatures", _chosen)
registry.register("demo", DemoAdapter)
registry.register("pkcs11", Pkcs11Adapter)
