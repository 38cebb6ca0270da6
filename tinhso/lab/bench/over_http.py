"""The benches that ask the running platform: submit, worklist, track, search."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from tinhso.casework.dossiers import api as dossiers
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.procedures import api as procedures
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.access import api as access
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox.api import events_of
from tinhso.lab.bench import raw
from tinhso.lab.bench.driving import Ask, drive, refusal
from tinhso.lab.bench.people import busy_officers, read, sign_in
from tinhso.lab.bench.report import Report
from tinhso.lab.bench.server import WORKERS, Server, serving

PAGE = 50
# Seconds between two pages of a connection that thinks: sixteen ask 32 pages a second, twice a thousand officers' busiest hour.
_PACE = 0.5
_DOSSIER = re.compile(rb"/can-bo/ho-so/([0-9a-f-]{36})/")


def _report(bench: str, *, connections: int, seconds: float) -> Report:
    report = Report(bench=bench)
    report.conditions |= {
        "connections": connections, "seconds": seconds, "workers": WORKERS, "dossiers": dossiers.count_dossiers()
    }  # fmt: skip
    return report


def _raw(report: Report, server: Server, *, connections: int, seconds: float) -> None:
    report.raw["empty_view"] = raw.empty_view(server, connections=connections, seconds=min(seconds, 3))


def bench_worklist(folder: Path, *, connections: int, seconds: float) -> Report:
    """The officer's first page of 50 rows, for several posts at once."""
    report = _report("worklist", connections=connections, seconds=seconds)
    officers = busy_officers(folder, count=8, at_least=PAGE)
    report.check("có cán bộ với từ 50 việc mở", bool(officers), len(officers))
    if not officers:
        return report
    with serving() as server:
        sessions = [sign_in(server, folder, username, actor) for username, actor in officers]
        report.conditions["open_tasks"] = {s.username: dossiers.to_do_count(actor=s.actor) for s in sessions}

        def right(status: int, body: bytes) -> str:
            rows = len(set(_DOSSIER.findall(body)))
            return "" if (status, rows) == (200, PAGE) else f"{status}, {rows} dòng"

        asks = [
            Ask(path="/can-bo/ho-so/", headers=session.headers, reader=session.username, right=right)
            for session in sessions
        ]
        run = drive(server, lambda number, _: asks[number % len(asks)], connections=connections, seconds=seconds)
        report.take(run)
        report.check("số truy vấn một trang không đổi", run.is_constant(), dict(run.queries))
        paced = drive(
            server, lambda number, _: asks[number % len(asks)], connections=connections, seconds=seconds, pace=_PACE
        )
        report.take(paced, "paced")
        report.conditions["paced"] = f"{connections} kết nối, mỗi kết nối {1 / _PACE:g} trang/giây"
        alone = drive(server, lambda number, _: asks[number % len(asks)], connections=1, seconds=min(seconds, 3))
        report.take(alone, "one_connection")
        _raw(report, server, connections=connections, seconds=seconds)
    return report


def bench_submit(folder: Path, *, connections: int, seconds: float) -> Report:
    """Filing through the API: answers validated, code, process, clock, audit, event, one durable commit."""
    report = _report("submit", connections=connections, seconds=seconds)
    measures = read(folder, "measures")
    procedure, at_least = measures["filed"], measures["filed_at_least"]
    application = filed_application(folder)
    places = [agency.code for agency in dossiers.one_stops(procedures.get_procedure(procedure))]
    answers = _leaves(application["answers"])
    report.conditions |= {"answers": answers, "one_stops": len(places)}
    report.check(f"từ {at_least} ô trả lời trở lên", answers >= at_least, answers)
    filed: list[tuple[str, str]] = []

    def right(status: int, body: bytes) -> str:
        if status != 201:
            return refusal(status, body)
        answer = json.loads(body)
        filed.append((answer["code"], answer["id"]))
        return ""

    with serving() as server:
        session = sign_in(server, folder, application["applicant"], None)
        bodies = [
            json.dumps({"procedure": procedure, "agency": place, "answers": application["answers"]}).encode()
            for place in places
        ]

        def ask(number: int, asked: int) -> Ask:
            headers = {**session.headers, "Content-Type": "application/json", "Idempotency-Key": str(new_id())}
            body = bodies[(number + asked) % len(bodies)]
            return Ask(path="/api/v1/dossiers", method="POST", headers=headers, body=body, right=right)

        before = dossiers.count_dossiers()
        run = drive(server, ask, connections=connections, seconds=seconds)
        written = dossiers.count_dossiers() - before
        report.take(run)
        report.check("mã không trùng", len({code for code, _ in filed}) == len(filed), len(filed))
        report.check(
            "mỗi câu trả lời là một hồ sơ trong cơ sở dữ liệu", written == len(filed), f"{written}/{len(filed)}"
        )
        if filed:
            _whole(report, UUID(filed[-1][1]))
        report.raw["commits_per_second_1"] = round(raw.commits(connections=1, seconds=min(seconds, 2)), 1)
        report.raw[f"commits_per_second_{connections}"] = round(
            raw.commits(connections=connections, seconds=min(seconds, 2)), 1
        )
        _raw(report, server, connections=connections, seconds=seconds)
    return report


def filed_application(folder: Path) -> dict[str, Any]:
    """What `bench submit` files: an application of the sample, with the answers that the measures add."""
    measures = read(folder, "measures")
    applications = read(folder, "applications")["applications"]
    found: dict[str, Any] = next(one for one in applications if one["procedure"] == measures["filed"])
    for topic, answers in measures["filed_answers"].items():
        found["answers"][topic] |= answers
    return found


def _leaves(value: object) -> int:
    if isinstance(value, dict):
        return sum(_leaves(one) for one in value.values())
    return sum(_leaves(one) for one in value) if isinstance(value, list) else 1


def _whole(report: Report, dossier_id: UUID) -> None:
    """One of the filings has everything that begins with it."""
    subject = ("dossier", dossier_id)
    report.check("có đồng hồ trả lời", len(deadlines.get_clocks(subject)) == 1)
    report.check("quy trình mở một bước", len(workflow.open_tasks(subject)) == 1)
    report.check("có nhật ký ghi", [entry.act for entry in access.writes_to(subject)] == ["dossiers.submit"])
    report.check("có sự kiện", [event.name for event in events_of(subject)] == ["dossier.submitted"])


def bench_track(folder: Path, *, connections: int, seconds: float) -> Report:
    """Public tracking by code and last four characters, each five tries from another address of the loopback."""
    report = _report("track", connections=connections, seconds=seconds)
    known = dossiers.sample_codes(limit=500)
    report.check("có hồ sơ để tra cứu", bool(known), len(known))
    if not known:
        return report
    run_id = new_id().int % 200

    def right_for(code: str) -> Callable[[int, bytes], str]:
        def right(status: int, body: bytes) -> str:
            return "" if status == 200 and json.loads(body)["code"] == code else f"{status}"

        return right

    with serving() as server:

        def ask(number: int, asked: int) -> Ask:
            code, last_four = known[(number * 31 + asked) % len(known)]
            turn = asked // 5
            return Ask(
                path="/api/v1/dossiers/track",
                method="POST",
                headers={"Content-Type": "application/json", "Host": server.address.removeprefix("http://")},
                body=json.dumps({"code": code, "last_four": last_four}).encode(),
                source=f"127.{20 + run_id}.{number * 8 + turn // 250}.{turn % 250 + 1}",
                right=right_for(code),
            )

        run = drive(server, ask, connections=connections, seconds=seconds)
        report.take(run)
        _raw(report, server, connections=connections, seconds=seconds)
    return report


def bench_search(folder: Path, *, connections: int, seconds: float) -> Report:
    """The citizen's search page, with and without marks."""
    report = _report("search", connections=connections, seconds=seconds)
    searches: dict[str, str] = read(folder, "measures")["searches"]
    with serving() as server:
        host = {"Host": server.address.removeprefix("http://")}

        def right_for(code: str) -> Callable[[int, bytes], str]:
            return lambda status, body: "" if status == 200 and code.encode() in body else f"{status}, thiếu {code}"

        asks = [
            Ask(path=f"/thu-tuc/?q={quote(words)}", headers=host, right=right_for(code))
            for words, code in searches.items()
        ]
        run = drive(
            server, lambda number, asked: asks[(number + asked) % len(asks)], connections=connections, seconds=seconds
        )
        report.take(run)
        _raw(report, server, connections=connections, seconds=seconds)
    return report
