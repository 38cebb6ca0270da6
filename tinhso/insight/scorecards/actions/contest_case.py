"""An agency contests a case that counts against it; somebody of another agency decides, and the points follow."""

from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.insight.scorecards import models, queries, reckoning
from tinhso.insight.scorecards.errors import ContestRefused, NoCard, OwnContest
from tinhso.insight.scorecards.events import ContestDecided
from tinhso.insight.scorecards.types import ContestState
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Selection
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key, lock_row
from tinhso.kernel.errors import Conflict
from tinhso.kernel.outbox.api import publish
from tinhso.kernel.text import clean

LONGEST = 1000


def contest_case(*, code: str, item_code: str, month: Selection, case_id: UUID, reason: str, actor: Actor) -> UUID:
    """For the actor's own agency. Raises ActDenied, NoCard, ContestRefused; once a case and item."""
    with transaction.atomic():
        lock_key(f"scorecards.contest.{case_id}")
        access.authorise(actor=actor, act=queries.CONTEST, agency_id=actor.agency_id)
        if actor.agency_id is None or actor.person_id is None:
            raise NoCard
        card = queries.card_of(code, on=month.last)
        item = card.item(item_code)
        if item is None or not item.is_contestable:
            raise NoCard
        words = clean(reason)
        if not words or len(words) > LONGEST:
            raise ContestRefused("Chưa gửi được.", fields={"/ly_do": f"Ghi lý do, không quá {LONGEST} ký tự."})
        selection = queries.of_agency(month, actor.agency_id)
        agencies = warehouse.agencies_of(selection, actor=actor)
        if not reckoning.bad_ids(item, selection, [case_id], agencies, actor=actor):
            raise ContestRefused(
                "Trường hợp này không tính xấu cho cơ quan của bạn.",
                fields={"/ly_do": "Chọn một trường hợp trong danh sách."},
            )
        if models.Contest.objects.filter(card=code, item=item_code, case_id=case_id).exists():
            raise ContestRefused(
                "Đã đề nghị xem lại.", fields={"/ly_do": "Mỗi trường hợp chỉ đề nghị một lần cho một chỉ số."}
            )
        row = models.Contest.objects.create(
            card=code,
            item=item_code,
            first=month.first,
            agency_id=actor.agency_id,
            case_id=case_id,
            reason=words,
            asked_by_id=actor.person_id,
            asked_at=now(),
        )
        detail = {"card": code, "item": item_code, "case": str(case_id)}
        access.record_write(actor=actor, act="scorecards.contest", target=("scorecard_contest", row.id), detail=detail)
    return row.id


def decide_contest(*, contest_id: UUID, upheld: bool, words: str, actor: Actor) -> None:
    """Raises NoCard, ActDenied, OwnContest, Conflict when it was decided before, ContestRefused without words."""
    with transaction.atomic():
        row = lock_row(models.Contest.objects.filter(id=contest_id)).first()
        if row is None:
            raise NoCard("Không có đề nghị xem lại này.")
        access.authorise(actor=actor, act=queries.DECIDE, agency_id=row.agency_id)
        if actor.person_id == row.asked_by_id or actor.agency_id == row.agency_id:
            raise OwnContest("Người hoặc cơ quan đề nghị không tự quyết định.")
        if row.state != ContestState.OPEN:
            raise Conflict("Đề nghị này đã được quyết định.")
        said = clean(words)
        if not said or len(said) > LONGEST:
            raise ContestRefused(
                "Chưa ghi quyết định.", fields={"/quyet_dinh": f"Ghi vì sao, không quá {LONGEST} ký tự."}
            )
        row.state = (ContestState.UPHELD if upheld else ContestState.REJECTED).value
        row.decision, row.decided_by_id, row.decided_at = said, actor.person_id, now()
        row.save(update_fields=["state", "decision", "decided_by_id", "decided_at"])
        detail = {"card": row.card, "item": row.item, "upheld": upheld}
        access.record_write(actor=actor, act="scorecards.decide", target=("scorecard_contest", row.id), detail=detail)
        publish(
            ContestDecided(
                contest_id=row.id,
                card=row.card,
                item=row.item,
                first=row.first.isoformat(),
                agency_id=row.agency_id,
                upheld=upheld,
            ),
            aggregate=("scorecard_contest", row.id),
            actor=actor,
        )
