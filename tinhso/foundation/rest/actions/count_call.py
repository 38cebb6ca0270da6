"""Count a call of a client against its minute. The counter is a row: processes share it and no call is lost."""

from datetime import datetime, timedelta

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


def count_call(client: Client) -> Quota:
    """What is left of the client's minute after this call. Raises TooManyCalls."""
    at = now()
    minute = at.replace(second=0, microsecond=0)
    limit = client.per_minute or settings.API_CALLS_PER_MINUTE
    reset = _MINUTE - at.second
    calls = _add(str(client.id), minute)
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
