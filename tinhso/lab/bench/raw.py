"""What the machine itself can do, measured in the same run: the figures mean little without it."""

import threading
import time
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.db import connection

from tinhso.lab.bench.driving import Ask, drive
from tinhso.lab.bench.server import Server

EMPTY = "/do/trang-rong/"


def rate(act: Callable[[], object], *, seconds: float) -> float:
    """How often a second this can be done, one after the other."""
    began, done = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        act()
        done += 1
    return done / (time.monotonic() - began)


def commits(*, connections: int, seconds: float) -> float:
    """Durable commits a second of one small row each, from so many connections together."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_raw_commit")
        cursor.execute("CREATE TABLE bench_raw_commit (words text)")
    found: list[float] = []

    def one() -> None:
        def insert() -> None:
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO bench_raw_commit VALUES ('x')")

        insert()
        found.append(rate(insert, seconds=seconds))
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_raw_commit")
    return sum(found)


def signatures(*, seconds: float) -> float:
    """RSA-2048 signatures a second on one core."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return rate(lambda: key.sign(b"x", padding.PKCS1v15(), hashes.SHA256()), seconds=seconds)


def empty_view(server: Server, *, connections: int, seconds: float) -> dict[str, float | int]:
    """The empty page under the same load: the framework, its middleware and the load generator."""
    return drive(server, lambda *_: Ask(path=EMPTY), connections=connections, seconds=seconds).figures()
