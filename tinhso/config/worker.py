"""The background process: delivers events here, seals the logs, sends messages, and keeps django-q2's cluster beside it."""

import logging
import os
import signal
import sys
import threading
from types import FrameType

import django
from django.core.management import call_command
from django.db import DatabaseError, close_old_connections
from django.utils.module_loading import import_string

from tinhso.kernel.processes import Forked, Kept

log = logging.getLogger("tinhso.worker")

SEAL_EVERY_SECONDS = 20


def run() -> None:
    """Work until SIGTERM or SIGINT. Killing it at any moment loses nothing: rows say what is left to do."""
    from tinhso.config.schedules import install_schedules, loops
    from tinhso.kernel.outbox.delivery import deliver_forever

    # A process of its own, before this one has threads: the cluster forks, and forks and threads do not go together.
    cluster = Kept([sys.executable, "-m", "tinhso.config.cli", "manage", "qcluster"], running=Forked(_run_cluster))
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    install_schedules()
    for function, seconds in {"tinhso.config.worker.seal": SEAL_EVERY_SECONDS, **loops()}.items():
        threading.Thread(target=_again_and_again, args=(function, seconds, stopping), daemon=True).start()
    try:
        while not stopping.is_set():
            try:
                deliver_forever(stop=stopping.is_set)
            except DatabaseError:
                log.exception("outbox.database_failed")
                stopping.wait(2)
    finally:
        cluster.end(seconds=20)


def _run_cluster() -> None:
    call_command("qcluster")


def seal() -> None:
    """Seal the logs often enough that no row stays unsealed for a minute."""
    from tinhso.foundation.access import api as access

    access.seal_logs()


def _again_and_again(function: str, seconds: int, stopping: threading.Event) -> None:
    """Call the function every so many seconds; one that fails is called again, and holds up no other."""
    call = import_string(function)
    while not stopping.wait(seconds):
        close_old_connections()
        try:
            call()
        except Exception:
            log.exception("worker.loop_failed function=%s", function)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
    django.setup()
    run()
