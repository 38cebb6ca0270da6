"""The background process: delivers events here, seals the logs, and keeps django-q2's cluster running beside it."""

import logging
import os
import signal
import subprocess
import sys
import threading
from types import FrameType

import django
from django.db import DatabaseError, close_old_connections

log = logging.getLogger("tinhso.worker")

SEAL_EVERY_SECONDS = 20


def run() -> None:
    """Work until SIGTERM or SIGINT. Killing it at any moment loses nothing: rows say what is left to do."""
    from tinhso.config.schedules import install_schedules
    from tinhso.kernel.outbox.delivery import deliver_forever

    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    install_schedules()
    # A process of its own: the cluster forks, and forks and threads do not go together.
    cluster = subprocess.Popen([sys.executable, "-m", "tinhso.config.cli", "manage", "qcluster"])
    sealing = threading.Thread(target=_seal_forever, args=(stopping,), daemon=True)
    sealing.start()
    try:
        while not stopping.is_set():
            try:
                deliver_forever(stop=stopping.is_set)
            except DatabaseError:
                log.exception("outbox.database_failed")
                stopping.wait(2)
    finally:
        cluster.terminate()
        cluster.wait(timeout=60)


def _seal_forever(stopping: threading.Event) -> None:
    """Seal the logs often enough that no row stays unsealed for a minute."""
    from tinhso.foundation.access import api as access

    while not stopping.wait(SEAL_EVERY_SECONDS):
        close_old_connections()
        try:
            access.seal_logs()
        except DatabaseError:
            log.exception("audit.seal_failed")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
    django.setup()
    run()
