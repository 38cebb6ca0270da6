"""A leader signs many results by one press, as the page of waiting signatures does: each its own act, one after the other."""

import time
from pathlib import Path
from uuid import UUID

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.types import Application, FilingChannel, ReturnMethod
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act, Outcome, Task
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.errors import DomainError
from tinhso.lab.bench.over_http import filed_application
from tinhso.lab.bench.report import Report

# What a leader may be made to wait for a batch of fifty.
MOST_SECONDS = 60
_MOST_STEPS = 20


def bench_batch(folder: Path, *, count: int) -> Report:
    """Fifty results signed, numbered and sealed; the dossiers are filed and processed first, and stay."""
    report = Report(bench="sign-batch", conditions={"count": count})
    began = time.monotonic()
    waiting = [_brought_to_signing(one) for one in _filed(folder, count)]
    report.figures["prepared_seconds"] = round(time.monotonic() - began, 1)
    refused: list[str] = []
    slowest, worked = 0.0, time.process_time()
    began = time.monotonic()
    for dossier_id, actor in waiting:
        one = time.monotonic()
        try:
            _press(dossier_id, actor)
        except DomainError as problem:
            refused.append(problem.message)
        slowest = max(slowest, time.monotonic() - one)
    seconds = time.monotonic() - began
    report.figures["batch_seconds"] = round(seconds, 1)
    report.figures["processor_seconds"] = round(time.process_time() - worked, 1)
    report.figures["signed_per_second"] = round(count / seconds, 1)
    report.figures["slowest_ms"] = round(1000 * slowest)
    report.check(f"{count} kết quả ký xong", not refused, refused[:2])
    report.check(f"trong {MOST_SECONDS} giây", seconds <= MOST_SECONDS, round(seconds, 1))
    return report


def _filed(folder: Path, count: int) -> list[UUID]:
    sample = filed_application(folder)
    account = identity.create_citizen(username=sample["applicant"], full_name="", actor=system_actor())
    citizen = Actor(channel=Channel.ONLINE, person_id=account.person_id, user_id=account.user_id)
    receiving = identity.find_agency(sample["receiving"])
    if receiving is None:
        raise LookupError(f"bộ mẫu không có cơ quan {sample['receiving']}")
    application = Application(
        procedure_version_id=definitions.get("procedure", sample["procedure"]).id,
        applicant=HolderRef(kind="person", id=account.person_id),
        answers=sample["answers"],
        receiving_agency_id=receiving.id,
        channel=FilingChannel.ONLINE,
        return_method=ReturnMethod.ONLINE,
    )
    return [
        dossiers.submit_dossier(application=application, idempotency_key=None, actor=citizen).id for _ in range(count)
    ]


def _brought_to_signing(dossier_id: UUID) -> tuple[UUID, Actor]:
    """The dossier at the step that signs, and who signs there."""
    done: set[UUID] = set()
    for _ in range(_MOST_STEPS):
        actor = _officer(dossier_id, done)
        if any(Act.SIGN in one.does for one in _task(dossier_id).outcomes):
            return dossier_id, actor
        _press(dossier_id, actor)
        done |= {actor.person_id} if actor.person_id else set()
    raise LookupError("quy trình của bộ mẫu không đến bước ký")


def _task(dossier_id: UUID) -> Task:
    (task,) = workflow.open_tasks(("dossier", dossier_id))
    return task


def _press(dossier_id: UUID, actor: Actor) -> None:
    task = _task(dossier_id)
    version = dossiers.get_dossier(dossier_id, actor=actor, purpose="Đo tốc độ ký").version
    dossiers.do_task(task_id=task.id, done=dossiers.TaskDone(outcome=_onward(task).code), version=version, actor=actor)


def _onward(task: Task) -> Outcome:
    """The button by which a dossier goes on: it needs no reason."""
    return next(one for one in task.outcomes if not one.needs_reason)


def _officer(dossier_id: UUID, done: set[UUID]) -> Actor:
    """Somebody on the post of the open step who has not acted on the dossier yet."""
    (item,) = dossiers.open_items(dossier_id)
    for post in identity.list_posts(agency_id=item.agency_id, role=item.role):
        for holder in identity.holders_of(post.id):
            if holder.person_id not in done:
                return Actor(
                    channel=Channel.COUNTER, person_id=holder.person_id, post_id=post.id, agency_id=post.agency_id
                )
    raise LookupError(item.role)
