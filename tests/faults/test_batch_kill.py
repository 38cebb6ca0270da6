"""Killed with -9 in the middle of a batch of signatures: nothing is half signed, nothing twice, the rest can be signed."""

import os
import signal
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.browser.server import TINHSO, free_port
from tests.faults.test_kill import ask, children_of, deed, is_up, process
from tests.waiting import wait_until

pytestmark = pytest.mark.durable
COUNT, SLOW = 5, 400
# A result that was signed: its number, its sealed file, the act in the audit log, the event.
ISSUED = "SELECT number FROM dossier_result WHERE signed_at IS NOT NULL ORDER BY issued_at"
HALF = (
    "SELECT count(*) FROM dossier_result WHERE (signed_at IS NULL) <> (number = '') OR (number = '') <> (file_id IS NULL)"
    " OR (file_id IS NULL) <> (issued_at IS NULL)"
)
WAITS = "SELECT count(*) FROM signatures_pending WHERE state = 'waiting'"


def send(port: int, leader: dict[str, Any], order: dict[str, Any]) -> str:
    """Press the button; "" when the server died meanwhile."""
    token = "t" * 32
    request = Request(
        f"http://127.0.0.1:{port}{order['path']}",
        data=urlencode({**order["form"], "csrfmiddlewaretoken": token}, doseq=True).encode(),
        headers={"Cookie": f"{leader['cookie']}={leader['session']}; csrftoken={token}"},
    )
    try:
        with urlopen(request, timeout=SLOW) as answer:
            return str(answer.read().decode())
    except (URLError, OSError):
        return ""


def kill_workers(server: int) -> None:
    (master,) = children_of(server)
    for worker in children_of(master):
        os.kill(worker, signal.SIGKILL)


def test_killed_in_the_middle_of_a_batch_each_result_is_signed_wholly_or_not_at_all(platform: Path) -> None:
    """With the leader's own token, then with the platform's key: the same buttons pressed again sign the rest, once."""
    leader, port = deed(platform, "to_sign", str(COUNT)), free_port()

    def has_signed(some: int) -> bool:
        return len(ask(platform, ISSUED)) >= some

    with process(platform, *TINHSO, "serve", "--port", str(port), "--workers", "1", "--no-worker") as server:
        wait_until(lambda: is_up(port), seconds=SLOW, what="the server did not start")
        for before, way in ((0, "own"), (COUNT, "central")):
            pressed = Thread(target=send, args=(port, leader, leader[way]))
            pressed.start()
            wait_until(partial(has_signed, before + 2), seconds=SLOW, what="nothing was signed")
            kill_workers(server.pid)
            pressed.join()
            kept = ask(platform, ISSUED)
            left = before + COUNT - len(kept)
            assert 0 < left <= COUNT - 2, way
            assert ask(platform, HALF) == [(0,)], way
            assert ask(platform, WAITS) == [(left if way == "own" else 0,)], way
            wait_until(lambda: is_up(port), seconds=SLOW, what="the server did not come back")

            page = send(port, leader, leader[way])

            # The page of an own batch counts the whole batch, the list what was signed just now.
            assert f"Đã ký {COUNT if way == 'own' else left} kết quả" in page, way
            assert ask(platform, ISSUED)[: len(kept)] == kept, way
    issued = ask(platform, ISSUED)
    assert sorted(int(row[0].partition("/")[0]) for row in issued) == list(range(1, 2 * COUNT + 1))
    assert ask(platform, HALF) == [(0,)]
    for act in ("signatures.sign", "signatures.seal"):
        assert ask(platform, f"SELECT count(*) FROM access_auditentry WHERE act = '{act}'") == [(2 * COUNT,)], act
    assert ask(platform, "SELECT count(*) FROM outbox_event WHERE name = 'dossier.finished'") == [(2 * COUNT,)]
