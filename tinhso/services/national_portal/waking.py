"""Wake the worker: what was queued goes within seconds, not with the next minute's round."""

from django.db import transaction
from django_q.tasks import async_task

_SEND = "tinhso.services.national_portal.tasks.send_due"
_INTAKE = "tinhso.services.national_portal.tasks.fetch_due"


def wake() -> None:
    """After the transaction; should this process die before, the minute's schedule does it."""
    transaction.on_commit(lambda: async_task(_SEND), robust=True)


def wake_intake() -> None:
    """The same for what came."""
    transaction.on_commit(lambda: async_task(_INTAKE), robust=True)
