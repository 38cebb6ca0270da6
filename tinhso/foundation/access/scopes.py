"""What other systems may be allowed at the API, as the modules declare it in `offers.py`."""

from collections.abc import Iterable

from tinhso.foundation.access.types import ApiScope

_scopes: dict[str, ApiScope] = {}


def register(scope: ApiScope) -> None:
    """Make a scope known; told again it replaces itself."""
    _scopes[scope.code] = scope


def known() -> tuple[ApiScope, ...]:
    """Every scope, by code."""
    return tuple(_scopes[code] for code in sorted(_scopes))


def unknown(codes: Iterable[str]) -> list[str]:
    """Those of the codes that no module declares."""
    return sorted(set(codes) - _scopes.keys())


def self_service(codes: Iterable[str]) -> list[str]:
    """Those of the codes that a sandbox gives at once."""
    return [code for code in codes if code in _scopes and _scopes[code].is_self_service]
