"""Count a call against the minute of its client, or of its address where nobody has to say who calls.

The counter is a row: processes share it and no call is lost.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from tinhso.foundation.access.types import Client
from tinhso.foundation.rest.errors import TooManyCalls
from tinhso.foundation.rest.models import CallWindow
from tinhso.foundation.rest.types import Quota
from tinhso.kernel.clock import now

_MINUTE = 60
_KEPT_MINUTES = 10


def count_call(client: Client) -> Quota:
    """What is left of the client's minute after this call. Raises TooManyCalls."""
    return _counted(str(client.id), client.per_minute or settings.API_CALLS_PER_MINUTE)


def count_address(address: str) -> Quota:
    """The same for an address, of which only a digest is kept. Raises TooManyCalls."""
    digest = salted_hmac("rest.address", address, algorithm="sha256").hexdigest()
    return _counted(f"address:{digest[:40]}", settings.API_CALLS_PER_MINUTE)


def _counted(caller: str, limit: int) -> Quota:
    at = now()
    minute = at.replace(second=0, microsecond=0)
    reset = _MINUTE - at.second
    calls = _add(caller, minute)
    if calls > limit:
        raise TooManyCalls(reset)
    return Quota(limit=limit, remaining=limit - calls, reset=reset)


def _add(caller: str, minute: datetime) -> int:
    rows = CallWindow.objects.filter(caller=caller, minute=minute)
    with transaction.atomic():
        if not rows.update(calls=F("calls") + 1):
            try:
                with transaction.atomic():
                    CallWindow.objects.create(caller=caller, minute=minute, calls=1)
            except IntegrityError:
                # Another process was first with this minute.
                rows.update(calls=F("calls") + 1)
        return int(rows.values_list("calls", flat=True)[0])


def sweep() -> int:
    """Forget minutes that are over."""
    return CallWindow.objects.filter(minute__lt=now() - timedelta(minutes=_KEPT_MINUTES)).delete()[0]
