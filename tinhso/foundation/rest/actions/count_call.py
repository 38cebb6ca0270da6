"""Count a call against the minute of its client, or of its address where nobody has to say who calls.

A client's counter is a row: processes share it and no call is lost. An address is counted by each web process for itself,
in memory: what is open to everybody must not cost everybody a write, and no address is kept.
"""

from collections import Counter
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from tinhso.foundation.access.types import Client
from tinhso.foundation.rest.errors import TooManyCalls
from tinhso.foundation.rest.models import CallWindow
from tinhso.foundation.rest.types import Quota
from tinhso.kernel.clock import now

_MINUTE = 60
_KEPT_MINUTES = 10
_lock = Lock()
# The minute, and the calls of each address in it.
_addresses: dict[datetime, Counter[str]] = {}


def count_call(client: Client) -> Quota:
    """What is left of the client's minute after this call. Raises TooManyCalls."""
    at = now()
    calls = _add(str(client.id), at.replace(second=0, microsecond=0))
    return _quota(calls, client.per_minute or settings.API_CALLS_PER_MINUTE, at)


def count_address(address: str) -> Quota:
    """The same for an address. Raises TooManyCalls."""
    at = now()
    minute = at.replace(second=0, microsecond=0)
    with _lock:
        if minute not in _addresses:
            _addresses.clear()
            _addresses[minute] = Counter()
        _addresses[minute][address] += 1
        calls = _addresses[minute][address]
    return _quota(calls, settings.API_CALLS_PER_MINUTE, at)


def _quota(calls: int, limit: int, at: datetime) -> Quota:
    reset = _MINUTE - at.second
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
