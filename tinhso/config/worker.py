"""The background process: event delivery in this process, queued and scheduled jobs in django-q2's cluster."""

import logging
import os
import threading

import django
from django.db import DatabaseError, close_old_connections


def run() -> None:
    """Work until SIGTERM or SIGINT. Killing it at any moment loses nothing: rows say what is left to do."""
    from django.core.management import call_command

    from tinhso.config.schedules import install_schedules
    from tinhso.kernel.outbox.delivery import deliver_forever

    stopping = threading.Event()

    install_schedules()
    sealing = threading.Thread(target=_seal_forever, args=(stopping,), daemon=True)
    sealing.start()
    delivery = threading.Thread(target=deliver_forever, kwargs={"stop": stopping.is_set}, daemon=True)
    delivery.start()
    logging.getLogger("django-q").setLevel(logging.WARNING)
    call_command("qcluster")
    stopping.set()
    delivery.join(timeout=20)


def _seal_forever(stopping: threading.Event) -> None:
    """Seal the logs every 20 seconds, so that no row stays unsealed for a minute."""
    from tinhso.foundation.access.tasks import seal_audit

    while not stopping.wait(20):
        close_old_connections()
        try:
            seal_audit()
        except DatabaseError:
            logging.getLogger("tinhso.worker").exception("audit.seal_failed")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
    django.setup()
    run()
