"""Questions that people asked on the portal: taken over once, answered by the agency, sent back."""

from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Invalid
from tinhso.kernel.text import clean
from tinhso.services.national_portal import mapping, portal
from tinhso.services.national_portal.actions.queue import queue_rows
from tinhso.services.national_portal.domain import wire
from tinhso.services.national_portal.errors import NoMessage, NotWaiting
from tinhso.services.national_portal.models import Question
from tinhso.services.national_portal.permits import authorise_for
from tinhso.services.national_portal.types import CatalogueKind, MessageKind

ACT = "national_portal.answer"
_LONGEST = 5000


def pull_questions(*, actor: Actor) -> int:
    """Those that are not here yet; returns how many. What is here stays as it is. Raises Unavailable, Refused."""
    rows = {str(row.get("HoiDapId") or "")[:80]: row for row in portal.questions()}
    rows.pop("", None)
    known = set(Question.objects.filter(foreign_id__in=rows).values_list("foreign_id", flat=True))
    new = {code: row for code, row in rows.items() if code not in known}
    with transaction.atomic():
        for code, row in new.items():
            theirs = str(row.get("MaDonVi") or "")[:80]
            ours = mapping.our_code(CatalogueKind.AGENCIES, theirs)
            agency = identity.standing_agency(ours) if ours else None
            Question.objects.get_or_create(
                foreign_id=code,
                defaults={
                    "agency_id": agency.id if agency else None,
                    "their_code": theirs,
                    "topic": clean(str(row.get("TieuDe") or "Câu hỏi trên Cổng"))[:300],
                    "body": {name: str(row.get(name) or "")[:_LONGEST] for name in ("NoiDung", "HoTen", "Email")},
                    "asked_at": wire.read_instant(row.get("NgayHoi")),
                    "pulled_at": now(),
                },
            )
        if new:
            access.record_write(
                actor=actor, act="national_portal.pull_questions", target=("question", Question.objects.latest("pulled_at").id),
                detail={"new": len(new)},
            )  # fmt: skip
    return len(new)


def answer_question(*, question_id: UUID, text: str, actor: Actor) -> None:
    """The agency's answer, once; it goes to the portal by the queue. Raises NoMessage, ActDenied, Invalid, NotWaiting."""
    with transaction.atomic():
        row = lock_row(Question.objects.filter(id=question_id)).first()
        if row is None:
            raise NoMessage("Không có câu hỏi này.")
        authorise_for(row.agency_id, act=ACT, actor=actor)
        words = clean(text)
        if not words or len(words) > _LONGEST:
            raise Invalid("Chưa có câu trả lời.", fields={"/answer": f"Ghi câu trả lời, nhiều nhất {_LONGEST} ký tự."})
        if row.answered_at is not None:
            raise NotWaiting("Câu hỏi này đã được trả lời.")
        row.answer, row.answered_at, row.answered_by_id = words, now(), actor.person_id
        row.save(update_fields=["answer", "answered_at", "answered_by_id"])
        queue_rows(
            kind=MessageKind.ANSWER,
            subject_id=row.id,
            cause_id=row.id,
            code=row.foreign_id[:60],
            agency_id=row.agency_id,
            words="Trả lời câu hỏi",
            row={"HoiDapId": row.foreign_id, "NoiDungTraLoi": words, "NgayTraLoi": wire.instant(row.answered_at)},
            actor=actor,
        )
        access.record_write(actor=actor, act=ACT, target=("question", row.id), detail={})
