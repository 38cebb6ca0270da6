"""Carry a reform out: every follower moves what still points at what ended, in one transaction; again, what is left."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.reforms.errors import ReformWaits
from tinhso.foundation.reforms.events import ReformCarriedOut
from tinhso.foundation.reforms.models import Run
from tinhso.foundation.reforms.types import Follower, Reform
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key
from tinhso.kernel.outbox.api import publish


def carry_out(reform: Reform, followers: Iterable[Follower], *, version_id: UUID, actor: Actor) -> Mapping[str, int]:
    """How many of each were moved. Raises ReformWaits, with nothing moved, while something has nowhere to go."""
    with transaction.atomic():
        lock_key("reforms.carry_out")
        following = tuple(followers)
        gaps = [one.words for follower in following for one in follower.foresee(reform) if one.is_gap]
        if gaps:
            raise ReformWaits(gaps)
        counts: dict[str, int] = {}
        for follower in following:
            counts.update(follower.carry_out(reform, actor))
        if Run.objects.filter(version_id=version_id).exists() and not any(counts.values()):
            return counts
        run = Run.objects.create(
            reform=reform.code,
            effective_from=reform.effective_from,
            version_id=version_id,
            at=now(),
            counts=counts,
        )
        access.record_write(
            actor=actor,
            act="reforms.carry_out",
            target=("reform", run.id),
            detail={"reform": reform.code, "version_id": version_id, **counts},
        )
        publish(
            ReformCarriedOut(reform=reform.code, effective_from=reform.effective_from, version_id=version_id),
            aggregate=("reform", run.id),
            actor=actor,
        )
        return counts
