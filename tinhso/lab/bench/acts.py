"""The benches of officers' acts: accept, ask for a supplement, pass on, sign, return; one process, one after the other.

Each act is a whole transaction of the live path with its audit row, events and durable commit, on a dossier of its own that
was waiting for it; afterwards it is done for good. The page around it is not in the figures (see `bench list dossier`).
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.api import AskedItem, TaskDone
from tinhso.casework.dossiers.types import Status, WorkItem
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.lab.bench import raw
from tinhso.lab.bench.driving import Run
from tinhso.lab.bench.people import read
from tinhso.lab.bench.report import Report
from tinhso.lab.load.api import officer

ACTS = ("accept", "supplement", "pass_on", "sign", "return")
# Done before measuring: by then the process knows what it keeps in memory.
_WARM_UP = 3
_LOOKED_AT = 6000
# The first number of a register, an earlier supplement or who was told before add statements; the size of the table does not.
_SPREAD = 10
_PURPOSE = "Đo tốc độ"


@dataclass(frozen=True, kw_only=True)
class _Waiting:
    """A dossier, its open task and the officer whose it is."""

    dossier_id: UUID
    item: WorkItem
    who: Actor


def bench_act(name: str, folder: Path, *, count: int) -> Report:
    """So many acts of one kind, each on the sample's measured procedure."""
    measures = read(folder, "measures")
    report = Report(bench=name, conditions={"count": count, "dossiers": dossiers.count_dossiers()})
    report.raw["commits_per_second_1"] = round(raw.commits(connections=1, seconds=2), 1)
    run, done = Run(), []
    for number, one in enumerate(_waiting(measures["filed"], measures["acts"][name], count + _WARM_UP)):
        shown = dossiers.get_dossier(one.dossier_id, actor=one.who, purpose=_PURPOSE)
        wall, cpu, queries = _measured(_act(name, one, shown.version))
        done.append(one)
        if number >= _WARM_UP:
            run.latencies.append(wall)
            run.cpu_seconds += cpu
            run.queries[queries] += 1
    run.seconds = sum(run.latencies)
    report.take(run)
    report.check("đủ hồ sơ đang chờ việc này", len(done) == count + _WARM_UP, len(done))
    left = [one.dossier_id for one in done if _is_as_before(name, one)]
    report.check("mọi việc đã làm thật", not left, left[:3])
    spread = max(run.queries, default=0) - min(run.queries, default=0)
    report.check(f"số truy vấn các lần làm chênh nhau không quá {_SPREAD}", spread <= _SPREAD, dict(run.queries))
    return report


def _waiting(procedure: str, step: str, count: int) -> Iterator[_Waiting]:
    """Open dossiers of the procedure at that step, from all over the table, with an officer for each."""
    found = 0
    for dossier_id in dossiers.sample_open(limit=_LOOKED_AT):
        for item in dossiers.open_items(dossier_id):
            who = officer(item.agency_id, item.role) if item.consultation_id is None else None
            if who is None or item.status is Status.SUPPLEMENT:
                continue
            if (item.procedure_code, item.step) != (procedure, step):
                continue
            yield _Waiting(dossier_id=dossier_id, item=item, who=who)
            found += 1
            if found == count:
                return


def _act(name: str, one: _Waiting, version: int) -> Callable[[], object]:
    if name == "supplement":
        asked = AskedItem(ask="Giấy xác nhận nơi cư trú.", reason="Chưa có trong hồ sơ.")
        return lambda: dossiers.ask_supplement(
            dossier_id=one.dossier_id, items=(asked,), version=version, actor=one.who
        )
    outcome = workflow.get_task(one.item.task_id).outcomes[0].code
    done = TaskDone(outcome=outcome, identity_checked="Căn cước")
    return lambda: dossiers.do_task(task_id=one.item.task_id, done=done, version=version, actor=one.who)


def _measured(act: Callable[[], object]) -> tuple[float, float, int]:
    """Seconds, processor seconds of this process, statements."""
    seen = Counter[str]()

    def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
        seen["queries"] += 1
        return execute(*arguments)

    with connection.execute_wrapper(counted):
        wall, cpu = time.monotonic(), time.process_time()
        with access.one_request():
            act()
            access.flush_reads()
        return time.monotonic() - wall, time.process_time() - cpu, seen["queries"]


def _is_as_before(name: str, one: _Waiting) -> bool:
    """Whether nothing came of it: the task is open still, or the dossier was never asked to wait."""
    if name == "supplement":
        shown = dossiers.get_dossier(one.dossier_id, actor=one.who, purpose=_PURPOSE)
        return shown.status is not Status.SUPPLEMENT
    return one.item.task_id in {item.task_id for item in dossiers.open_items(one.dossier_id)}
