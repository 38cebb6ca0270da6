"""kill -9 between the counter and the commit: the number is not lost and not given twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction

from tinhso.kernel.actor import system_actor
from tinhso.services.registers import api

# Run by a process of its own: takes a number, says so, and waits inside the transaction to be killed.
HOLD_A_NUMBER = """
import sys
from django.db import connection, transaction
from tinhso.kernel.actor import system_actor
from tinhso.services.registers import api
connection.settings_dict["NAME"] = {name!r}
with transaction.atomic():
    print(api.take_number(scope="kill", actor=system_actor()), flush=True)
    sys.stdin.read()
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_before_its_commit_gives_the_number_back() -> None:
    with transaction.atomic():
        assert api.take_number(scope="kill", actor=system_actor()) == 1
    folder = str(Path(os.environ["TINHSO_VAR_DIR"]))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "TINHSO_TEST_DIR": folder}
    code = HOLD_A_NUMBER.format(name=str(connection.settings_dict["NAME"]))
    victim = subprocess.Popen(
        [sys.executable, "-m", "django", "shell", "--no-imports", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
    assert victim.stdout is not None
    held = victim.stdout.readline().strip()

    victim.send_signal(signal.SIGKILL)
    victim.communicate()

    assert (held, victim.returncode) == ("2", -signal.SIGKILL)
    with transaction.atomic():
        assert api.take_number(scope="kill", actor=system_actor()) == 2
