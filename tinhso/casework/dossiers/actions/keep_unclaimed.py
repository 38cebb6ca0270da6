"""A result that nobody fetches: remind by rule, put away to the archive with a record."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.events import ResultArchived, ResultUnclaimed
from tinhso.casework.dossiers.models import Dossier, Unclaimed
from tinhso.casework.dossiers.types import ReturnMethod, Status
from tinhso.casework.dossiers.unclaimed import rule_today, to_remind, waiting_since
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Invalid
from tinhso.kernel.text import clean
from tinhso.services.custody import api as custody
from tinhso.services.custody.types import ThingKind, ThingState


def remind_unclaimed(*, dossier_id: UUID, actor: Actor) -> bool:
    """Say that the applicant is to be reminded, if that is still so; the notice channel follows the event."""
    with transaction.atomic():
        row = chronicle.lock(dossier_id)
        at = now()
        if row.id not in to_remind(at):
            return False
        kept, _ = Unclaimed.objects.get_or_create(dossier=row)
        kept.reminders, kept.reminded_at = kept.reminders + 1, at
        kept.save(update_fields=["reminders", "reminded_at"])
        days = waiting_since(row, at)
        words = f"Nhắc nhận kết quả lần {kept.reminders}: đã có {days} ngày."
        chronicle.note(row, words=words, at=at, actor=actor)
        chronicle.tell(
            row,
            ResultUnclaimed,
            act="dossiers.remind_unclaimed",
            actor=actor,
            reminder=kept.reminders,
            waiting_days=days,
        )
        chronicle.save(row)
    return True


def archive_unclaimed(*, dossier_id: UUID, where: str, version: int, actor: Actor) -> None:
    """The desk gives the result to the archive when the rule says so; papers in its hand go along. It can still be fetched.

    Raises Denied, StaleVersion, WrongStatus (returned, not due, away already), Invalid without a place.
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        access.authorise(actor=actor, act="dossiers.return", agency_id=row.returning_agency_id)
        at, rule = now(), rule_today()
        _check(row, after_days=rule.archive_after_days if rule else None)
        words = clean(where)
        if not words or len(words) > 200:
            raise Invalid("Chưa ghi nơi lưu.", fields={"/where": "Ghi kho, hộp hoặc mục lục lưu trữ."})
        kept, _ = Unclaimed.objects.get_or_create(dossier=row)
        if kept.archived_at is not None:
            raise WrongStatus("Kết quả này đã nộp lưu trữ.")
        kept.archived_at, kept.archived_by_id, kept.archived_words = at, actor.person_id, words
        kept.save()
        _put_away(row, words, actor)
        chronicle.note(row, words=f"Không có người nhận, đã nộp lưu trữ: {words}"[:300], at=at, actor=actor)
        days = waiting_since(row, at)
        chronicle.tell(row, ResultArchived, act="dossiers.archive_unclaimed", actor=actor, waiting_days=days)
        chronicle.save(row)


def _check(row: Dossier, *, after_days: int | None) -> None:
    if row.status != Status.FINISHED or row.return_method != ReturnMethod.COUNTER or row.finished_at is None:
        raise WrongStatus("Hồ sơ không có kết quả đang chờ nhận tại quầy.")
    if after_days is None or now() - row.finished_at < timedelta(days=after_days):
        raise WrongStatus("Theo quy định của tỉnh, kết quả này còn được giữ tại nơi trả.")


def _put_away(row: Dossier, words: str, actor: Actor) -> None:
    mine = [
        one.id
        for one in custody.things_of(("dossier", row.id))
        if one.kind is ThingKind.RESULT and one.state is ThingState.HELD and one.post_id == actor.post_id
    ]
    if mine:
        custody.put_away(thing_ids=mine, words=words, actor=actor)
