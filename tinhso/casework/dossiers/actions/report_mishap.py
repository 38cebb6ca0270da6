"""Somebody notices that a paper is lost or damaged, or that a result has an error of the agency: it is owed by a day."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle
from tinhso.casework.dossiers.events import MishapReported
from tinhso.casework.dossiers.mishaps import MishapKind, rule_on
from tinhso.casework.dossiers.models import Dossier, Mishap, Result
from tinhso.engines.deadlines import api as deadlines
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now, today
from tinhso.kernel.errors import Denied, Invalid
from tinhso.kernel.text import clean
from tinhso.services.custody import api as custody

LONGEST = 500


def report_mishap(*, dossier_id: UUID, kind: str, what: str, thing_id: UUID | None, version: int, actor: Actor) -> UUID:
    """Write it down; a paper in custody counts as lost from now on. Returns the mishap's id.

    For officers of the receiving, the deciding or the returning agency. Raises Denied, StaleVersion, Invalid.
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        _authorise(row, actor)
        rule = rule_on(today()).kinds.get(kind)
        words = clean(what)
        fields = {}
        if rule is None:
            fields["/kind"] = "Chọn loại sự việc."
        if not words or len(words) > LONGEST:
            fields["/what"] = f"Ghi việc đã xảy ra, không quá {LONGEST} chữ; người dân sẽ đọc nguyên văn."
        if rule is None or fields:
            raise Invalid("Chưa đủ nội dung.", fields=fields)
        _check(row, rule, thing_id)
        if thing_id is not None:
            custody.write_off(thing_ids=[thing_id], words=f"{rule.title}: {words}", actor=actor)
        return _write(row, rule, words, thing_id, actor)


def _authorise(row: Dossier, actor: Actor) -> None:
    homes = {row.receiving_agency_id, row.owner_agency_id, row.returning_agency_id}
    if actor.agency_id not in homes or actor.person_id is None:
        raise Denied("Chỉ cán bộ của nơi tiếp nhận, giải quyết, trả kết quả ghi nhận việc này.")
    access.authorise(actor=actor, act="dossiers.process", agency_id=actor.agency_id)


def _check(row: Dossier, rule: MishapKind, thing_id: UUID | None) -> None:
    known = {one.id for one in custody.things_of(("dossier", row.id))}
    if thing_id is not None and (not rule.is_loss or thing_id not in known):
        raise Invalid("Giấy tờ chọn không đúng.", fields={"/thing": "Chọn giấy tờ của hồ sơ này."})
    if not rule.is_loss and not Result.objects.filter(dossier=row, file_id__isnull=False).exists():
        raise Invalid("Hồ sơ chưa có kết quả.", fields={"/kind": "Hồ sơ chưa có kết quả đã cấp để đính chính."})


def _write(row: Dossier, rule: MishapKind, words: str, thing_id: UUID | None, actor: Actor) -> UUID:
    assert actor.person_id is not None
    at = now()
    calendar = reference.get_calendar(identity.calendar_code(row.owner_agency_id) or None)
    due = deadlines.compute_due(start=at, term=rule.settle_within, calendar=calendar, rule=deadlines.current_rule())
    mishap = Mishap.objects.create(
        dossier=row,
        seq=Mishap.objects.filter(dossier=row).count() + 1,
        kind=rule.code,
        what=words,
        thing_id=thing_id,
        owner_agency_id=row.owner_agency_id,
        reported_at=at,
        reported_by_id=actor.person_id,
        due_at=due.at,
    )
    chronicle.note(row, words=f"{rule.title}: {words}"[:300], at=at, actor=actor)
    chronicle.tell(
        row,
        MishapReported,
        act="dossiers.report_mishap",
        actor=actor,
        mishap_id=mishap.id,
        kind=rule.code,
        settle_by=due.at,
    )
    chronicle.save(row)
    return mishap.id
