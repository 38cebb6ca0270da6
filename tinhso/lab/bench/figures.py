"""The bench of statistics: a month of the official table over invented facts, which are taken back afterwards."""

import time
from calendar import monthrange
from datetime import date, timedelta

from django.db import transaction

from tinhso.foundation.identity import api as identity
from tinhso.insight.reports import api as reports
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Dimension, Selection
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import today
from tinhso.lab.bench.report import Report

_YEARS = 3
_TIMES = 5


def bench_statistics(*, count: int) -> Report:
    """Biểu II.06 of a month, of a year and by agency, over `count` dossiers of three years; nothing of it stays."""
    last = today().replace(day=1) - timedelta(days=1)
    month = Selection(first=last.replace(day=1), last=last)
    year = Selection(first=_year_before(last), last=last)
    report = Report(bench="statistics", conditions={"dossiers": count, "years": _YEARS, "times": _TIMES})
    actor = system_actor()
    agencies = [one.id for one in identity.list_agencies()]
    with transaction.atomic():
        began = time.monotonic()
        warehouse.invent(count, agencies=agencies, last=today(), days=365 * _YEARS)
        report.raw["facts_written_per_second"] = round(2 * count / (time.monotonic() - began))
        for name, selection in (("month", month), ("year", year)):
            seconds = []
            for _ in range(_TIMES):
                began = time.monotonic()
                sheet = reports.reckon(selection, actor=actor)
                seconds.append(time.monotonic() - began)
            report.figures[name] = _told(seconds)
            total = sheet.total
            report.check(
                f"{name}: cân đối", total["received"] == total["resolved"] + total["pending"] + total["apart"], total
            )
        counts = {"n": warehouse.read_count({"basis": "closed"}, warehouse.rule_on(last))}
        began = time.monotonic()
        lines = warehouse.figures(month, counts, by=(Dimension.OWNER,), actor=actor)
        report.figures["month_by_agency"] = _told([time.monotonic() - began])
        report.check("theo cơ quan: có số liệu", bool(lines), len(lines))
        transaction.set_rollback(True)
    return report


def _year_before(last: date) -> date:
    return date(last.year - 1, last.month, monthrange(last.year - 1, last.month)[1]) + timedelta(days=1)


def _told(seconds: list[float]) -> dict[str, float]:
    return {"first_s": round(seconds[0], 3), "worst_s": round(max(seconds), 3), "best_s": round(min(seconds), 3)}
