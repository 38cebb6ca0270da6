"""Adapters: one port, several vendors, always a demo sibling, always a configuration check."""

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from tinhso.kernel.errors import Unavailable


class Checked(Protocol):
    """What every adapter can do besides its port: say what is wrong with its configuration."""

    def check_config(self) -> list[str]:
        """Vietnamese sentences, one a problem; empty when ready."""


P = TypeVar("P", bound=Checked)

_registries: "dict[str, AdapterRegistry[Any]]" = {}


class AdapterRegistry(Generic[P]):
    """The adapters of one port. `chosen` names the one in use, read each time so that a test can change it."""

    def __init__(self, port: str, chosen: Callable[[], str]) -> None:
        self.port = port
        self._chosen = chosen
        self._factories: dict[str, Callable[[], P]] = {}
        self._made: dict[str, P] = {}
        _registries[port] = self

    def register(self, name: str, factory: Callable[[], P]) -> None:
        """Add an adapter under a name; a second one of the same name is a programming error."""
        if name in self._factories:
            raise ValueError(f"{self.port}: the adapter {name} is registered twice")
        self._factories[name] = factory

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._factories))

    def get(self) -> P:
        """The adapter in use. Raises Unavailable when the setting names none."""
        name = self._chosen()
        if name not in self._factories:
            raise Unavailable(f"Cấu hình {self.port}: không có bộ nối “{name}” (có: {', '.join(self.names())}).")
        if name not in self._made:
            self._made[name] = self._factories[name]()
        return self._made[name]

    def forget(self) -> None:
        """Drop made adapters, so that the next `get` reads the configuration anew."""
        self._made.clear()


def all_registries() -> "tuple[AdapterRegistry[Any], ...]":
    """Every port of the platform, for `tinhso check` and for the test that each has a demo sibling."""
    return tuple(_registries[port] for port in sorted(_registries))
