"""Letters that wait for their signer: who has which, and what a page says of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tinhso.casework.dossiers.models import Dossier, WaitingLetter
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.services.signatures import api as signatures

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
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One act whose letters wait. `version`: of the dossier now; `letters`: how many are signed together.

    Without a dossier (an extract of an old line) `code` and `procedure_title` are those of the line.
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
    # Which of several of the dossier it is: the paper that was copied, the result that is extracted; else "".
    about: str

    @property
    def may_go_on_paper(self) -> bool:
        return may_go_on_paper(self.act, self.dossier_id)


def may_go_on_paper(act: LetterAct, dossier_id: UUID | None) -> bool:
    """Whether it may be signed by hand instead: not the copy of a paper, and only where a history keeps the reason."""
    return act is not LetterAct.COPY and dossier_id is not None


def signs_elsewhere(actor: Actor) -> bool:
    """Whether this person's letters wait for the own machine: a certificate of the own is registered and in force."""
    return actor.person_id is not None and bool(signatures.own_ways(actor.person_id))


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
        about=str(given.get("about", "")),
    )


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def copies_waiting(dossier_id: UUID) -> frozenset[str]:
    """The components whose digitised copy waits for its officer's signature."""
    rows = WaitingLetter.objects.filter(dossier_id=dossier_id, act=LetterAct.COPY, state="open")
    return frozenset(str(row.given["component"]) for row in rows)


def words_of(dossier_id: UUID) -> tuple[str, ...]:
    """What the dossier's page says while letters of it wait: which, for whom."""
    rows = WaitingLetter.objects.filter(dossier_id=dossier_id, state="open", seq=1).order_by("put_at")
    found = list(rows.values_list("act", "person_id"))
    names = identity.person_names([person for _, person in found]) if found else {}
    return tuple(f"{LetterAct(act).words} đang chờ {names.get(person, '')} ký số." for act, person in found)
