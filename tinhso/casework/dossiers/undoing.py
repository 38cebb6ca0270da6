"""The last act on a dossier, and whether it may be taken back: only while nothing depends on it, by a rule in definitions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists

from tinhso.casework.dossiers import timing
from tinhso.casework.dossiers.models import (
    ComponentCheck,
    Consultation,
    Dossier,
    Paper,
    ResultDraft,
    StatusChange,
    WorkItem,
)
from tinhso.casework.dossiers.types import Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import Term, TermUnit
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act, Outcome, Task, TaskState
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now

RULE = "one_stop"
ACT = "dossiers.undo"
_NEVER: Mapping[Act, str] = {
    Act.ACCEPT: "Giấy tiếp nhận và hẹn trả đã gửi người nộp. Tiếp nhận nhầm thì đề nghị hủy việc tiếp nhận.",
    Act.SIGN: "Kết quả đã ký. Ký nhầm thì thu hồi hoặc sửa kết quả ở sổ kết quả.",
    Act.SEAL: "Kết quả đã đóng dấu. Sai thì thu hồi hoặc sửa kết quả ở sổ kết quả.",
    Act.NUMBER: "Kết quả đã cấp số. Sai thì thu hồi hoặc sửa kết quả ở sổ kết quả.",
    Act.RETURN: "Kết quả đã trả người nộp.",
}


@dataclass(frozen=True, kw_only=True)
class UndoRule:
    """What may be undone within which time (kind `undo_rule`)."""

    within: Term
    acts: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class LastAct:
    """The task completed last, the button that was pressed, until when it may be undone, why not ("" = it may)."""

    task: Task
    outcome: Outcome
    agency_id: UUID
    until: datetime | None
    refusal: str


def last_act(row: Dossier, *, tasks: Sequence[Task] | None = None, actor: Actor, at: datetime) -> LastAct | None:
    """The last act of the dossier as this actor meets it; None where there is none, or it is not the actor's to undo."""
    known = workflow.list_tasks(("dossier", row.id)) if tasks is None else tasks
    done = [task for task in known if task.state is TaskState.DONE]
    task = max(done, key=lambda one: (one.closed_at, one.id), default=None)
    item = None if task is None else WorkItem.objects.filter(task_id=task.id).first()
    if task is None or item is None or not _is_theirs(task, item, actor):
        return None
    outcome = next(one for one in task.outcomes if one.code == task.outcome)
    rule = _rule(at)
    until = None if rule is None else _until(row, task, item.agency_id, rule)
    refusal = "Tỉnh chưa có quy định cho phép hoàn tác." if rule is None else _why_not(row, task, outcome, rule, actor)
    if not refusal and until is not None and at > until:
        refusal = f"Đã quá thời gian được hoàn tác ({deadlines.in_words(until)})."
    return LastAct(task=task, outcome=outcome, agency_id=item.agency_id, until=until, refusal=refusal)


def last_act_of(dossier_id: UUID, *, tasks: Sequence[Task], actor: Actor) -> LastAct | None:
    """The same for a page; the caller has read the dossier and its tasks."""
    return last_act(Dossier.objects.defer("answers").get(id=dossier_id), tasks=tasks, actor=actor, at=now())


def _is_theirs(task: Task, item: WorkItem, actor: Actor) -> bool:
    """The person who did it, still on a post of that role there, or the head of that agency."""
    if not actor.is_officer:
        return False
    if access.can(actor=actor, act=ACT, agency_id=item.agency_id):
        return True
    return (
        task.closed_by == actor.person_id
        and item.agency_id == actor.agency_id
        and actor.post_id is not None
        and item.role in identity.get_post(actor.post_id).roles
    )


def _rule(at: datetime) -> UndoRule | None:
    version = definitions.find("undo_rule", RULE, on=local(at).date())
    if version is None:
        return None
    within = version.body["within"]
    return UndoRule(within=Term(within["value"], TermUnit(within["unit"])), acts=frozenset(version.body["acts"]))


def _until(row: Dossier, task: Task, agency_id: UUID, rule: UndoRule) -> datetime:
    assert task.closed_at is not None
    calendar = reference.get_calendar(identity.get_agency(agency_id).code)
    return deadlines.compute_due(start=task.closed_at, term=rule.within, calendar=calendar, rule=timing.rule_of(row)).at


def _why_not(row: Dossier, task: Task, outcome: Outcome, rule: UndoRule, actor: Actor) -> str:
    return (
        _of_its_kind(outcome, rule.acts)
        or ("" if row.status in (Status.REGISTERED, Status.PROCESSING) else "Hồ sơ đã chuyển sang tình trạng khác.")
        or _since(row, task, actor)
    )


def _of_its_kind(outcome: Outcome, acts: Collection[str]) -> str:
    for act in outcome.does:
        if act in _NEVER:
            return _NEVER[Act(act)]
        if act not in acts:
            return "Tỉnh không cho hoàn tác việc này."
    return "Việc này đã kết thúc quy trình, người nộp đã được báo." if outcome.end else ""


def _since(row: Dossier, task: Task, actor: Actor) -> str:
    """What has happened since the act that depends on it, in words; "" when nothing has."""
    at = task.closed_at
    later = StatusChange.objects.filter(dossier=row, at__gt=at).order_by("seq").first()
    if later is not None:
        return f"Sau đó đã có việc khác: {later.words}"[:200]
    taken = WorkItem.objects.filter(dossier=row, is_open=True, opened_at__gte=at, person_id__isnull=False)
    # One question to the database for all that may have happened.
    since = Dossier.objects.filter(id=row.id).values_list(
        Exists(Paper.objects.filter(dossier=row, created_at__gte=at)),
        Exists(Consultation.objects.filter(dossier=row, sent_at__gte=at)),
        Exists(ResultDraft.objects.filter(dossier=row, drafted_at__gt=at)),
        Exists(ComponentCheck.objects.filter(dossier=row, checked_at__gt=at)),
        Exists(taken.exclude(person_id=actor.person_id)),
    )
    printed, asked, drafted, checked, is_taken = since.get()
    if printed:
        return "Văn bản của việc này đã gửi đi."
    if asked:
        return "Câu hỏi đã gửi đến cơ quan phối hợp. Hãy thu hồi câu hỏi thay vì hoàn tác."
    if drafted or checked:
        return "Người làm bước tiếp theo đã bắt đầu."
    return "Đồng nghiệp đã nhận bước tiếp theo. Hãy nhờ người đó trả lại việc." if is_taken else ""
