"""Every port that a vendor may fill has a demo sibling and can say what is wrong with its configuration."""

import re
from importlib import import_module
from pathlib import Path

from tinhso.kernel.adapters import all_registries

HOUSE = Path(__file__).resolve().parents[2] / "tinhso"


def _all_ports() -> set[str]:
    """Every registry that stands in the source, imported so that it is known."""
    found = set()
    for path in HOUSE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        ports = re.findall(r"= AdapterRegistry\(\s*\"([a-z_]+)\"", path.read_text("utf-8"))
        if ports:
            parts = path.relative_to(HOUSE.parent).with_suffix("").parts
            import_module(".".join(parts).removesuffix(".__init__"))
            found |= set(ports)
    return found


def test_every_port_has_a_demo_adapter_that_is_ready() -> None:
    ports = _all_ports()
    assert {registry.port for registry in all_registries()} >= ports
    assert ports
    for registry in all_registries():
        if registry.port in ports:
            assert "demo" in registry.names(), registry.port
            assert registry._factories["demo"]().check_config() == [], registry.port


def test_every_adapter_can_say_what_is_wrong() -> None:
    for registry in (r for r in all_registries() if r.port in _all_ports()):
        for name in registry.names():
            problems = registry._factories[name]().check_config()
            assert all(isinstance(problem, str) and problem for problem in problems), (registry.port, name)
