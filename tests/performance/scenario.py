"""An office hour: so many officers and citizens at once, signed in over HTTP, who open pages and read them as people do.

    .venv/bin/python -m tests.performance --officers 50 --citizens 200 --seconds 120 [--json]

Against the present database, with two web workers of its own. Everybody has a connection and an address of their own on the
loopback, so that limits by address count as outside. Nobody presses a button here: acts have their bench (`tinhso bench act`).
"""

import argparse
import itertools
import json
import os
import random
import re
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings

from tinhso.casework.dossiers import api as dossiers
from tinhso.lab.bench.people import read
from tinhso.lab.bench.server import WORKERS, serving
from tinhso.lab.demo.api import Visitor

_WORK = r"/can-bo/ho-so/[0-9a-f-]{36}/"
_OWN = r"/ho-so/[0-9a-f-]{36}/"
# Seconds that somebody reads a page before the next.
_OFFICER_READS, _CITIZEN_READS = (2.0, 8.0), (5.0, 20.0)
SIGN_IN = "đăng nhập"


@dataclass
class Seen:
    """What everybody met, by kind of page."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, page: str, began: float, problem: str = "") -> None:
        """Count a page that was asked for at `began` (monotonic seconds), or what was wrong with it."""
        took = time.monotonic() - began
        with self.lock:
            if problem:
                self.wrong[f"{page}: {problem}"[:200]] += 1
            else:
                self.seconds[page].append(took)

    def figures(self) -> dict[str, dict[str, float]]:
        return {page: _figures(sorted(took)) for page, took in sorted(self.seconds.items())}


def _figures(ordered: Sequence[float]) -> dict[str, float]:
    def at(share: float) -> float:
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)

    return {"requests": len(ordered), "p50_ms": at(0.5), "p95_ms": at(0.95), "worst_ms": at(1.0)}


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with an account; `secret` is an officer's second factor."""

    username: str
    password: str
    secret: str = ""

    @property
    def reads(self) -> tuple[float, float]:
        return _OFFICER_READS if self.secret else _CITIZEN_READS


def people_of(folder: Path, *, officers: int, citizens: int) -> list[Person]:
    """Officers and citizens of the sample; where more are wanted than it has, some sit at several machines."""
    said = read(folder, "people")
    password, secret = said["demo"]["password"], said["demo"]["totp_secret"]

    def so_many(group: str, count: int) -> Iterator[str]:
        return itertools.islice(itertools.cycle(one["username"] for one in said[group]), count)

    return [
        *(Person(username=name, password=password, secret=secret) for name in so_many("officers", officers)),
        *(Person(username=name, password=password) for name in so_many("citizens", citizens)),
    ]


def _pages(person: Person, chance: random.Random, searches: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(kind of page, address or pattern to look for on the last page), without end."""
    while True:
        if person.secret:
            yield "danh sách việc", "/can-bo/ho-so/"
            for _ in range(chance.randrange(1, 4)):
                yield "một hồ sơ", _WORK
            yield chance.choice((("trang đầu", "/can-bo/"), ("tìm hồ sơ", "/can-bo/ho-so/?q=nguyen")))
        else:
            yield "tìm thủ tục", "/thu-tuc/?q=" + chance.choice(searches)
            yield "hồ sơ của tôi", "/ho-so/"
            yield "hồ sơ của mình", _OWN
            yield "trang chủ", "/"


def _sign_in(people: Sequence[Person], address: str, seen: Seen) -> list[Visitor]:
    """Everybody at a machine of their own. An account signs in once, whatever the number of its machines."""
    sessions: dict[str, httpx.Cookies] = {}
    visitors = []
    for number, person in enumerate(people):
        visitor = Visitor(address)
        own = httpx.HTTPTransport(local_address=f"127.40.{number // 200}.{number % 200 + 1}")
        visitor.http = httpx.Client(base_url=address, follow_redirects=True, timeout=60, transport=own)
        visitors.append(visitor)
        if person.username not in sessions:
            # Who cannot sign in ends the run: an hour without them would be no measure of it.
            began = time.monotonic()
            visitor.sign_in(person.username, person.password, secret=person.secret)
            seen.note(SIGN_IN, began)
            sessions[person.username] = visitor.http.cookies
        visitor.http.cookies.update(sessions[person.username])
    return visitors


def _live(
    visitor: Visitor, person: Person, chance: random.Random, searches: Sequence[str], seen: Seen, until: float
) -> None:
    """One person's hour: a page, a while to read it, the next."""
    for kind, path in _pages(person, chance, searches):
        reading = chance.uniform(*person.reads)
        if time.monotonic() + reading >= until:
            return
        time.sleep(reading)
        found = re.findall(path, visitor.text) if "[" in path else [path]
        if found:
            _visit(visitor, kind, chance.choice(found), seen)


def _visit(visitor: Visitor, kind: str, path: str, seen: Seen) -> None:
    began = time.monotonic()
    try:
        answer = visitor.open(path)
    except httpx.HTTPError as lost:
        seen.note(kind, began, type(lost).__name__)
        return
    signed_out = visitor.path.startswith("/dang-nhap")
    seen.note(kind, began, f"{answer.status_code} {visitor.path}" if answer.status_code != 200 or signed_out else "")


def play(*, officers: int, citizens: int, seconds: float) -> dict[str, Any]:
    """Everybody signs in, then the clock runs. Figures by kind of page, the workers' processor time, what went wrong."""
    folder = settings.DEFINITIONS_DIR / "demo"
    people = people_of(folder, officers=officers, citizens=citizens)
    searches = tuple(read(folder, "measures")["searches"])
    seen, load_before = Seen(), os.getloadavg()[0]
    with serving(threads=16) as server:
        visitors = _sign_in(people, server.address, seen)
        began, cpu = time.monotonic(), server.cpu_seconds()
        threads = [
            threading.Thread(
                target=_live, args=(visitor, person, random.Random(number), searches, seen, began + seconds)
            )
            for number, (visitor, person) in enumerate(zip(visitors, people, strict=True))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took, used = time.monotonic() - began, server.cpu_seconds() - cpu
    pages = seen.figures()
    asked = sum(one["requests"] for page, one in pages.items() if page != SIGN_IN)
    return {
        "ok": not seen.wrong and asked > 0,
        "people": {"officers": officers, "citizens": citizens, "accounts": len({one.username for one in people})},
        "pages": pages,
        "wrong": dict(seen.wrong.most_common(10)),
        "server": {
            "per_second": round(asked / took, 1),
            "cores_busy": round(used / took, 2),
            "cpu_ms_each": round(1000 * used / max(1, asked), 1),
        },
        "conditions": {
            "seconds": round(took, 1),
            "workers": WORKERS,
            "cpus": os.cpu_count(),
            "load_before": round(load_before, 1),
            "dossiers": dossiers.count_dossiers(),
        },
    }


def main() -> int:
    """Play as asked and print the figures; 1 when any page was not what it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--officers", type=int, default=50)
    parser.add_argument("--citizens", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = play(officers=asked.officers, citizens=asked.citizens, seconds=asked.seconds)
    lines = [json.dumps(found, ensure_ascii=False, indent=2)] if asked.json else [f"{k}: {v}" for k, v in found.items()]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if found["ok"] else 1
