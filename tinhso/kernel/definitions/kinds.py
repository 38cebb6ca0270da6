"""The register of kinds, filled by discovery at start-up."""

from tinhso.kernel.definitions.types import Kind

_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind. Raises ValueError when another one has its code."""
    known = _kinds.get(kind.code)
    if known is not None and known != kind:
        raise ValueError(f"two kinds are called {kind.code}")
    _kinds[kind.code] = kind


def get(code: str) -> Kind:
    return _kinds[code]


def in_order() -> tuple[Kind, ...]:
    """All kinds, each after those it depends on. Raises ValueError on a cycle."""
    done: dict[str, Kind] = {}
    path: list[str] = []

    def visit(code: str) -> None:
        if code in done or code not in _kinds:
            return
        if code in path:
            raise ValueError(f"kinds depend on each other: {' → '.join([*path, code])}")
        path.append(code)
        for needed in sorted(_kinds[code].depends_on):
            visit(needed)
        path.pop()
        done[code] = _kinds[code]

    for code in sorted(_kinds):
        visit(code)
    return tuple(done.values())
