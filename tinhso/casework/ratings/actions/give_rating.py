"""Somebody says how they were served: a new slip, or the own one changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tinhso.casework.ratings import models
from tinhso.casework.ratings.errors import NotNow, OwnWork, SlipRefused
from tinhso.casework.ratings.events import RatingGiven
from tinhso.casework.ratings.rules import rule_of, rule_on
from tinhso.casework.ratings.subjects import subjects_of
from tinhso.casework.ratings.types import APPLICANT, ASSIST, LONGEST_COMMENT, Rated, RatingRule, Way
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.clock import local, now
from tinhso.kernel.database import lock_key
from tinhso.kernel.outbox.api import publish
from tinhso.kernel.text import clean_lines


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a slip says: a level, answers by question, words."""

    level: str
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class _Rater:
    key: str
    person_id: UUID | None
    way: Way
    assisted_by_id: UUID | None = None
    counter_id: UUID | None = None


def rate(*, kind: str, subject_id: UUID, given: Given, actor: Actor) -> UUID:
    """The slip of who is signed in; of an officer, a slip that is written down for the applicant and marked as that.

    Raises the owner's refusal for who may not see it, OwnWork for who had a hand in it, NotNow, SlipRefused.
    """
    with transaction.atomic():
        _lock(kind, subject_id)
        is_applicant = subjects_of(kind).admit(subject_id, actor=actor)
        rated = subjects_of(kind).about(subject_id)
        if actor.is_officer:
            access.authorise(actor=actor, act=ASSIST, agency_id=rated.receiving_agency_id)
            rater = _Rater(key=APPLICANT, person_id=None, way=Way.ASSISTED, assisted_by_id=actor.person_id)
        else:
            key = APPLICANT if is_applicant else str(actor.person_id)
            rater = _Rater(key=key, person_id=actor.person_id, way=Way.ONLINE)
        return _write(rated, given, rater, actor)


def rate_by_receipt(*, kind: str, token: str, given: Given, actor: Actor) -> UUID:
    """The slip of whoever holds the receipt. Raises the owner's refusal for an unknown token, OwnWork, NotNow, SlipRefused."""
    refuse_officers(actor=actor)
    with transaction.atomic():
        subject_id = subjects_of(kind).by_token(token)
        _lock(kind, subject_id)
        rated = subjects_of(kind).about(subject_id)
        return _write(rated, given, _Rater(key=APPLICANT, person_id=None, way=Way.RECEIPT), actor)


def rate_at_counter(*, counter_id: UUID, kind: str, subject_id: UUID, given: Given, actor: Actor) -> UUID:
    """The slip of whoever stands at a counter and has named the matter there (`find_at_counter`)."""
    refuse_officers(actor=actor)
    with transaction.atomic():
        _lock(kind, subject_id)
        rated = subjects_of(kind).about(subject_id)
        rater = _Rater(key=APPLICANT, person_id=None, way=Way.COUNTER, counter_id=counter_id)
        return _write(rated, given, rater, actor)


def _lock(kind: str, subject_id: UUID) -> None:
    lock_key(f"ratings.{kind}.{subject_id}")


def refuse_officers(*, actor: Actor) -> None:
    """An officer who is signed in at the device would rate in the citizen's place, whichever page it is done on."""
    if actor.is_officer or (actor.person_id is not None and identity.posts_of(actor.person_id)):
        raise OwnWork(
            "Bạn đang đăng nhập bằng tài khoản cán bộ. Người dân tự đánh giá; đăng xuất trước khi đưa thiết bị cho họ."
        )


def _write(rated: Rated, given: Given, rater: _Rater, actor: Actor) -> UUID:
    at = now()
    if actor.person_id is not None and actor.person_id in rated.officers:
        raise OwnWork("Bạn đã làm hồ sơ này nên không đánh giá và không ghi hộ đánh giá về nó.")
    slip = models.Slip.objects.filter(subject_kind=rated.kind, subject_id=rated.id, rater=rater.key).first()
    rule = rule_on(local(at).date()) if slip is None else rule_of(slip.rule_version_id)
    if slip is None:
        _refuse_untimely(rated, rule, at)
    else:
        _refuse_change(slip, rule, rater, at)
    level = _checked(given, rule)
    slip = slip or models.Slip(subject_kind=rated.kind, subject_id=rated.id, rater=rater.key, given_at=at, versions=0)
    is_new = slip.versions == 0
    if is_new:
        slip.rater_person_id, slip.way = rater.person_id, rater.way.value
        slip.assisted_by_id, slip.counter_id = rater.assisted_by_id, rater.counter_id
        slip.rule_version_id = rule.version_id
        slip.procedure_code, slip.field_code = rated.procedure_code, rated.field_code
        slip.owner_agency_id, slip.receiving_agency_id = rated.owner_agency_id, rated.receiving_agency_id
    slip.level, slip.satisfied, slip.choices = level, _is_satisfied(level, rule), dict(given.choices)
    slip.comment = clean_lines(given.comment)
    slip.versions += 1
    slip.changed_at, slip.changed_on = at, local(at).date()
    slip.save(force_insert=is_new)
    models.SlipVersion.objects.create(slip=slip, seq=slip.versions, level=level, choices=slip.choices, at=at)
    if is_new:
        models.SlipOfficer.objects.bulk_create(
            models.SlipOfficer(slip=slip, person_id=person) for person in dict.fromkeys(rated.officers)
        )
    _tell(slip, rule, actor)
    return slip.id


def _refuse_untimely(rated: Rated, rule: RatingRule, at: datetime) -> None:
    if rated.ready_at is None:
        raise NotNow("Hồ sơ chưa có kết quả nên chưa đánh giá được.")
    if at > rated.ready_at + timedelta(days=rule.open_days):
        raise NotNow(f"Đã quá {rule.open_days} ngày kể từ khi có kết quả, không đánh giá được nữa.")


def _refuse_change(slip: models.Slip, rule: RatingRule, rater: _Rater, at: datetime) -> None:
    """Only who gave it changes it, and not for ever; a receipt that somebody found changes nobody's slip."""
    if slip.rater_person_id != rater.person_id or slip.way != rater.way or slip.assisted_by_id != rater.assisted_by_id:
        raise NotNow("Hồ sơ này đã được đánh giá; chỉ người đã đánh giá sửa được, bằng đúng cách đã dùng.")
    if at > slip.given_at + timedelta(days=rule.change_days):
        raise NotNow(f"Đánh giá chỉ sửa được trong {rule.change_days} ngày.")


def _checked(given: Given, rule: RatingRule) -> str:
    """The level. Raises SlipRefused."""
    wrong: dict[str, str] = {}
    if rule.level(given.level) is None:
        wrong["/level"] = "Chọn một mức."
    for question in rule.questions:
        choice = given.choices.get(question.code)
        if choice is not None and question.points_of(choice) is None:
            wrong[f"/{question.code}"] = "Chọn một câu trả lời trong danh sách."
    unknown = set(given.choices) - {one.code for one in rule.questions}
    if unknown:
        wrong["/level"] = "Phiếu không có câu hỏi này."
    if len(given.comment) > LONGEST_COMMENT:
        wrong["/comment"] = f"Ý kiến dài quá {LONGEST_COMMENT} ký tự, hãy viết ngắn hơn."
    if wrong:
        raise SlipRefused("Chưa ghi được đánh giá.", fields=wrong)
    return given.level


def _is_satisfied(code: str, rule: RatingRule) -> bool:
    level = rule.level(code)
    assert level is not None
    return level.satisfied


def _tell(slip: models.Slip, rule: RatingRule, actor: Actor) -> None:
    answered = [(one.code, one.points_of(slip.choices[one.code])) for one in rule.questions if one.code in slip.choices]
    # Nobody's name goes on with it, neither in the log that auditors read nor in what other rooms are told.
    nobody = Actor(channel=actor.channel if not actor.is_system else Channel.SYSTEM, request_id=actor.request_id)
    logged = actor if slip.assisted_by_id is not None else nobody
    detail = {"way": slip.way, "version": slip.versions, "assisted": slip.assisted_by_id is not None}
    access.record_write(actor=logged, act="ratings.give", target=("rating_slip", slip.id), detail=detail)
    publish(
        RatingGiven(
            slip_id=slip.id,
            version_no=slip.versions,
            subject_kind=slip.subject_kind,
            subject_id=slip.subject_id,
            procedure_code=slip.procedure_code,
            field_code=slip.field_code,
            owner_agency_id=slip.owner_agency_id,
            receiving_agency_id=slip.receiving_agency_id,
            way=slip.way,
            level=slip.level,
            is_satisfied=slip.satisfied,
            questions=tuple(code for code, _ in answered),
            points=tuple(points or 0 for _, points in answered),
            on=slip.changed_on,
        ),
        aggregate=("rating_slip", slip.id),
        actor=nobody,
        is_first=slip.versions == 1,
    )
