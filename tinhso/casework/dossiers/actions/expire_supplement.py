"""Nobody answered a supplement request in time: by rule the dossier is stopped and given back."""

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, timing
from tinhso.casework.dossiers.correspondence import SupplementState
from tinhso.casework.dossiers.events import SupplementExpired
from tinhso.casework.dossiers.models import Supplement
from tinhso.casework.dossiers.types import Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now


def overdue_supplements() -> Iterator[UUID]:
    """Dossiers whose applicant's term to answer is over, soonest first."""
    for clock in deadlines.list_due(kind=ClockKind.SUPPLEMENT, before=now()):
        yield clock.subject[1]


def expire_supplement(*, dossier_id: UUID, actor: Actor) -> bool:
    """Stop the dossier if its open request is past its term and the rule says so; tells whether it did."""
    with transaction.atomic():
        row = chronicle.lock(dossier_id, actor=actor)
        at = now()
        request = Supplement.objects.filter(dossier=row, state=SupplementState.OPEN).first()
        clock = (
            None
            if request is None
            else deadlines.find_clock(("dossier", row.id), ClockKind.SUPPLEMENT, str(request.seq))
        )
        if request is None or clock is None or not clock.is_open or clock.due_at > at:
            return False
        if definitions.get_version(request.rule_version_id).body["when_expired"] != "stop":
            return False
        words = (
            f"Hết hạn bổ sung ({deadlines.in_words(clock.due_at)}) mà hồ sơ chưa đủ: dừng giải quyết, trả lại hồ sơ."
        )
        chronicle.move(row, Status.STOPPED, words=words, at=at, actor=actor)
        request.state, request.closed_at = SupplementState.EXPIRED, at
        request.save()
        workflow.cancel_process(subject=("dossier", row.id), actor=actor, at=at)
        timing.cancel_all(row, at=at, reason="Hết hạn bổ sung hồ sơ.", actor=actor)
        chronicle.save(row)
        chronicle.close_lists(row, at=at, actor=actor)
        chronicle.tell(
            row,
            SupplementExpired,
            act="dossiers.expire_supplement",
            actor=actor,
            supplement_id=request.id,
            seq=request.seq,
        )
        return True
