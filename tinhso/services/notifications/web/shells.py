"""The same pages stand among the citizens' and among the officers' pages."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from tinhso.foundation.identity import api as identity
from tinhso.kernel.errors import Denied
from tinhso.services.notifications.types import Audience

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Shell:
    """Whose pages: the frame around them, their addresses, what there is to choose about."""

    template: str
    inbox: str
    ways: str
    audience: Audience


CITIZEN = Shell("ui/base_citizen.html", "notifications:inbox", "notifications:ways", Audience.CITIZEN)
OFFICER = Shell("ui/base_officer.html", "notifications:officer_inbox", "notifications:officer_ways", Audience.OFFICER)


def officers_only(view: View) -> View:
    """For who is at work in a post. Raises Denied."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if not identity.actor_of(request).is_officer:
            raise Denied("Trang này dành cho cán bộ.")
        return view(request, *arguments, **named)

    return guarded
