"""Ký nháy as a digital signature: which press of a button gives one, for whom the paper is printed, what still holds.

Where the deciding agency's rule asks for it, the paper that the leader signs is the file that carries the initials: printed
for a named signer with its number left open, initialled in the order of the process, never printed anew in between.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tinhso.casework.dossiers import places
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.models import Dossier, DraftFile, Initial, Result
from tinhso.casework.dossiers.process_steps import acts_of, flat
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act, Outcome, Task, TaskState
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.services.signatures import api as signatures

OWNER = "dossier_initialled"
# In the order in which they are given.
ACTS = (Act.DRAFT, Act.APPROVE)


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Somebody who may sign the result: the name and title that are printed under it."""

    person_id: UUID
    name: str
    title: str


def act_of(row: Dossier, task: Task, outcome: Outcome) -> str:
    """ "draft" or "approve" when pressing this button initials the paper; "" when it does not.

    Sending back does not, nor what is signed by the batch.
    """
    if row.batch_id is not None or not {*ACTS} & set(outcome.does):
        return ""
    wanted = _wanted(row)
    found = next((act.value for act in ACTS if act in outcome.does and act.value in wanted), "")
    return found if found and not _goes_back(_process(row), task.step, outcome.code) else ""


def initials_with(*, task: Task, outcome: str) -> bool:
    """Whether pressing this button of a dossier's step initials the paper."""
    pressed = next((one for one in task.outcomes if one.code == outcome), None)
    if pressed is None or not {*ACTS} & set(pressed.does):
        return False
    row = Dossier.objects.filter(id=task.subject[1]).first()
    return row is not None and bool(act_of(row, task, pressed))


def signatories(row: Dossier) -> tuple[Signatory, ...]:
    """Who may sign the result of this dossier, by the process's step that signs."""
    step = _signing_step(_process(row))
    if step is None:
        return ()
    agency_id = places.of_step(row, str(step.get("place", "owner")), ())
    posts = identity.list_posts(agency_id=agency_id, role=str(step["role"]))
    holders = identity.holders_of_posts([post.id for post in posts])
    found = {
        one.person_id: Signatory(person_id=one.person_id, name=one.full_name, title=post.title)
        for post in posts
        for one in holders[post.id]
    }
    return tuple(found.values())


def offered_signers(dossier_id: UUID, task: Task, offered: Sequence[Outcome]) -> tuple[Signatory, ...]:
    """For whom the paper may be printed when one of these buttons initials it; the one whose name it bears already, alone."""
    row = Dossier.objects.get(id=dossier_id)
    if not any(act_of(row, task, one) for one in offered):
        return ()
    may, there = signatories(row), given(dossier_id)
    if there and all(one.step != task.step for one in there):
        return tuple(one for one in may if one.person_id == there[-1].signer_id)
    return may


def given(dossier_id: UUID) -> list[Initial]:
    """The initials on the paper as it goes to its signer, in order."""
    return list(Initial.objects.filter(dossier_id=dossier_id, dropped_at__isnull=True).order_by("seq"))


def content_of(row: Dossier, result: Result) -> str:
    """A digest of all that the paper says: it changes with the draft, the answers, the applicant and the deciding agency."""
    last = DraftFile.objects.filter(dossier=row).order_by("-seq").values_list("file_id", flat=True).first()
    of_row = [row.answers, row.applicant_name, str(row.procedure_version_id), str(row.owner_agency_id)]
    said = [result.decision, result.fields, str(last), *of_row]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def to_sign(row: Dossier, result: Result, *, actor: Actor) -> Initial | None:
    """The last initial, whose file this signer signs; None where nobody initials.

    Raises WrongStatus when an initial is missing, the draft was changed after it, or the paper names another signer.
    """
    there = given(row.id)
    missing = _wanted(row) - {one.act for one in there}
    if missing and row.batch_id is None:
        for act, title in passed(_process(row), workflow.list_tasks(("dossier", row.id))).items():
            if act in missing:
                raise WrongStatus(f"Văn bản chưa có chữ ký nháy của bước “{title}”: hãy trả lại để ký nháy.")
    if not there:
        return None
    last = there[-1]
    if last.content_sha256 != content_of(row, result):
        raise WrongStatus("Nội dung đã thay đổi sau khi ký nháy: hãy trả lại để kiểm tra và ký nháy lại.")
    if last.signer_id != actor.person_id:
        raise WrongStatus(f"Văn bản đã ký nháy để trình {last.signer_name} ký: hãy trả lại nếu người khác sẽ ký.")
    return last


def lacks_drafters(row: Dossier, there: Sequence[Initial]) -> bool:
    """Whether the drafter's initial is asked for and not among these."""
    return Act.DRAFT.value in _wanted(row) and all(one.act != Act.DRAFT for one in there)


def passed(process: Mapping[str, Any], tasks: Sequence[Task]) -> dict[str, str]:
    """Act → title of the step in which the dossier went on by it: a step that it never came to owes no initial."""
    return {
        act.value: task.title
        for task in tasks
        if task.state is TaskState.DONE
        for pressed in task.outcomes
        for act in ACTS
        if pressed.code == task.outcome and act in pressed.does and not _goes_back(process, task.step, pressed.code)
    }


def read(one: Initial, *, actor: Actor) -> bytes:
    """The file with this initial and those before it."""
    return files.read_file(file_id=one.file_id, owner=(OWNER, one.id), actor=actor).read()


def _wanted(row: Dossier) -> frozenset[str]:
    """By the rule that held when the dossier was accepted, like everything that is pinned then."""
    on: date = row.accepted_on or local(now()).date()
    return signatures.initialled_acts(identity.get_agency(row.owner_agency_id).code, on=on)


def _process(row: Dossier) -> Mapping[str, Any]:
    found: Mapping[str, Any] = definitions.get_version(row.procedure_version_id).body["process"]
    return found


def _signing_step(process: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next((step for step in flat(process.get("steps", ())) if Act.SIGN in acts_of(step)), None)


def _goes_back(process: Mapping[str, Any], step_code: str, outcome_code: str) -> bool:
    """Whether a button leads to an earlier step: then it sends back, and agrees to nothing."""
    steps: Sequence[Mapping[str, Any]] = list(flat(process.get("steps", ())))
    codes = [str(step["code"]) for step in steps]
    if step_code not in codes:
        return False
    at = codes.index(step_code)
    to = next((str(one.get("to", "")) for one in steps[at]["outcomes"] if one["code"] == outcome_code), "")
    return to in codes[: at + 1]
