"""Wake the worker: what was queued goes within seconds, not with the next minute's round."""

from django.db import transaction
from django_q.tasks import async_task

_SEND = "tinhso.services.sector_sync.tasks.send_due"


def wake() -> None:
    """After the transaction; should this process die before, the minute's schedule does it."""
    transaction.on_commit(lambda: async_task(_SEND), robust=True)
