"""O21: one dossier, facts left, documents in the middle, what to do and what happened on the right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tinhso.casework.dossiers import (
    api,
    bundles,
    confidentiality,
    consultations,
    hands,
    initials,
    late_dossiers,
    process_facts,
    queries,
    register_check,
    signing_order,
    stand_ins,
    thing_check,
    undoing,
    waiting_letters,
    worklists,
)
from tinhso.casework.dossiers.colleagues import who_sees
from tinhso.casework.dossiers.types import Check, Dossier, Reason, ReturnMethod, Status, Verdict, WorkItem
from tinhso.casework.dossiers.types import Step as Line
from tinhso.casework.dossiers.web import exchange, money, national, opinion, sector, words
from tinhso.casework.dossiers.web.classifying import may_classify
from tinhso.casework.dossiers.web.documents import Document, documents_of, draft_words, expected_papers
from tinhso.casework.dossiers.web.duty import list_address, list_fields, list_query, on_duty
from tinhso.casework.dossiers.web.paper_signatures import signatures_on
from tinhso.casework.dossiers.web.told import told_lines
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.forms import api as forms
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Component, Procedure
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act, EndCode, Outcome, Task, TaskState
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option, Step, SummaryRow, TimelineEvent
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.services.notes import api as notes


@dataclass(frozen=True, kw_only=True)
class Button:
    """An outcome as the page offers it: a button, or a link where the act has a page of its own."""

    code: str
    title: str
    kind: str
    href: str = ""
    accepts: bool = False
    # Why it cannot be pressed now: a guard of the process, or what this person did before.
    why_not: str = ""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One open task as this officer meets it."""

    task: Task
    item: WorkItem | None
    due: str
    buttons: tuple[Button, ...] = ()
    holder_id: UUID | None = None
    holder: str = ""
    is_mine: bool = False
    # Whose task by name the officer does while that colleague is on leave.
    in_stead_of: str = ""
    is_free: bool = False
    in_role: bool = False
    accepts: bool = False
    drafts: bool = False
    signs: bool = False
    needs_note: bool = False
    # Where a button of the step initials the paper: for whom it may be printed.
    signers: tuple[Option, ...] = ()
    colleagues: tuple[Option, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CheckRow:
    """A component with what was handed in for it and what the desk found."""

    component: Component
    check: Check
    files: tuple[Document, ...]
    is_held: bool
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A refusal that is nobody's typing mistake, with what was typed kept."""

    title: str
    text: str
    typed: tuple[tuple[str, str], ...] = field(default=())


@on_duty
@require_GET
def work(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """O21: nothing to click before reading; the neighbours of the list one came from are one key away."""
    return show(request, dossier_id)


@on_duty
@require_GET
def papers(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The printed papers alone: the page asks again while one is being made."""
    dossier = queries.get_dossier(dossier_id, actor=identity.actor_of(request), purpose="Giải quyết hồ sơ")
    lines = expected_papers(dossier, queries.papers_of(dossier.id))
    return render(request, "dossiers/desk/papers.html", {"dossier": dossier, "papers": lines, "waits": _waits(lines)})


def _waits(lines: list[tuple[str, Any]]) -> bool:
    return any(paper is None for _, paper in lines)


def show(
    request: HttpRequest,
    dossier_id: UUID,
    *,
    errors: dict[str, str] | None = None,
    notice: Notice | None = None,
    checks: dict[str, Check] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The workspace; after a refusal with its errors, its notice and everything that was typed."""
    actor = identity.actor_of(request)
    reveal = words.wants_numbers(request)
    purpose = words.NUMBERS_PURPOSE if reveal else "Giải quyết hồ sơ"
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose=purpose)
    procedure = procedures.get_procedure_version(dossier.procedure_version_id)
    query = list_query(request.GET if request.method == "GET" else request.POST)
    given = words.files_of(dossier)
    result, drafts = queries.result_of(dossier.id), queries.drafts_of(dossier.id)
    items = {item.task_id: item for item in queries.items_of(dossier.id)}
    # Read once for all that this page says of the steps: what is open, what was done, what may be undone.
    tasks = workflow.list_tasks(("dossier", dossier.id))
    desks = [_desk(one, items.get(one.id), dossier, tasks, actor) for one in tasks if one.state is TaskState.OPEN]
    documents = documents_of(dossier, given, result, drafts)
    lines = expected_papers(dossier, queries.papers_of(dossier.id))
    decision, draft = draft_words(drafts, result)
    accepting = any(desk.accepts and desk.is_mine for desk in desks)
    found = queries.checks_of(dossier.id)
    rows = _check_rows(dossier, procedure, documents, given, checks or found, errors or {})
    address = list_address(query)
    parts = forms.summary(forms.form_of(dossier.procedure_version_id), dossier.answers)
    document = _chosen(request, documents, desks)
    context = {
        "dossier": dossier,
        "procedure": procedure,
        "status_tone": words.status_tone(dossier.status),
        "verdicts": [(one.value, one.words) for one in (Verdict.RIGHT, Verdict.WRONG, Verdict.UNCHECKED)],
        "facts": _facts(dossier),
        "bundle": bundles.filed_with(dossier, actor=actor),
        "clock": words.clock_face(dossier),
        "parts": parts,
        "reveal": reveal,
        "masked": not reveal and any(line.is_masked for part in parts for line in part.lines),
        "given": given,
        "documents": documents,
        "document": document,
        "signed": signatures_on(dossier, document, given, actor=actor),
        "papers": lines,
        "waits": _waits(lines),
        "result": result,
        "draft_decision": decision,
        "draft": {"text": "", "reason": "", **draft},
        "desks": desks,
        "check_rows": rows,
        "accepting": accepting,
        "has_wrong": any(row.check.verdict is Verdict.WRONG for row in rows),
        "unchecked": sum(row.check.verdict is Verdict.UNCHECKED for row in rows),
        "history": _history(dossier),
        "waiting_letters": waiting_letters.words_of(dossier.id),
        "asked_lines": opinion.lines_of(consultations.of_dossier(dossier.id)),
        "lateness": _lateness(dossier),
        "can_ask": dossier.status is Status.PROCESSING and api.may_ask(dossier.id, actor=actor),
        "owner_name": identity.get_agency(dossier.owner_agency_id).name,
        "correspondence": exchange.on_desk(
            dossier, roles_at=[desk.item.agency_id for desk in desks if desk.in_role and desk.item], actor=actor
        ),
        **_undo(dossier.id, tasks, actor),
        "can_classify": may_classify(dossier, actor),
        "may_check_register": register_check.may_check(dossier, actor),
        "thing_offers": thing_check.offers(dossier, actor=actor),
        "cancellation": queries.cancellation_of(dossier.id),
        "can_ask_cancellation": dossier.status in (Status.ACCEPTED, Status.PROCESSING)
        and access.can(actor=actor, act="dossiers.accept", agency_id=dossier.receiving_agency_id),
        "can_approve_cancellation": access.can(
            actor=actor, act="dossiers.approve_cancellation", agency_id=dossier.receiving_agency_id
        ),
        "near": worklists.neighbours(dossier.id, query, actor=actor),
        "address": f"?{address}" if address else "",
        "query": query,
        "list_fields": list_fields(query),
        "list_title": worklists.VIEWS[query.view],
        "errors": errors or {},
        "notice": notice,
        "posted": request.POST,
        **_notes(dossier, actor),
        **money.in_short(dossier.id),
        **national.panel(dossier, actor),
        "told": told_lines(dossier.id),
        **sector.panel(dossier, actor),
        "order": signing_order.order_of(dossier.id, tasks) if any(desk.signs for desk in desks) else None,
    }
    return render(request, "dossiers/work.html", context, status=status)


def _notes(dossier: Dossier, actor: Actor) -> dict[str, Any]:
    """What colleagues wrote to each other, and whom this officer can call upon."""
    thread = notes.notes_of(("dossier", dossier.id))
    team = who_sees(dossier, actor=actor)
    names = identity.person_names({person for one in thread for person in (one.author_id, *one.mentioned)})
    return {
        "notes": [
            {
                "text": one.text,
                "at": one.at,
                "author": names.get(one.author_id, ""),
                "mentioned": ", ".join(names.get(person, "") for person in one.mentioned),
            }
            for one in thread
        ],
        "note_colleagues": [Option(value=str(person), text=name) for person, name in team.items()],
    }


def _undo(dossier_id: UUID, tasks: Sequence[Task], actor: Actor) -> dict[str, Any]:
    """The last act where this officer may take it back, or may know why not."""
    last = undoing.last_act_of(dossier_id, tasks=tasks, actor=actor)
    if last is None or last.until is None or last.until < now():
        return {}
    return {"last": last, "until": deadlines.in_words(last.until)}


def _lateness(dossier: Dossier) -> tuple[str, str] | None:
    """By how much the dossier is or was late and whose that is, in words; None in time."""
    if dossier.due_at is None or (dossier.finished_at or now()) <= dossier.due_at:
        return None
    found = queries.lateness_of(dossier.id)
    return None if found is None else (late_dossiers.late_span(found), late_dossiers.cause_words(found))


def _facts(dossier: Dossier) -> list[SummaryRow]:
    rows = [
        SummaryRow(key="Người đề nghị", value=dossier.applicant_name),
        SummaryRow(key="Nộp", value=f"{dossier.channel.words}, {deadlines.in_words(dossier.submitted_at)}"),
        SummaryRow(key="Nơi tiếp nhận", value=identity.get_agency(dossier.receiving_agency_id).short_name),
        SummaryRow(key="Cơ quan chủ trì", value=identity.get_agency(dossier.owner_agency_id).short_name),
        SummaryRow(key="Trả kết quả", value=_returns(dossier)),
    ]
    if dossier.level:
        level = confidentiality.level_of(dossier.level)
        rows.append(SummaryRow(key="Mức bảo mật", value=level.title if level else dossier.level))
    if dossier.due_at and dossier.status.is_over:
        rows.append(SummaryRow(key="Hẹn trả", value=deadlines.in_words(dossier.due_at)))
    return rows


def _returns(dossier: Dossier) -> str:
    """How the applicant gets the result; the one-stop is named where it is not the receiving one."""
    if dossier.returning_agency_id == dossier.receiving_agency_id or dossier.return_method is ReturnMethod.POSTAL:
        return dossier.return_method.words
    return f"Nhận tại {identity.get_agency(dossier.returning_agency_id).short_name}"


def _history(dossier: Dossier) -> list[TimelineEvent]:
    steps = queries.history(dossier.id)
    names = identity.person_names([step.person_id for step in steps if step.person_id])
    covered = identity.stood_in_for([(s.person_id, s.post_id, s.at) for s in steps if s.person_id and s.post_id])

    def by(step: Line) -> str:
        if step.person_id is None:
            return "Hệ thống"
        other = covered.get((step.person_id, step.post_id, step.at), "") if step.post_id else ""
        return f"{names.get(step.person_id, 'Hệ thống')}{f' (làm thay {other})' if other else ''}"

    return [
        TimelineEvent(
            title=step.words,
            at=step.at,
            by=by(step),
            text="\n".join(_reason_words(reason) for reason in step.reasons),
            step=Step.BAD if step.reasons else Step.DONE,
        )
        for step in reversed(steps)
    ]


def _reason_words(reason: Reason) -> str:
    """What is wrong and what mends it, each closed by one stop, however it was typed."""
    closed = f"– {reason.text.rstrip(' .;')}."
    return f"{closed} Cách khắc phục: {reason.remedy.rstrip(' .;')}." if reason.remedy else closed


def _desk(task: Task, item: WorkItem | None, dossier: Dossier, tasks: Sequence[Task], actor: Actor) -> Desk:
    due = deadlines.in_words(task.due_at) if task.due_at else ""
    if item is None or actor.post_id is None:
        return Desk(task=task, item=item, due=due)
    in_role = item.role in identity.get_post(actor.post_id).roles and item.agency_id == actor.agency_id
    offered = [
        outcome
        for outcome in task.outcomes
        if in_role and access.can(actor=actor, act=api.permission_of(outcome), agency_id=item.agency_id)
    ]
    guarded = process_facts.refusals(dossier.id, task) if offered else {}
    against = {
        one.code: guarded.get(one.code)
        or hands.why_not(dossier.id, one, agency_id=item.agency_id, on=local(now()).date(), tasks=tasks, actor=actor)
        for one in offered
    }
    team = api.colleagues(item.agency_id, item.role) if in_role else {}
    holder = team[item.person_id][1] if item.person_id in team else ""
    if item.person_id and not holder:
        holder = identity.person_names([item.person_id]).get(item.person_id, "")
    return Desk(
        task=task,
        item=item,
        due=due,
        buttons=tuple(_button(outcome, task, dossier, why_not=against[outcome.code]) for outcome in offered),
        holder_id=item.person_id,
        holder=holder,
        is_mine=bool(offered) and stand_ins.is_free_for(item.person_id, actor),
        in_stead_of=holder if item.person_id in stand_ins.covered(actor) else "",
        is_free=item.person_id is None,
        in_role=in_role,
        accepts=any(Act.ACCEPT in outcome.does for outcome in offered),
        drafts=any(Act.DRAFT in outcome.does for outcome in offered),
        signs=any(Act.SIGN in outcome.does for outcome in offered),
        needs_note=any(outcome.needs_reason and outcome.end != EndCode.NOT_ACCEPTED for outcome in offered),
        signers=_signers(dossier.id, task, offered),
        colleagues=tuple(Option(value=str(key), text=name) for key, (_, name) in team.items() if key != item.person_id),
    )


def _signers(dossier_id: UUID, task: Task, offered: Sequence[Outcome]) -> tuple[Option, ...]:
    if not any(Act.DRAFT in one.does or Act.APPROVE in one.does for one in offered):
        return ()
    return tuple(
        Option(value=str(one.person_id), text=f"{one.name}, {one.title}")
        for one in initials.offered_signers(dossier_id, task, offered)
    )


def _button(outcome: Outcome, task: Task, dossier: Dossier, *, why_not: str = "") -> Button:
    kind = "secondary" if outcome.needs_reason else "primary"
    href = ""
    if outcome.end == EndCode.NOT_ACCEPTED:
        href = reverse("dossiers:refuse", args=[task.id])
    elif Act.RETURN in outcome.does and dossier.return_method.value == "counter":
        href = reverse("dossiers:hand_back", args=[dossier.id])
    elif Act.RETURN in outcome.does and dossier.return_method.value == "postal":
        href = reverse("dossiers:mailing", args=[dossier.id])
    return Button(
        code=outcome.code,
        title=outcome.title,
        kind=kind,
        href=href,
        accepts=Act.ACCEPT in outcome.does,
        why_not=why_not,
    )


def _chosen(request: HttpRequest, documents: list[Document], desks: list[Desk]) -> Document | None:
    """What the viewer shows first: the draft for who reviews or signs it, else what was handed in first."""
    wanted = request.GET.get("xem", "")
    named = next((one for one in documents if one.key == wanted), None)
    if named is not None:
        return named
    made = [one for one in documents if one.key in ("du-thao", "ket-qua")]
    handed_in = [one for one in documents if one not in made]
    if any(desk.drafts or desk.accepts for desk in desks):
        return next(iter(handed_in + made), None)
    return next(iter(made + handed_in), None)


def _check_rows(
    dossier: Dossier,
    procedure: Procedure,
    documents: list[Document],
    given: tuple[words.GivenPaper, ...],
    checks: dict[str, Check],
    errors: dict[str, str],
) -> list[CheckRow]:
    required = procedures.required_components(
        procedure, channel=dossier.channel.value, case=dossier.situation or None, answers=dossier.answers
    )
    there = {paper.code: paper for paper in given}
    wanted = {one.code for one in required if not one.is_form} | set(there) | set(checks)
    by_key = {one.key: one for one in documents}
    return [
        CheckRow(
            component=component,
            check=checks.get(component.code) or Check(component=component.code),
            files=tuple(
                by_key[str(file.id)]
                for file in (there[component.code].files if component.code in there else ())
                if str(file.id) in by_key
            ),
            is_held=component.code in dossier.held,
            error=errors.get(f"{component.code}-reason", ""),
        )
        for component in procedure.components
        if component.code in wanted
    ]
