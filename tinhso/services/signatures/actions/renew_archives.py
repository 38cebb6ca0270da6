"""Archive time stamps of sealed files are renewed before they end: appended to each file, once, audited."""

from datetime import datetime
from functools import partial

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.files.errors import FileNotFound
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Invalid
from tinhso.kernel.ids import new_id
from tinhso.services.signatures import archiving, authority, guarding, signing, verifying
from tinhso.services.signatures.adapters import registry
from tinhso.services.signatures.archiving import Rule
from tinhso.services.signatures.domain import words
from tinhso.services.signatures.errors import SigningUnavailable
from tinhso.services.signatures.models import ArchiveStamp
from tinhso.services.signatures.types import Renewed

_NO_RULE = "Tỉnh chưa có quy tắc gia hạn dấu thời gian lưu trữ (rules/archiving)."


class _NothingGained(SigningUnavailable):
    """The time stamp service still stamps with what ends too soon: then no file is made longer for nothing."""


def remember_stamp(pdf: bytes, sha256: str, at: datetime) -> None:
    """Note until when the archive time stamp of a file that was sealed now proves it."""
    stamp = signing.last_stamp(pdf)
    if stamp is not None:
        ArchiveStamp.objects.create(
            sha256=sha256, ends_at=stamp.ends_at, digest=stamp.digest, key=stamp.key, stamped_at=at
        )


def renew_archives(*, limit: int | None = None, actor: Actor) -> Renewed:
    """Renew what is due, the soonest end first, each file in its own transaction; again is once.

    `limit` None: as many as the province's rule gives a run.
    What one file lacks is noted with it and the next goes on. A service that does not answer, or that has no longer
    certificate yet, ends the run: it is the same for every file.
    """
    at, rule = clock.now(), archiving.rule()
    if rule is None:
        return Renewed(renewed=0, failed=0, left=0, stopped=_NO_RULE)
    renewed = failed = 0
    stopped = ""
    for sha256 in list(archiving.to_try(rule, at).values_list("sha256", flat=True)[: limit or rule.at_once]):
        try:
            renewed += _renew(sha256, rule, at, actor)
        except SigningUnavailable as unavailable:
            stopped = unavailable.message
            break
        except (Invalid, FileNotFound) as refused:
            ArchiveStamp.objects.filter(sha256=sha256).update(problem=refused.message[:300], tried_at=at)
            failed += 1
    return Renewed(renewed=renewed, failed=failed, left=archiving.due(rule, at).count(), stopped=stopped)


@transaction.atomic
def _renew(sha256: str, rule: Rule, at: datetime, actor: Actor) -> int:
    row = lock_row(archiving.to_try(rule, at).filter(sha256=sha256)).first()
    if row is None:
        return 0
    before = files.read_signed(sha256)
    _must_hold(before)
    after = renewed_pdf(before, at=at, digest=rule.stamps_with)
    stamp = signing.last_stamp(after)
    assert stamp is not None
    if rule.proves_until(stamp) <= at + rule.renew_before:
        raise _NothingGained(
            f"Dịch vụ dấu thời gian còn dùng chứng thư đến {words.moment(stamp.ends_at)}, chưa lâu hơn thời hạn phải gia hạn."
        )
    made = files.renew_signed_file(sha256=sha256, content=after)
    row.ends_at, row.digest, row.key, row.stamped_at = stamp.ends_at, stamp.digest, stamp.key, at
    row.renewals += 1
    row.problem, row.tried_at = "", at
    row.save()
    record(actor, signing.sha256(before), made)
    return 1


def _must_hold(pdf: bytes) -> None:
    """What does not hold now is not given fresh evidence that it held. Raises Invalid."""
    adapter, at = registry.get(), clock.now()
    root = authority.existing_root()
    known = verifying.Known(
        roots=adapter.trust_roots(),
        test_root=None if root is None else root.sha256,
        lists=adapter.revocation_lists(at),
        at=at,
    )
    told = verifying.verify(pdf, known)
    if not told.intact:
        raise Invalid(f"Không gia hạn: {told.words[0]}")


def renewed_pdf(pdf: bytes, *, at: datetime, digest: str) -> bytes:
    """The file with fresh evidence and a new stamp. Raises NotSignable, SigningUnavailable."""
    adapter = registry.get()
    evidence = signing.evidence_of(adapter.trust_roots(), adapter.revocation_lists(at), at)
    if evidence is None:
        raise SigningUnavailable("Chưa có danh sách thu hồi của nơi cấp chứng thư để lưu làm bằng chứng.")
    return guarding.guarded(
        partial(signing.renew, pdf, time_stamper=adapter.time_stamper(), evidence=evidence, digest=digest)
    )


def record(actor: Actor, before: str, after: str) -> None:
    detail = {"before": before, "sha256": after}
    access.record_write(actor=actor, act="signatures.renew_archive", target=("signature", new_id()), detail=detail)
