"""Quality sampling: so many lines of a batch are drawn, a third person looks at each, the rule decides for the whole."""

import secrets
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from tinhso.casework.old_results import models, queries
from tinhso.casework.old_results.actions.locking import lock_batch, lock_line
from tinhso.casework.old_results.domain import draw, passes
from tinhso.casework.old_results.errors import ListRefused, SameHand, WrongTime
from tinhso.casework.old_results.events import BatchJudged
from tinhso.casework.old_results.types import BatchState, LineState
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.outbox.api import publish

# What a sample looks at besides the fields of the kind.
BASIC = ("ky_hieu", "ngay_cap", "het_han", "so_dinh_danh")
SENT_BACK = "Cả đợt không đạt kiểm tra mẫu; đọc lại bản quét."


def draw_sample(*, batch_id: UUID, actor: Actor, seed: str = "") -> int:
    """Draw the sample of a batch whose every line is checked; the seed is kept, so anybody can draw it again.

    Returns how many lines. Raises ActDenied, NoBatch, WrongTime.
    """
    with transaction.atomic():
        batch = lock_batch(batch_id, queries.MANAGE, actor)
        if batch.state != BatchState.OPEN:
            raise WrongTime("Đợt này đang kiểm tra mẫu hoặc đã nghiệm thu.")
        lines = models.Line.objects.filter(batch=batch)
        if lines.exclude(state=LineState.CHECKED).exists() or not lines.exists():
            raise WrongTime("Lấy mẫu khi mọi dòng đã có người thứ hai kiểm tra.")
        kind, used = queries.kind_of_batch(batch), seed or secrets.token_hex(8)
        drawn = draw(lines.order_by("year", "number").values_list("id", flat=True), kind.sample, used)
        batch.state, batch.round = BatchState.SAMPLING, batch.round + 1
        batch.save(update_fields=["state", "round"])
        sample = models.Sample.objects.create(
            batch=batch,
            round=batch.round,
            seed=used,
            lines=len(drawn),
            fields=len(BASIC) + len(kind.fields),
            drawn_at=now(),
            drawn_by_id=_person(actor),
        )
        models.SampledLine.objects.bulk_create(models.SampledLine(sample=sample, line_id=one) for one in drawn)
        detail = {"round": batch.round, "lines": len(drawn), "seed": used}
        access.record_write(actor=actor, act="old_results.draw", target=("old_batch", batch.id), detail=detail)
    return len(drawn)


def _person(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise SameHand("Mẫu do một người lấy.")
    return actor.person_id


def judge_line(*, line_id: UUID, wrong: Iterable[str], actor: Actor) -> None:
    """Which fields of a drawn line differ from the scan; nobody who entered or checked it may say so.

    Raises ActDenied, NoBatch, WrongTime (not drawn, or judged already), SameHand, ListRefused.
    """
    found = sorted(set(wrong))
    with transaction.atomic():
        batch, row = lock_line(line_id, queries.CHECK, actor)
        drawn = models.SampledLine.objects.filter(line=row, sample__batch=batch, sample__round=batch.round).first()
        if batch.state != BatchState.SAMPLING or drawn is None or drawn.wrong is not None:
            raise WrongTime("Dòng này không nằm trong mẫu đang kiểm tra, hoặc đã được kết luận.")
        if actor.person_id is None or actor.person_id in (row.entered_by_id, row.checked_by_id):
            raise SameHand("Người đã nhập hoặc kiểm tra dòng này không kiểm tra mẫu của nó.")
        known = {*BASIC, *(one.code for one in queries.kind_of_batch(batch).fields)}
        if not known.issuperset(found):
            raise ListRefused("Có mục lạ.", fields={"/sai": "Chỉ chọn các mục của kết quả này."})
        drawn.wrong, drawn.judged_by_id, drawn.judged_at = found, actor.person_id, now()
        drawn.save(update_fields=["wrong", "judged_by_id", "judged_at"])
        access.record_write(
            actor=actor, act="old_results.judge", target=(queries.KIND, row.id), detail={"wrong": len(found)}
        )


def close_sample(*, batch_id: UUID, actor: Actor) -> bool:
    """When every drawn line is judged: the batch is accepted, or goes back whole to be read again. Returns which.

    Raises ActDenied, NoBatch, WrongTime.
    """
    with transaction.atomic():
        batch = lock_batch(batch_id, queries.MANAGE, actor)
        sample = models.Sample.objects.filter(batch=batch, round=batch.round).first()
        if batch.state != BatchState.SAMPLING or sample is None:
            raise WrongTime("Đợt này không có mẫu đang kiểm tra.")
        judged = list(models.SampledLine.objects.filter(sample=sample).values_list("wrong", flat=True))
        if None in judged:
            raise WrongTime(f"Còn {judged.count(None)} dòng của mẫu chưa kiểm tra.")
        kind, looked_at = queries.kind_of_batch(batch), sample.lines * sample.fields
        sample.wrong = sum(len(one or ()) for one in judged)
        sample.accepted = passes(kind.sample, wrong=sample.wrong, looked_at=looked_at)
        sample.judged_at = now()
        sample.save(update_fields=["wrong", "accepted", "judged_at"])
        batch.state = BatchState.ACCEPTED if sample.accepted else BatchState.OPEN
        batch.save(update_fields=["state"])
        wrong_ones = models.SampledLine.objects.filter(sample=sample, line=OuterRef("id")).exclude(wrong=[])
        back = models.Line.objects.filter(batch=batch)
        if sample.accepted:
            # What the sample found wrong is put right even in a batch that passes.
            back = back.filter(Exists(wrong_ones))
        back.update(
            state=LineState.SCANNED, checked_by_id=None, reason=SENT_BACK if not sample.accepted else _ONE_WRONG
        )
        _tell(batch, sample, kind.result_code, looked_at, actor)
    return sample.accepted


_ONE_WRONG = "Kiểm tra mẫu thấy dòng này có mục sai; sửa lại."


def _tell(batch: models.Batch, sample: models.Sample, result_code: str, looked_at: int, actor: Actor) -> None:
    detail = {"round": sample.round, "wrong": sample.wrong, "looked_at": looked_at, "accepted": sample.accepted}
    access.record_write(actor=actor, act="old_results.close_sample", target=("old_batch", batch.id), detail=detail)
    publish(
        BatchJudged(
            batch_id=batch.id,
            agency_id=batch.agency_id,
            result_code=result_code,
            round=sample.round,
            sampled=sample.lines,
            looked_at=looked_at,
            wrong=sample.wrong or 0,
            accepted=bool(sample.accepted),
        ),
        aggregate=("old_batch", batch.id),
        actor=actor,
    )
