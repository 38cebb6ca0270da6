"""The platform's application as the bench serves it: the same, with an empty page beside and queries counted."""

import os
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

from tinhso.kernel.processes import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
_platform = get_wsgi_application()
os.environ["TINHSO_BENCH_URLCONF"] = settings.ROOT_URLCONF
settings.ROOT_URLCONF = "tinhso.lab.bench.beside"
settle()

_served = count(1)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer, and tell in headers how many queries it took and how many answers this process has given."""
    queries = 0
    served = next(_served)

    def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*arguments)

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("X-Queries", str(queries)), ("X-Served", str(served))], *rest)

    with connection.execute_wrapper(counted):
        return _platform(environ, start)
