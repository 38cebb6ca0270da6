"""Letters that wait for their signer: who has which, and what a page says of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tinhso.casework.dossiers.models import Dossier, WaitingLetter
from tinhso.casework.dossiers.types import Status
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor

MOST_SHOWN = 50


class LetterAct(StrEnum):
    """An act that happens when its letter is signed."""

    EXTENSION = "extension"
    STOP = "stop"
    MISHAP = "mishap"
    QUESTION = "question"
    ANSWER = "answer"
    INITIAL = "initial"
    COPY = "copy"
    EXTRACT = "extract"
    COPY_LIST = "copy_list"

    @property
    def words(self) -> str:
        return {
            "extension": "Văn bản xin lỗi và gia hạn",
            "stop": "Thông báo dừng giải quyết",
            "mishap": "Thư xin lỗi",
            "question": "Công văn lấy ý kiến",
            "answer": "Văn bản trả lời ý kiến",
            "initial": "Ký nháy để trình ký",
            "copy": "Bản số hóa giấy tờ",
            "extract": "Bản trích từ sổ kết quả",
            "copy_list": "Danh sách chứng thực bản sao",
        }[self.value]


# An apology for what went wrong and an extract of the register are given after a dossier's end as well.
_ALWAYS = (LetterAct.MISHAP, LetterAct.EXTRACT)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One act whose letters wait. `version`: of the dossier now; `letters`: how many are signed together.

    Without a dossier (an extract of an old line, a batch of certified copies) `code` and `procedure_title` are those of the
    line or the batch.
    """

    act_id: UUID
    act: LetterAct
    dossier_id: UUID | None
    code: str
    procedure_title: str
    version: int
    letters: int
    put_at: datetime
    # The question that is answered; None for other acts.
    consultation_id: UUID | None
    # The line of the register that is extracted; None for other acts.
    entry_id: UUID | None
    # The batch of certified copies that is signed; None for other acts.
    batch_id: UUID | None
    # Which of several of the dossier it is: the paper that was copied, the result that is extracted; else "".
    about: str

    @property
    def may_go_on_paper(self) -> bool:
        return may_go_on_paper(self.act, self.dossier_id)


def may_go_on_paper(act: LetterAct, dossier_id: UUID | None) -> bool:
    """Whether it may be signed by hand instead: not the copy of a paper, and only where a history keeps the reason."""
    return act is not LetterAct.COPY and dossier_id is not None


def has_any(actor: Actor) -> bool:
    """Whether anything waits for this person."""
    if actor.person_id is None:
        return False
    return WaitingLetter.objects.filter(person_id=actor.person_id, state="open").exists()


def waiting_for(actor: Actor) -> tuple[Waiting, ...]:
    """What waits for this person, the oldest first."""
    if actor.person_id is None:
        return ()
    rows = WaitingLetter.objects.filter(person_id=actor.person_id, state="open").select_related("dossier")
    acts: dict[UUID, list[WaitingLetter]] = {}
    for row in rows.order_by("put_at", "act_id", "seq")[: MOST_SHOWN * 2]:
        acts.setdefault(row.act_id, []).append(row)
    return tuple(_view(rows) for rows in list(acts.values())[:MOST_SHOWN])


def _view(rows: list[WaitingLetter]) -> Waiting:
    first = rows[0]
    dossier: Dossier | None = first.dossier
    given = first.given
    return Waiting(
        act_id=first.act_id,
        act=LetterAct(first.act),
        dossier_id=dossier.id if dossier else None,
        code=dossier.code if dossier else given["notation"],
        procedure_title=dossier.procedure_title if dossier else given["title"],
        version=dossier.version if dossier else 0,
        letters=len(rows),
        put_at=first.put_at,
        consultation_id=_id(given.get("consultation_id")),
        entry_id=_id(given.get("entry_id")),
        batch_id=_id(given.get("batch_id")),
        about=str(given.get("about", "")),
    )


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def copies_waiting(dossier_id: UUID) -> frozenset[str]:
    """The components whose digitised copy waits for its officer's signature."""
    rows = WaitingLetter.objects.filter(dossier_id=dossier_id, act=LetterAct.COPY, state="open")
    return frozenset(str(row.given["component"]) for row in rows)


def initials_waiting(actor: Actor, dossier_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the dossiers that go on when this person's initial has come in."""
    if actor.person_id is None:
        return frozenset()
    rows = WaitingLetter.objects.filter(
        person_id=actor.person_id, act=LetterAct.INITIAL, state="open", dossier_id__in=dossier_ids
    )
    return frozenset(dossier_id for dossier_id in rows.values_list("dossier_id", flat=True) if dossier_id)


def list_waits_for(batch_id: UUID) -> str:
    """For whose signature the list of a batch of copies waits; "" for nobody's."""
    person = next((row.person_id for row in _lists_of(batch_id)), None)
    return "" if person is None else identity.person_names([person]).get(person, "")


def drop_lists(batch_id: UUID, *, at: datetime) -> None:
    """The batch is signed: no other leader is asked for it any more."""
    WaitingLetter.objects.filter(id__in=[row.id for row in _lists_of(batch_id)]).update(state="dropped", closed_at=at)


def _lists_of(batch_id: UUID) -> list[WaitingLetter]:
    rows = WaitingLetter.objects.filter(act=LetterAct.COPY_LIST, state="open").order_by("put_at")
    return [row for row in rows if row.given["batch_id"] == str(batch_id)]


def drop_overtaken(row: Dossier, *, at: datetime, actor: Actor) -> None:
    """Nobody is asked any more for letters whose act the dossier's status no longer allows."""
    waiting = WaitingLetter.objects.filter(dossier=row, state="open")
    dropped = waiting.exclude(act__in=_ALWAYS if Status(row.status).is_over else (*_ALWAYS, LetterAct.COPY))
    acts = sorted(set(dropped.values_list("act", flat=True)))
    if acts:
        dropped.update(state="dropped", closed_at=at)
        detail = {"letters": acts, "why": Status(row.status).name.lower()}
        access.record_write(actor=actor, act="dossiers.drop_letter", target=("dossier", row.id), detail=detail)


def words_of(dossier_id: UUID) -> tuple[str, ...]:
    """What the dossier's page says while letters of it wait: which, for whom."""
    rows = WaitingLetter.objects.filter(dossier_id=dossier_id, state="open", seq=1).order_by("put_at")
    found = list(rows.values_list("act", "person_id"))
    names = identity.person_names([person for _, person in found]) if found else {}
    return tuple(f"{LetterAct(act).words} đang chờ {names.get(person, '')} ký số." for act, person in found)
