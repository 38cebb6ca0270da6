"""Dossiers' part of a reform of units: open dossiers, their tasks, questions and drafts go to the new agencies, register
numbers go on or start anew. Codes, tokens, closed dossiers and register lines stay as they are.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from tinhso.casework.dossiers import chronicle
from tinhso.casework.dossiers.events import DossierTransferred
from tinhso.casework.dossiers.models import Consultation, Dossier, DueWarning, FilingPlan, LateEntry, WorkItem
from tinhso.casework.dossiers.types import QuestionState, Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency
from tinhso.foundation.reforms.types import Case, Reform
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.definitions.types import Consequence
from tinhso.services.registers import api as registers

_OVER = [status.value for status in Status if status.is_over]
_UNANSWERED = (QuestionState.WAITING.value, QuestionState.OPEN.value)


@dataclass(frozen=True, kw_only=True)
class _Way:
    """Where one dossier's agencies go; an agency that stays goes to itself, one without a successor to None."""

    dossier: Dossier
    to: Mapping[UUID, UUID | None]
    items: tuple[WorkItem, ...]
    questions: tuple[Consultation, ...]


def foresee_reform(reform: Reform) -> Iterator[Consequence]:
    """How many open dossiers go from where to where, what nobody would take, how registers go on."""
    ended = _ended(reform)
    counted: Counter[tuple[UUID, UUID | None]] = Counter()
    tasks: Counter[tuple[UUID, str]] = Counter()
    twice: list[str] = []
    for dossier_id in _touched(ended):
        way = _way_of(Dossier.objects.defer("answers").get(id=dossier_id), reform, ended)
        counted.update((old, new) for old, new in way.to.items() if old in ended)
        tasks.update((new, item.role) for item in way.items if (new := way.to[item.agency_id]) is not None)
        asked = [way.to[one.agency_id] for one in way.questions if one.task_id is None]
        if len(asked) != len(set(asked)):
            twice.append(way.dossier.code)
    for (old, new), count in sorted(counted.items(), key=lambda pair: (ended[pair[0][0]].code, str(pair[0][1]))):
        if new is None:
            yield Consequence(words=f"{count} hồ sơ đang mở ở {ended[old].name} chưa có nơi nhận.", is_gap=True)
        else:
            yield Consequence(words=f"{count} hồ sơ đang mở: {ended[old].name} → {_name(new, reform)}.")
    for (new, role), count in sorted(tasks.items(), key=lambda pair: (str(pair[0][0]), pair[0][1])):
        if not identity.list_posts(agency_id=new, role=role, on=reform.effective_from):
            title = access.role_titles([role]).get(role, role)
            words = f"{count} việc đang mở: {_name(new, reform)} không có vị trí “{title}”."
            yield Consequence(words=words, is_gap=True)
    for code in twice:
        words = f"Hồ sơ {code} đang hỏi hai cơ quan nhập làm một: rút một câu hỏi trước."
        yield Consequence(words=words, is_gap=True)
    yield from _foresee_series(reform, ended)


def follow_reform(reform: Reform, actor: Actor) -> Mapping[str, int]:
    """Move what is open, one dossier after the other under its lock."""
    ended = _ended(reform)
    moving = _touched(ended)
    for dossier_id in moving:
        _move(dossier_id, reform, ended, actor)
    return {
        "hồ sơ chuyển nơi giải quyết": len(moving),
        "tờ khai chưa nộp": _follow_drafts(reform, ended),
        "sổ nối tiếp số": _follow_series(reform, ended, actor),
    }


def _ended(reform: Reform) -> dict[UUID, Agency]:
    return {agency.id: agency for agency in identity.ended_agencies(reform)}


def _name(agency_id: UUID, reform: Reform) -> str:
    return identity.get_agency(agency_id, on=reform.effective_from).name


# Dossiers


def _touched(ended: Mapping[UUID, Agency]) -> list[UUID]:
    """Open dossiers that an ended agency still receives, decides, returns, works on, asks or is asked about."""
    keys = list(ended)
    working = WorkItem.objects.filter(is_open=True, agency_id__in=keys).values("dossier_id")
    asking = Q(agency_id__in=keys) | Q(asking_agency_id__in=keys)
    asked = Consultation.objects.filter(asking, state__in=_UNANSWERED).values("dossier_id")
    home = Q(receiving_agency_id__in=keys) | Q(owner_agency_id__in=keys) | Q(return_agency_id__in=keys)
    found = Dossier.objects.filter(home | Q(id__in=working) | Q(id__in=asked)).exclude(status__in=_OVER)
    return list(found.order_by("id").values_list("id", flat=True))


def _way_of(dossier: Dossier, reform: Reform, ended: Mapping[UUID, Agency]) -> _Way:
    """Answers are decrypted for those alone whose agency was divided by address."""
    items = tuple(WorkItem.objects.filter(dossier=dossier, is_open=True).order_by("id"))
    questions = tuple(Consultation.objects.filter(dossier=dossier, state__in=_UNANSWERED).order_by("seq"))
    case = Case(procedure=dossier.procedure_code, field_code=dossier.field_code, commune=_CommuneOf(dossier, reform))
    agencies = {dossier.receiving_agency_id, dossier.owner_agency_id, dossier.returning_agency_id}
    agencies |= {item.agency_id for item in items}
    agencies |= {key for one in questions for key in (one.agency_id, one.asking_agency_id)}
    to = {key: _successor(ended[key], case, reform) if key in ended else key for key in agencies}
    return _Way(dossier=dossier, to=to, items=items, questions=questions)


class _CommuneOf:
    """The old commune of an address in the answers; of the applicant, for an empty pointer."""

    def __init__(self, dossier: Dossier, reform: Reform) -> None:
        self.dossier, self.reform = dossier, reform

    def __call__(self, place: str) -> str:
        if not place:
            return identity.unit_code_on(self.dossier.holder, self.reform.last_day)
        value: Any = self.dossier.answers
        for key in place.strip("/").split("/"):
            value = value.get(key) if isinstance(value, dict) else None
        return str(value.get("commune_code", "")) if isinstance(value, dict) else ""


def _successor(agency: Agency, case: Case, reform: Reform) -> UUID | None:
    move = reform.move_of(agency.code)
    found = None if move is None else identity.find_agency(move.target(case), on=reform.effective_from)
    return None if found is None else found.id


def _move(dossier_id: UUID, reform: Reform, ended: Mapping[UUID, Agency], actor: Actor) -> None:
    row = lock_row(Dossier.objects.defer("answers").filter(id=dossier_id)).get()
    # After the lock: an officer may have finished a task and opened the next one meanwhile.
    way = _way_of(row, reform, ended)
    to = way.to
    before = row.receiving_agency_id, row.owner_agency_id
    row.receiving_agency_id, row.owner_agency_id = _known(to[before[0]]), _known(to[before[1]])
    if row.return_agency_id is not None:
        row.return_agency_id = _known(to[row.return_agency_id])
    for item in way.items:
        _move_item(item, _known(to[item.agency_id]), reform, actor)
    for question in way.questions:
        question.agency_id, question.asking_agency_id = (
            _known(to[question.agency_id]),
            _known(to[question.asking_agency_id]),
        )
        question.save(update_fields=["agency_id", "asking_agency_id"])
    subjects = [("dossier", row.id), *(("consultation", question.id) for question in way.questions)]
    deadlines.hand_clocks_over(subjects=subjects, agencies=_codes(to, ended, reform), actor=actor)
    for warning in DueWarning.objects.filter(dossier=row, closed_at=None, agency_id__in=to):
        warning.agency_id = _known(to[warning.agency_id])
        warning.save(update_fields=["agency_id"])
    chronicle.save(row, "receiving_agency_id", "owner_agency_id", "return_agency_id")
    words = (
        f"Sắp xếp đơn vị hành chính ({reform.decision}): nơi nhận là {_name(row.receiving_agency_id, reform)}, "
        f"nơi giải quyết là {_name(row.owner_agency_id, reform)}."
    )
    chronicle.note(row, words=words[:300], at=now(), actor=actor)
    chronicle.tell(
        row,
        DossierTransferred,
        act="dossiers.follow_reform",
        actor=actor,
        detail={"reform": reform.code, "from": [str(key) for key in before]},
        reform=reform.code,
        from_receiving_agency_id=before[0],
        from_owner_agency_id=before[1],
    )


def _codes(to: Mapping[UUID, UUID | None], ended: Mapping[UUID, Agency], reform: Reform) -> dict[str, str]:
    """Code of each ended agency → code of where its part of this dossier goes."""
    moved = {old: _known(new) for old, new in to.items() if old in ended}
    return {ended[old].code: identity.get_agency(new, on=reform.effective_from).code for old, new in moved.items()}


def _known(agency_id: UUID | None) -> UUID:
    """Reforms are carried out only when nothing is left without a successor."""
    if agency_id is None:
        raise LookupError("an agency of the dossier has no successor")
    return agency_id


def _move_item(item: WorkItem, agency_id: UUID, reform: Reform, actor: Actor) -> None:
    """The task goes with the dossier; who held it keeps it where the post went to the same agency, else anybody may."""
    post_id = _new_post(item.post_id, agency_id, reform)
    if (item.agency_id, item.post_id) == (agency_id, post_id):
        return
    person_id = item.person_id if post_id is not None else None
    if item.consultation_id is None and (item.post_id, item.person_id) != (post_id, person_id):
        workflow.assign_task(task_id=item.task_id, post_id=post_id, person_id=person_id, actor=actor)
    item.agency_id, item.post_id, item.person_id = agency_id, post_id, person_id
    item.save(update_fields=["agency_id", "post_id", "person_id"])


def _new_post(post_id: UUID | None, agency_id: UUID, reform: Reform) -> UUID | None:
    if post_id is None:
        return None
    old = identity.get_post(post_id, on=reform.last_day).code
    move = reform.posts.get(old)
    code = old if move is None else move.to
    post = None if code is None else identity.find_post(code, on=reform.effective_from)
    return post.id if post is not None and post.agency_id == agency_id else None


# Drafts and registers


def _follow_drafts(reform: Reform, ended: Mapping[UUID, Agency]) -> int:
    """A draft that is not yet filed will be filed with who stands for the agency it was begun for."""
    moved = 0
    for key, agency in ended.items():
        move = reform.move_of(agency.code)
        heir = None if move is None else identity.find_agency(move.to, on=reform.effective_from)
        if heir is not None:
            moved += FilingPlan.objects.filter(receiving_agency_id=key).update(receiving_agency_id=heir.id)
            FilingPlan.objects.filter(owner_agency_id=key).update(owner_agency_id=heir.id)
            LateEntry.objects.filter(agency_id=key, decided_at=None).update(agency_id=heir.id)
    return moved


def _series(reform: Reform, agency: Agency) -> Iterator[tuple[str, int]]:
    """Registers in which the agency numbered results in the reform's year, and the last number of each."""
    prefix, year = f"result.{agency.code}.", f".{reform.effective_from.year}"
    for scope, last in registers.list_series(prefix).items():
        register = scope.removeprefix(prefix).removesuffix(year)
        if scope.endswith(year) and "." not in register:
            yield register, last


def _foresee_series(reform: Reform, ended: Mapping[UUID, Agency]) -> Iterator[Consequence]:
    for agency in ended.values():
        move = reform.move_of(agency.code)
        for register, last in _series(reform, agency):
            if move is None:
                words = f"Sổ {register} của {agency.name} (số cuối {last}) chưa có cơ quan giữ."
                yield Consequence(words=words, is_gap=True)
            else:
                begins = f"nối tiếp từ số {last + 1}" if move.continues_series else "khóa sổ, sổ mới bắt đầu từ số 1"
                yield Consequence(words=f"Sổ {register} của {agency.name} → {move.to}: {begins}.")


def _follow_series(reform: Reform, ended: Mapping[UUID, Agency], actor: Actor) -> int:
    continued = 0
    for agency in ended.values():
        move = reform.move_of(agency.code)
        if move is None or not move.continues_series:
            continue
        for register, _ in _series(reform, agency):
            year = reform.effective_from.year
            old, new = f"result.{agency.code}.{register}.{year}", f"result.{move.to}.{register}.{year}"
            last = registers.continue_series(scope=new, after=old, actor=actor)
            detail = {"scope": new, "after": old, "last": last, "reform": reform.code}
            access.record_write(actor=actor, act="registers.continue", target=("agency", agency.id), detail=detail)
            continued += 1
    return continued
