"""A load of so many connections for so many seconds, each answer looked at."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count

from tinhso.lab.bench.server import Server

# How many wrong answers a run keeps with the request they answered.
_FIRST = 3
# Requests of each connection before measuring: by then every worker has met what it keeps in memory.
WARM_UP = 6


def ok(status: int, body: bytes) -> str:
    """Right when the status says so."""
    return "" if status == 200 and body else f"{status}"


def refusal(status: int, body: bytes) -> str:
    """A refusal of the API in its own words: the detail and what it says of each field; otherwise how the body begins."""
    try:
        problem = json.loads(body)
        named = [f"{one['pointer']}: {one['detail']}" for one in problem.get("errors", [])]
        return " · ".join([f"{status} {problem['detail']}", *named])
    except (ValueError, TypeError, KeyError, AttributeError):
        return f"{status} {body[:120].decode(errors='replace')}"


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One request; `right` says what is wrong with the answer, "" when nothing is.

    `source`: the address it comes from. `reader`: whose page it is; what a page asks the database for may differ by what
    its reader may do.
    """

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    source: str = ""
    reader: str = ""
    right: Callable[[int, bytes], str] = ok


@dataclass
class Run:
    """What a load showed."""

    latencies: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    first_wrong: list[str] = field(default_factory=list)
    queries: Counter[int] = field(default_factory=Counter)
    of_reader: dict[str, set[int]] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    def went_wrong(self, request: "Ask", problem: str) -> None:
        """Count it; the first few are kept with their request, so that a failed run explains itself."""
        self.wrong[problem] += 1
        if len(self.first_wrong) < _FIRST:
            self.first_wrong.append(f"{request.method} {request.path} → {problem}"[:500])

    def answered(self, request: "Ask", took: float, queries: int | None) -> None:
        """Count a right answer."""
        self.latencies.append(took)
        if queries is not None:
            self.queries[queries] += 1
            self.of_reader.setdefault(request.reader, set()).add(queries)

    def is_constant(self) -> bool:
        """Whether a reader's page took the same number of queries each time."""
        return bool(self.of_reader) and all(len(numbers) == 1 for numbers in self.of_reader.values())

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def figures(self) -> dict[str, float | int]:
        """Requests a second, p50 and p95, server processor time and queries of one request."""
        count = max(1, len(self.latencies))
        return {
            "requests": len(self.latencies),
            "per_second": round(len(self.latencies) / self.seconds, 1) if self.seconds else 0.0,
            "p50_ms": round(1000 * self.percentile(0.5), 1),
            "p95_ms": round(1000 * self.percentile(0.95), 1),
            "cpu_ms": round(1000 * self.cpu_seconds / count, 2),
            "queries_min": min(self.queries, default=0),
            "queries_max": max(self.queries, default=0),
        }


class _Line:
    """One kept-alive connection, made anew when a request comes from another address or the last one was lost."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._source = ""
        self._line: http.client.HTTPConnection | None = None

    def send(self, request: Ask) -> tuple[int, int | None, bytes]:
        """Status, number of queries (None from a process that is not yet warm), body. Raises OSError, HTTPException."""
        if self._line is None or request.source != self._source:
            self.close()
            self._source = request.source
            source = (request.source, 0) if request.source else None
            self._line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60, source_address=source)
        self._line.request(request.method, request.path, body=request.body, headers=dict(request.headers))
        answer = self._line.getresponse()
        # A process that the warm-up did not reach reads agencies and definitions once, for all requests after.
        is_warm = int(answer.headers.get("X-Served", WARM_UP)) >= WARM_UP
        return answer.status, int(answer.headers.get("X-Queries", 0)) if is_warm else None, answer.read()

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None


def _begin(asked: int, due: float, until: float) -> float:
    """When the request begins: now, or with a turn of its own (`due`, not 0) then; waits for that, but not beyond the run."""
    if asked < WARM_UP or not due:
        return time.monotonic()
    time.sleep(max(0.0, min(due, until) - time.monotonic()))
    return due


def drive(
    server: Server, ask: Callable[[int, int], Ask], *, connections: int, seconds: float, pace: float = 0.0
) -> Run:
    """Keep every connection busy: `ask(connection, number)` is its next request. The warm-up is checked, not measured.

    With a `pace` each connection asks once in so many seconds, the connections one after another, as people do who read
    what they got. A request that had to wait for a late one before it is timed from when it should have begun.
    """
    run, lock = Run(), threading.Lock()
    warm = threading.Barrier(connections + 1)
    began = until = 0.0

    def one(number: int) -> None:
        line = _Line(server.port)
        for asked in count():
            if asked == WARM_UP:
                warm.wait()
                warm.wait()
            at = _begin(asked, began + (asked - WARM_UP + number / connections) * pace if pace else 0.0, until)
            if asked >= WARM_UP and at >= until:
                break
            request = ask(number, asked)
            try:
                status, queries, body = line.send(request)
                took = time.monotonic() - at
                problem = request.right(status, body)
            except (OSError, http.client.HTTPException) as lost:
                line.close()
                problem, took, queries = type(lost).__name__, 0.0, 0
            with lock:
                if problem:
                    run.went_wrong(request, problem)
                elif asked >= WARM_UP and at + took <= until:
                    run.answered(request, took, queries)
        line.close()

    threads = [threading.Thread(target=one, args=(number,), daemon=True) for number in range(connections)]
    for thread in threads:
        thread.start()
    warm.wait()
    began = time.monotonic()
    until = began + seconds
    cpu = server.cpu_seconds()
    warm.wait()
    time.sleep(max(0.0, until - time.monotonic()))
    run.cpu_seconds = server.cpu_seconds() - cpu
    run.seconds = seconds
    for thread in threads:
        thread.join()
    return run
