"""An office hour: so many officers and citizens at once, signed in over HTTP, who open pages and wait as people do.

    .venv/bin/python -m tests.performance.scenario --officers 50 --citizens 200 --seconds 120 [--json]

Runs against the present database, with two web workers of its own. Everybody has a connection of their own and an address of their own on
the loopback, so that limits by address count as outside. Written for the standard library and httpx: locust is not among the
packages of this project. Nobody presses a button here: acts have their bench (`tinhso bench act`).
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

_WORK = re.compile(r"/can-bo/ho-so/[0-9a-f-]{36}/")
_OWN = re.compile(r"/ho-so/[0-9a-f-]{36}/")
# Seconds between two pages of one person: an officer reads a dossier, a citizen a page.
_OFFICER_WAITS, _CITIZEN_WAITS = (2.0, 8.0), (5.0, 20.0)


@dataclass
class Seen:
    """What everybody met, by kind of page."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, page: str, took: float, problem: str) -> None:
        with self.lock:
            if problem:
                self.wrong[f"{page}: {problem}"] += 1
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
    """Somebody with an account: `secret` is an officer's second factor."""

    username: str
    password: str
    secret: str = ""

    @property
    def is_officer(self) -> bool:
        return bool(self.secret)


def people_of(folder: Path, *, officers: int, citizens: int) -> list[Person]:
    """Officers of the sample, each once; its citizens sit at several machines where more are wanted."""
    from tinhso.lab.bench.people import read

    said = read(folder, "people")
    password, secret = said["demo"]["password"], said["demo"]["totp_secret"]
    staff = [one["username"] for one in said["officers"]][:officers]
    public = itertools.islice(itertools.cycle(one["username"] for one in said["citizens"]), citizens)
    return [
        *(Person(username=name, password=password, secret=secret) for name in staff),
        *(Person(username=name, password=password) for name in public),
    ]


def _pages(person: Person, chance: random.Random, searches: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(kind of page, address or pattern to follow on the last page), without end."""
    while True:
        if person.is_officer:
            yield "danh sách việc", "/can-bo/ho-so/"
            for _ in range(chance.randrange(1, 4)):
                yield "một hồ sơ", _WORK.pattern
            yield chance.choice((("trang đầu", "/can-bo/"), ("tìm hồ sơ", "/can-bo/ho-so/?q=nguyen")))
        else:
            yield "tìm thủ tục", "/thu-tuc/?q=" + chance.choice(searches)
            yield "hồ sơ của tôi", "/ho-so/"
            yield "hồ sơ của mình", _OWN.pattern
            yield "trang chủ", "/"


def live(person: Person, number: int, address: str, seen: Seen, *, searches: Sequence[str], until: float) -> None:
    """One person from the sign-in to the end."""
    from tinhso.lab.demo.api import Visitor

    chance = random.Random(number)
    time.sleep(chance.uniform(0, _OFFICER_WAITS[1]))
    visitor = Visitor(address)
    # Its own address: sign-ins are limited by address, and nobody shares a desk here.
    local = f"127.40.{number // 200}.{number % 200 + 1}"
    visitor.http = httpx.Client(
        base_url=address, follow_redirects=True, timeout=60, transport=httpx.HTTPTransport(local_address=local)
    )
    began = time.monotonic()
    try:
        visitor.sign_in(person.username, person.password, secret=person.secret)
    except (LookupError, httpx.HTTPError) as refused:
        seen.note("đăng nhập", 0, f"{type(refused).__name__}: {refused}"[:200])
        return
    seen.note("đăng nhập", time.monotonic() - began, "")
    for kind, path in _pages(person, chance, searches):
        if time.monotonic() >= until:
            return
        found = re.findall(path, visitor.text) if "[" in path else [path]
        if found:
            _visit(visitor, kind, chance.choice(found), seen)
            time.sleep(chance.uniform(*(_OFFICER_WAITS if person.is_officer else _CITIZEN_WAITS)))


def _visit(visitor: Any, kind: str, path: str, seen: Seen) -> None:
    began = time.monotonic()
    try:
        answer = visitor.open(path)
        problem = (
            ""
            if answer.status_code == 200 and "dang-nhap" not in visitor.path
            else f"{answer.status_code} {visitor.path}"
        )
    except httpx.HTTPError as lost:
        problem = type(lost).__name__
    seen.note(kind, time.monotonic() - began, problem)


def run(*, officers: int, citizens: int, seconds: float) -> dict[str, Any]:
    """Play the hour; figures by kind of page, processor time of the web workers, what went wrong."""
    from django.conf import settings

    from tinhso.casework.dossiers import api as dossiers
    from tinhso.lab.bench.people import read
    from tinhso.lab.bench.server import WORKERS, serving

    folder = settings.DEFINITIONS_DIR / "demo"
    people = people_of(folder, officers=officers, citizens=citizens)
    searches = tuple(read(folder, "measures")["searches"])
    seen, load_before = Seen(), os.getloadavg()[0]
    with serving(threads=16) as server:
        began, cpu = time.monotonic(), server.cpu_seconds()
        threads = [
            threading.Thread(
                target=live,
                args=(person, number, server.address, seen),
                kwargs={"searches": searches, "until": began + seconds},
            )
            for number, person in enumerate(people)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took, used = time.monotonic() - began, server.cpu_seconds() - cpu
    pages = seen.figures()
    asked = sum(one["requests"] for one in pages.values())
    signed_in = int(pages.get("đăng nhập", {"requests": 0})["requests"])
    return {
        "ok": not seen.wrong and signed_in == len(people),
        "people": {"officers": sum(one.is_officer for one in people), "citizens": citizens, "signed_in": signed_in},
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
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
    import django

    django.setup()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--officers", type=int, default=50)
    parser.add_argument("--citizens", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = run(officers=asked.officers, citizens=asked.citizens, seconds=asked.seconds)
    lines = [json.dumps(found, ensure_ascii=False, indent=2)] if asked.json else [f"{k}: {v}" for k, v in found.items()]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if found["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
