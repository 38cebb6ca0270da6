"""An act whose letter is signed on the signer's own machine: put it in the list, prepare it, and let it happen once signed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, waiting_letters
from tinhso.casework.dossiers.actions.answer_opinion import answer_opinion
from tinhso.casework.dossiers.actions.ask_opinion import ask_opinions
from tinhso.casework.dossiers.actions.certify_copies import sign_batch
from tinhso.casework.dossiers.actions.digitise_component import digitise_component
from tinhso.casework.dossiers.actions.do_task import TaskDone, do_task
from tinhso.casework.dossiers.actions.extend_dossier import decide_extension
from tinhso.casework.dossiers.actions.extract_result import extract_result
from tinhso.casework.dossiers.actions.settle_mishap import Settlement, settle_mishap
from tinhso.casework.dossiers.actions.stop_dossier import stop_dossier
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.models import WaitingLetter
from tinhso.casework.dossiers.signing_hands import CENTRAL, SUBJECT, FromElsewhere, Hand, OnPaper, rehearsed
from tinhso.casework.dossiers.types import PaperFacts, Question
from tinhso.casework.dossiers.waiting_letters import LetterAct
from tinhso.engines.deadlines.types import Term, TermUnit
from tinhso.engines.workflow.types import Opinion
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.ids import new_id, random_token
from tinhso.services.registers.types import Decree, Entry
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.types import Pending, Signature

Given = Mapping[str, Any]


def put_letter(*, act: LetterAct, dossier_id: UUID | None, given: Given, version: int, actor: Actor) -> UUID | None:
    """Everything that the act checks is checked now; it happens when its letter is signed. Returns the act's id.

    `given`: what the signer chose, as JSON (see `_performed`). An earlier letter of the same act by this person is given up
    where it is about the same thing: the dossier, one of its papers, the line of the register, the batch. None where the
    province has no such letter: then nothing waits, and the act needs no signature.
    Raises what the act raises.
    """
    at = now()
    with transaction.atomic():
        unsigned = rehearsed(_performed(act, dossier_id, given, version=version, actor=actor))
        if not unsigned or actor.person_id is None:
            return None
        mine = WaitingLetter.objects.filter(act=act, person_id=actor.person_id, state="open")
        again = [one.id for one in mine if one.dossier_id == dossier_id and _is_same(one.given, given)]
        WaitingLetter.objects.filter(id__in=again).update(state="dropped", closed_at=at)
        act_id = new_id()
        WaitingLetter.objects.bulk_create(
            WaitingLetter(
                act_id=act_id, seq=seq, dossier_id=dossier_id, act=act, given=dict(given), person_id=actor.person_id,
                put_at=at,
            )
            for seq in range(1, len(unsigned) + 1)
        )  # fmt: skip
        access.record_write(
            actor=actor, act="dossiers.put_letter", target=_target(dossier_id, given), detail={"letter": act.value}
        )
    return act_id


def _is_same(one: Given, other: Given) -> bool:
    """Whether two letters of an act are about the same thing: acts that a dossier has once name none of these."""
    return all(one.get(name) == other.get(name) for name in ("component", "entry_id", "batch_id"))


def _target(dossier_id: UUID | None, given: Given) -> tuple[str, UUID]:
    if dossier_id is not None:
        return "dossier", dossier_id
    return (
        ("copy_batch", UUID(given["batch_id"])) if "batch_id" in given else ("register_entry", UUID(given["entry_id"]))
    )


def drop_letter(*, act_id: UUID, actor: Actor) -> None:
    """The signer takes the act back before it happened. Raises NotFound."""
    with transaction.atomic():
        rows = _own(act_id, actor)
        WaitingLetter.objects.filter(act_id=act_id).update(state="dropped", closed_at=now())
        access.record_write(
            actor=actor, act="dossiers.drop_letter", target=_target(rows[0].dossier_id, rows[0].given),
            detail={"letter": rows[0].act},
        )  # fmt: skip


def letter_pdf(*, act_id: UUID, seq: int, actor: Actor) -> bytes:
    """A waiting letter as it would be signed now. Raises NotFound, and what the act raises."""
    with transaction.atomic():
        rows = _own(act_id, actor)
        first = rows[0]
        version = first.dossier.version if first.dossier else 0
        act = LetterAct(first.act)
        unsigned = rehearsed(_performed(act, first.dossier_id, first.given, version=version, actor=actor))
    if not 0 < seq <= len(unsigned):
        raise NotFound("Không có văn bản này.")
    return unsigned[seq - 1].pdf


def prepare_letters(
    *, act_id: UUID, version: int, fingerprint: str, batch_id: UUID, actor: Actor
) -> tuple[Pending, ...]:
    """Print the letters of today and prepare them for the actor's certificate; the act has still not happened.

    Raises NotFound, what the act raises, and what signing with this certificate would.
    """
    with transaction.atomic():
        rows = _own(act_id, actor)
        first, at = rows[0], now()
        act = LetterAct(first.act)
        unsigned = rehearsed(_performed(act, first.dossier_id, first.given, version=version, actor=actor))
        if len(unsigned) != len(rows):
            raise WrongStatus("Số văn bản phải ký nay đã khác; hãy bỏ và làm lại việc này.")
        code = first.dossier.code if first.dossier else first.given["notation"]
        return tuple(
            signatures.prepare_signature(
                pdf=paper.pdf,
                fingerprint=fingerprint,
                name=paper.signer.name,
                title=paper.signer.title,
                as_initial=paper.is_initial,
                batch_id=batch_id,
                subject=(SUBJECT, row.id),
                facts={"act": str(act_id), "version": version},
                label=f"{code} {act.words}"[:200],
                actor=actor,
                at=at,
            )
            for row, paper in zip(rows, unsigned, strict=True)
        )


def finish_letters(*, act_id: UUID, came_in: Sequence[tuple[Pending, bytes]], actor: Actor) -> None:
    """The act happens with the signatures that came in for its letters; all of them, or nothing.

    Raises NotFound, Invalid when one is missing, StaleVersion, and what the act and `finish_signature` raise.
    """
    values = {one.subject[1]: (one, value) for one, value in came_in}

    def hand(rows: Sequence[WaitingLetter]) -> Hand:
        if {row.id for row in rows} != set(values):
            raise Invalid("Các văn bản của việc này phải được ký cùng một lượt.")
        pairs = [values[row.id] for row in rows]
        return FromElsewhere([(one.subject[1], Signature(pending_id=one.id, value=raw)) for one, raw in pairs])

    _happen(act_id, hand, version=int(came_in[0][0].facts["version"]), actor=actor)


def sign_letters(*, act_id: UUID, version: int, actor: Actor) -> None:
    """The same by the key at the province's own device, for a signer who has no other any more."""
    _happen(act_id, lambda _: CENTRAL, version=version, actor=actor)


def sign_letter_on_paper(*, act_id: UUID, scan: bytes, why: str, version: int, actor: Actor) -> None:
    """Signed by hand where no machine signs: the agency's seal stands for it and the reason is kept.

    Raises Invalid without a reason, for a file signed already, for an act of several letters, and for what is never signed
    by hand (the copy of a paper).
    """
    if not why.strip():
        raise Invalid("Cần ghi lý do ký trên giấy.", fields={"/note": "Ghi vì sao không ký số được."})

    def hand(rows: Sequence[WaitingLetter]) -> Hand:
        if len(rows) > 1:
            raise Invalid("Việc này có nhiều văn bản: hãy bỏ và làm từng văn bản một để ký trên giấy.")
        if not waiting_letters.may_go_on_paper(LetterAct(rows[0].act), rows[0].dossier_id):
            raise Invalid("Văn bản này không ký trên giấy thay được: hãy ký số, hoặc bỏ.")
        return OnPaper(scan)

    words = f"Ký trên giấy, số hóa bằng con dấu số của cơ quan. Lý do: {why.strip()[:300]}"
    _happen(act_id, hand, version=version, actor=actor, words=words)


def _happen(
    act_id: UUID, hand_for: Callable[[Sequence[WaitingLetter]], Hand], *, version: int, actor: Actor, words: str = ""
) -> None:
    with transaction.atomic():
        rows = _own(act_id, actor)
        first = rows[0]
        _performed(LetterAct(first.act), first.dossier_id, first.given, version=version, actor=actor)(hand_for(rows))
        WaitingLetter.objects.filter(act_id=act_id).update(state="signed", closed_at=now())
        if words and first.dossier_id is not None:
            row = chronicle.lock(first.dossier_id)
            chronicle.note(row, words=f"{LetterAct(first.act).words}: {words}"[:300], at=now(), actor=actor)
            chronicle.save(row)


def _own(act_id: UUID, actor: Actor) -> list[WaitingLetter]:
    rows = WaitingLetter.objects.filter(act_id=act_id, state="open").order_by("seq")
    found = list(lock_row(rows))
    if not found or found[0].person_id != actor.person_id:
        raise NotFound("Không có văn bản chờ bạn ký này.")
    return found


def _performed(
    act: LetterAct, dossier_id: UUID | None, given: Given, *, version: int, actor: Actor
) -> Callable[[Hand], object]:
    """The act itself, waiting for a hand that signs."""
    if act is LetterAct.COPY_LIST:
        return lambda hand: sign_batch(
            batch_id=UUID(given["batch_id"]),
            leave_out={UUID(one) for one in given["leave_out"]},
            prepared=frozenset(UUID(one) for one in given["dossiers"]),
            hand=hand,
            actor=actor,
        )
    if dossier_id is None or act is LetterAct.EXTRACT:
        return lambda hand: extract_result(
            entry_id=UUID(given["entry_id"]), purpose=given["purpose"], token=given["token"], hand=hand, actor=actor
        )
    match act:
        case LetterAct.EXTENSION:
            return lambda hand: decide_extension(
                dossier_id=dossier_id, agree=True, version=version, hand=hand, actor=actor
            )
        case LetterAct.STOP:
            at = datetime.fromisoformat(given["requested_at"])
            return lambda hand: stop_dossier(
                dossier_id=dossier_id, requested_at=at, reason=given["reason"], version=version, hand=hand, actor=actor
            )
        case LetterAct.MISHAP:
            return lambda hand: settle_mishap(
                mishap_id=UUID(given["mishap_id"]), how=settlement_of(given), version=version, hand=hand, actor=actor
            )
        case LetterAct.QUESTION:
            return lambda hand: ask_opinions(
                dossier_id=dossier_id,
                questions=[_question(one) for one in given["questions"]],
                in_turn=given["in_turn"],
                past_due_reason=given["past_due_reason"],
                version=version,
                hand=hand,
                actor=actor,
            )
        case LetterAct.COPY:
            return lambda hand: digitise_component(
                dossier_id=dossier_id,
                component=given["component"],
                facts=_facts(given),
                file_id=UUID(given["file_id"]),
                hand=hand,
                actor=actor,
            )
        case LetterAct.INITIAL:
            return lambda hand: do_task(
                task_id=UUID(given["task_id"]), done=_pressed(given, hand), version=version, actor=actor
            )
        case LetterAct.ANSWER:
            return lambda hand: answer_opinion(
                consultation_id=UUID(given["consultation_id"]),
                answer=Opinion(given["answer"]),
                opinion=given["opinion"],
                late_reason=given["late_reason"],
                is_signed=True,
                hand=hand,
                actor=actor,
            )


def copy_of(component: str, facts: PaperFacts, file_id: UUID, *, title: str) -> dict[str, Any]:
    """A paper to digitise, as it is kept while its copy waits; `title` is by what its signer knows it."""
    return {
        "component": component,
        "about": title,
        "file_id": str(file_id),
        "number": facts.number,
        "issuer": facts.issuer,
        "issued_on": facts.issued_on.isoformat() if facts.issued_on else None,
        "valid_to": facts.valid_to.isoformat() if facts.valid_to else None,
    }


def _facts(given: Given) -> PaperFacts:
    days = {name: date.fromisoformat(given[name]) if given[name] else None for name in ("issued_on", "valid_to")}
    return PaperFacts(number=given["number"], issuer=given["issuer"], **days)


def extract_of(line: Entry, purpose: str) -> dict[str, Any]:
    """An extract, as it is kept while it waits; its QR is in it from the beginning."""
    return {
        "entry_id": str(line.id),
        "purpose": purpose,
        "token": random_token(),
        "notation": line.notation,
        "title": line.title,
        "about": f"{line.title}, số {line.notation}",
    }


def pressed_of(task_id: UUID, done: TaskDone) -> dict[str, Any]:
    """A button that initials, as it is kept while the initial waits."""
    return {
        "task_id": str(task_id),
        "outcome": done.outcome,
        "note": done.note,
        "draft": dict(done.draft or {}),
        "signer_id": str(done.signer_id) if done.signer_id else None,
    }


def _pressed(given: Given, hand: Hand) -> TaskDone:
    signer = given["signer_id"]
    return TaskDone(
        outcome=given["outcome"],
        note=given["note"],
        draft=given["draft"],
        signer_id=UUID(signer) if signer else None,
        hand=hand,
    )


def given_of(how: Settlement, mishap_id: UUID) -> dict[str, Any]:
    """A settlement as it is kept while its letter waits."""
    decree = how.decree
    return {
        "mishap_id": str(mishap_id),
        "responsible_agency_id": str(how.responsible_agency_id),
        "responsible": how.responsible,
        "remedy": how.remedy,
        "made_good": how.made_good,
        "cost_vnd": how.cost_vnd,
        "decree": decree
        and {"number": decree.number, "decided_on": decree.decided_on.isoformat(), "reason": decree.reason},
    }


def settlement_of(given: Given) -> Settlement:
    decree = given["decree"]
    return Settlement(
        responsible_agency_id=UUID(given["responsible_agency_id"]),
        responsible=given["responsible"],
        remedy=given["remedy"],
        made_good=given["made_good"],
        cost_vnd=given["cost_vnd"],
        decree=Decree(
            number=decree["number"], decided_on=date.fromisoformat(decree["decided_on"]), reason=decree["reason"]
        )
        if decree
        else None,
    )


def asked_of(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Questions as they are kept while their letters wait."""
    return [
        {
            "agency": str(one.agency_id),
            "text": one.text,
            "term": [one.term.value, one.term.unit.value] if one.term else None,
            "files": [str(file) for file in one.files],
            "topics": list(one.topics),
            "applicant": one.shows_applicant,
        }
        for one in questions
    ]


def _question(kept: Given) -> Question:
    term = kept["term"]
    return Question(
        agency_id=UUID(kept["agency"]),
        text=kept["text"],
        term=Term(term[0], TermUnit(term[1])) if term else None,
        files=tuple(UUID(file) for file in kept["files"]),
        topics=tuple(kept["topics"]),
        shows_applicant=kept["applicant"],
    )
