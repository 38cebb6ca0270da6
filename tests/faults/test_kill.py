"""Killed with -9 at any moment, nothing acknowledged is lost and nothing is done twice (issue: Bad input)."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from tests.browser.server import ROOT, TINHSO, environment, free_port
from tests.waiting import wait_until

pytestmark = pytest.mark.durable
FILINGS, CLIENTS, KILLS = 30, 4, 4
SIGNED = 4


def deed(folder: Path, *arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.run", *arguments],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def ask(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """What the database file says, read from outside the platform."""
    reader = sqlite3.connect(f"file:{folder / 'tinhso.sqlite3'}?mode=ro", uri=True, timeout=30)
    try:
        return reader.execute(sql).fetchall()
    finally:
        reader.close()


def children_of(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def kill_tree(pid: int) -> None:
    """As when the machine loses power: the process and all below it, without a word."""
    for child in children_of(pid):
        kill_tree(child)
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@contextmanager
def process(folder: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "process.log").open("ab") as log:
        started = subprocess.Popen([*command], cwd=ROOT, env=environment(folder), stdout=log, stderr=log)
    try:
        yield started
    finally:
        kill_tree(started.pid)
        started.wait(timeout=30)


def post(port: int, session: dict[str, Any], key: str) -> dict[str, Any] | None:
    """The acknowledgement, None when the server died or was not there."""
    token = "t" * 32
    request = Request(
        f"http://127.0.0.1:{port}/api/v1/dossiers",
        data=json.dumps(session["filing"]).encode(),
        headers={
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "Cookie": f"{session['cookie']}={session['session']}; csrftoken={token}",
            "X-CSRFToken": token,
        },
    )
    try:
        with urlopen(request, timeout=30) as answer:
            read: dict[str, Any] = json.load(answer)
            return read
    except (URLError, OSError, HTTPException, ValueError) as failure:
        if isinstance(failure, HTTPError):
            raise AssertionError(f"{failure.code} {failure.read()[:500]!r}") from failure
        return None


def is_up(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/tra-cuu/", timeout=5):
            return True
    except OSError:
        return False


class Programs:
    """Several programs that file until each of their keys is acknowledged, whatever happens to the server."""

    def __init__(self, port: int, session: dict[str, Any]) -> None:
        self.port, self.session = port, session
        self.acknowledged: dict[str, set[str]] = {f"khoa-so-{n:04d}": set() for n in range(FILINGS)}
        self._waiting, self._lock = list(self.acknowledged), threading.Lock()
        self._pool = ThreadPoolExecutor(CLIENTS)
        self._running: list[Future[None]] = []

    def start(self) -> None:
        self._running = [self._pool.submit(self._file_all) for _ in range(CLIENTS)]

    def have_begun(self, filings: int) -> bool:
        """Whether so many filings were begun, or a program has ended."""
        return any(one.done() for one in self._running) or FILINGS - len(self._waiting) >= filings

    def finish(self) -> None:
        for one in self._running:
            one.result(timeout=120)

    def _next(self) -> str:
        with self._lock:
            return self._waiting.pop() if self._waiting else ""

    def _file_all(self) -> None:
        while key := self._next():
            answer = None
            while answer is None:
                answer = post(self.port, self.session, key)
                # The server is down between two kills: the program asks again a little later.
                time.sleep(0 if answer else 0.05)
            # A program that is not sure asks again.
            again = post(self.port, self.session, key) or answer
            self.acknowledged[key] = {answer["code"], again["code"]}


def kill_one_that_serves(server: int, number: int) -> None:
    (master,) = children_of(server)
    workers = children_of(master)
    if workers:
        os.kill(workers[number % len(workers)], signal.SIGKILL)


def test_a_killed_web_process_loses_no_filing_and_files_none_twice(platform: Path) -> None:
    port = free_port()
    programs = Programs(port, deed(platform, "body"))
    command = [*TINHSO, "serve", "--port", str(port), "--workers", "2", "--no-worker"]
    with process(platform, *command) as server:
        wait_until(lambda: is_up(port), what="the server did not start")
        programs.start()
        for number in range(1, KILLS + 1):
            # Whenever another share of the filings is in, one process that serves is killed in the middle of the next.
            share = number * FILINGS // (KILLS + 1)
            wait_until(partial(programs.have_begun, share), what="no filing went on")
            kill_one_that_serves(server.pid, number)
        programs.finish()

    acknowledged = programs.acknowledged
    assert {len(codes) for codes in acknowledged.values()} == {1}
    codes = sorted(code for codes in acknowledged.values() for code in codes)
    kept = [row[0] for row in ask(platform, "SELECT code FROM dossier ORDER BY code")]
    assert kept == codes
    assert [int(code[-4:]) for code in kept] == list(range(1, FILINGS + 1))
    for table in ("workflow_process", "outbox_event WHERE name = 'dossier.submitted'"):
        assert ask(platform, f"SELECT count(*) FROM {table}") == [(FILINGS,)], table


def test_a_killed_background_process_does_everything_once(platform: Path) -> None:
    ids = deed(platform, "signed", str(SIGNED))
    assert ask(platform, "SELECT count(*) FROM dossier_paper") == [(0,)]
    worker = [sys.executable, "-m", "tinhso.config.worker"]

    def left() -> int:
        return int(ask(platform, "SELECT count(*) FROM outbox_delivery")[0][0])

    def is_down_to(rest: int) -> bool:
        return left() <= rest

    at_start = left()
    assert at_start >= 3 * SIGNED
    for share in range(1, 5):
        with process(platform, *worker):
            # Killed while it works on the next delivery, each time a little later.
            wait_until(partial(is_down_to, at_start - share * at_start // 6), what="nothing was delivered")
            time.sleep(0.03 * share)
    with process(platform, *worker):
        wait_until(lambda: left() == 0, what="deliveries are left over")

    assert ask(platform, "SELECT status, count(*) FROM dossier GROUP BY status") == [(10, SIGNED)]
    assert ask(platform, "SELECT kind, count(*) FROM dossier_paper GROUP BY kind ORDER BY kind") == [
        ("control_slip", SIGNED),
        ("receipt", SIGNED),
    ]
    assert ask(platform, "SELECT count(*) FROM outbox_event WHERE name = 'dossier.returned'") == [(SIGNED,)]
    items = ask(platform, "SELECT source_id FROM vault_item WHERE source_kind = 'dossier'")
    assert sorted(item[0] for item in items) == sorted(i.replace("-", "") for i in ids)
    assert ask(platform, "SELECT count(*) FROM outbox_delivery WHERE is_dead") == [(0,)]
