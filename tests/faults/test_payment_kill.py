"""Killed with -9 between "paid" and "recorded": the money is there once all the same, whoever tells of it next."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.server import ROOT, environment
from tests.faults.test_kill import ask, deed

pytestmark = pytest.mark.durable
MONEY = "SELECT count(*), coalesce(sum(amount_vnd), 0) FROM payments_receipt"
SETTLED = "SELECT count(*) FROM outbox_event WHERE name = 'payment.settled'"
HALF = (
    "SELECT count(*) FROM payments_order o WHERE (o.state = 'settled') <> "
    "EXISTS (SELECT 1 FROM payments_receipt r WHERE r.order_id = o.id)"
)


def test_killed_between_paid_and_recorded_nothing_is_lost_nor_counted_twice(platform: Path) -> None:
    payment = deed(platform, "paid")

    killed = subprocess.run(
        [sys.executable, "-m", "tests.faults.run", "die_recording", payment["notice"]],
        cwd=ROOT, env=environment(platform), capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, "recorded\n")
    assert ask(platform, MONEY) == [(0, 0)]
    assert ask(platform, SETTLED) == [(0,)]
    assert ask(platform, HALF) == [(0,)]

    # The bank had no answer and tells again; the worker asks the bank besides.
    assert deed(platform, "told_again", payment["notice"]) == "settled"
    assert ask(platform, MONEY) == [(1, 80_000)]
    assert ask(platform, SETTLED) == [(1,)]
    assert ask(platform, HALF) == [(0,)]
