"""A load is counted as it was: right answers, wrong ones, lost ones, times in order; and figures never decide."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest

from tinhso.lab.bench.driving import WARM_UP, Ask, Run, drive, refusal
from tinhso.lab.bench.report import Report
from tinhso.lab.bench.server import Server


class Answering(BaseHTTPRequestHandler):
    """200 with the number of queries that the address names; late at /slow; 500 at /wrong; no answer at all at /lost."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/lost":
            self.close_connection = True
            return
        if self.path == "/slow":
            time.sleep(0.05)
        body = b"here"
        self.send_response(500 if self.path == "/wrong" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Queries", self.path.strip("/").rpartition("-")[2] if "-" in self.path else "0")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name it is called with
        return


class Here(Server):
    def cpu_seconds(self) -> float:
        return 0.0


@pytest.fixture
def server() -> Iterator[Server]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as answering:
        thread = threading.Thread(target=answering.serve_forever)
        thread.start()
        yield Here(port=answering.server_port, master=0)
        answering.shutdown()
        thread.join()


def test_every_answer_after_the_warm_up_is_counted(server: Server) -> None:
    asked: list[int] = []

    def ask(number: int, count: int) -> Ask:
        if number == 0:
            asked.append(count)
        return Ask(path="/page-7")

    run = drive(server, ask, connections=2, seconds=0.3)
    figures = run.figures()
    assert not run.wrong
    assert figures["requests"] > 0
    assert asked == list(range(len(asked)))
    assert len(asked) > WARM_UP
    assert (figures["queries_min"], figures["queries_max"]) == (7, 7)
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]


def test_connections_that_think_ask_in_their_turns(server: Server) -> None:
    asked: list[int] = []

    def ask(number: int, count: int) -> Ask:
        if count >= WARM_UP:
            asked.append(number)
        return Ask(path="/page-7")

    run = drive(server, ask, connections=4, seconds=0.4, pace=0.1)

    assert not run.wrong
    assert Counter(asked) == {0: 4, 1: 4, 2: 4, 3: 4}


def test_a_request_behind_a_slow_one_is_timed_from_when_it_should_have_begun(server: Server) -> None:
    run = drive(server, lambda *_: Ask(path="/slow"), connections=1, seconds=1.0, pace=0.02)

    # Each answer takes 50 ms and is asked for 20 ms after the one before: each waits 30 ms longer than that one.
    assert all(later - earlier > 0.029 for earlier, later in pairwise(run.latencies))
    assert run.latencies[-1] > 0.1


@pytest.mark.parametrize(("path", "problem"), [("/wrong", "500"), ("/lost", "RemoteDisconnected")])
def test_wrong_and_lost_answers_are_no_figures(server: Server, path: str, problem: str) -> None:
    run = drive(server, lambda *_: Ask(path=path), connections=2, seconds=0.1)
    assert set(run.wrong) == {problem}
    assert run.first_wrong == [f"GET {path} → {problem}"] * 3
    assert run.figures()["requests"] == 0


def test_an_answer_is_looked_at(server: Server) -> None:
    wanted = Ask(path="/", right=lambda status, body: "" if body == b"there" else f"{status} elsewhere")
    assert set(drive(server, lambda *_: wanted, connections=1, seconds=0.1).wrong) == {"200 elsewhere"}


def test_a_refusal_is_told_in_the_words_of_the_api() -> None:
    problem = {
        "detail": "Tờ khai chưa đúng.",
        "errors": [{"pointer": "/requester/phone", "detail": "Cần số điện thoại."}],
    }
    assert refusal(422, json.dumps(problem).encode()) == "422 Tờ khai chưa đúng. · /requester/phone: Cần số điện thoại."
    assert refusal(500, b"<h1>Server error</h1>") == "500 <h1>Server error</h1>"
    assert refusal(502, b"[]") == "502 []"


def test_a_report_tells_the_first_wrong_answers(capsys: pytest.CaptureFixture[str]) -> None:
    run, report = Run(latencies=[0.1], seconds=1.0), Report(bench="x")
    for number in range(5):
        run.went_wrong(Ask(path=f"/{number}"), "422 sai")
    report.take(run)
    assert report.as_json()["wrong"] == ["GET /0 → 422 sai", "GET /1 → 422 sai", "GET /2 → 422 sai"]
    report.show(as_json=False)
    assert "sai: GET /0 → 422 sai" in capsys.readouterr().out


def test_percentiles_are_of_the_ordered_times() -> None:
    run = Run(latencies=[number / 1000 for number in range(100, 0, -1)], seconds=2.0, cpu_seconds=0.5)
    figures = run.figures()
    assert (figures["p50_ms"], figures["p95_ms"]) == (51.0, 96.0)
    assert (figures["per_second"], figures["cpu_ms"]) == (50.0, 5.0)
    assert Run().figures()["p95_ms"] == 0.0


def test_a_report_is_ok_only_when_every_check_held() -> None:
    report = Report(bench="x")
    said = [report.ok]
    report.take(Run(latencies=[99.0], seconds=1.0))
    said.append(report.ok)
    report.take(Run(latencies=[0.001], wrong=Counter({"500": 1}), seconds=1.0), "again")
    said.append(report.ok)
    assert said == [False, True, False]
    assert report.as_json()["checks"][2] == {
        "check": "again: mọi câu trả lời đúng",
        "held": False,
        "seen": "{'500': 1}",
    }
