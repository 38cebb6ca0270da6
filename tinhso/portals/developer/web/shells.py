"""The pages of a system stand among the developers' and among the administrators' pages."""

from dataclasses import dataclass

from django.utils.translation import get_language

from tinhso.foundation.access.types import ApiScope
from tinhso.foundation.ui.types import Option


@dataclass(frozen=True)
class Shell:
    """Whose pages: the frame around them and their addresses."""

    template: str
    systems: str
    system: str
    subscription: str


DEVELOPER = Shell("ui/base_citizen.html", "developer:systems", "developer:system", "developer:subscription")
STAFF = Shell("ui/base_officer.html", "developer:granting", "developer:staff_system", "developer:staff_subscription")


def scope_options(scopes: tuple[ApiScope, ...]) -> list[Option]:
    """Scopes as choices, in the reader's language."""
    is_english = get_language() == "en"
    return [Option(value=one.code, text=one.code, hint=one.title_en if is_english else one.title) for one in scopes]
