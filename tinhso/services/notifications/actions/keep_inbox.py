"""What a person does with the own inbox: read a notice, choose which messages to get."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Denied, Invalid
from tinhso.services.notifications import queries
from tinhso.services.notifications.errors import MustStayReachable, NoNotice
from tinhso.services.notifications.models import Notice, Preference, SwitchedOff
from tinhso.services.notifications.types import Audience, Channel, Preferences

_LANGUAGES = ("vi", "en")


def open_notice(*, notice_id: UUID, actor: Actor) -> str:
    """Mark the notice as read and give the page it leads to. Raises NoNotice for anybody else's."""
    row = Notice.objects.filter(id=notice_id, person_id=actor.person_id).first() if actor.person_id else None
    if row is None:
        raise NoNotice
    if row.read_at is None:
        row.read_at = now()
        row.save(update_fields=["read_at"])
    return row.link


def mark_all_read(*, actor: Actor) -> int:
    """Every notice of the person is read; returns how many were not."""
    if actor.person_id is None:
        raise Denied("Hãy đăng nhập trước.")
    return Notice.objects.filter(person_id=actor.person_id, read_at__isnull=True).update(read_at=now())


def choose(*, wants: Preferences, audience: Audience, actor: Actor) -> None:
    """What the person wants besides the inbox, of the kinds of that audience.

    Raises Denied when nobody is signed in, MustStayReachable when a kind that the law requires would have no channel,
    Invalid for hours or a language that are none.
    """
    if actor.person_id is None:
        raise Denied("Hãy đăng nhập trước.")
    kinds = queries.kinds_for(audience)
    _check(wants, audience)
    mine = {kind.code for kind in kinds}
    off = {(kind, channel) for kind, channel in wants.off if kind in mine}
    with transaction.atomic():
        Preference.objects.update_or_create(
            person_id=actor.person_id,
            defaults={
                "quiet_from": wants.quiet_from,
                "quiet_to": wants.quiet_to,
                "wants_digest": wants.wants_digest,
                "language": wants.language,
                "changed_at": now(),
            },
        )
        _switch(actor.person_id, mine, off)
        detail = {
            "off": sorted(f"{kind}:{channel.value}" for kind, channel in off),
            "quiet": [str(wants.quiet_from or ""), str(wants.quiet_to or "")],
            "digest": wants.wants_digest,
            "language": wants.language,
        }
        access.record_write(actor=actor, act="notifications.choose", target=("person", actor.person_id), detail=detail)


def _check(wants: Preferences, audience: Audience) -> None:
    errors = {}
    for kind in queries.kinds_for(audience):
        offered = queries.channels_of(kind.code)
        if kind.is_required and offered and all(not wants.wants(kind.code, channel) for channel in offered):
            errors[f"/{kind.code}"] = "Loại này pháp luật buộc phải báo: hãy giữ ít nhất một cách."
    if errors:
        raise MustStayReachable("Có loại thông báo không còn cách nhận nào.", fields=errors)
    if (wants.quiet_from is None) != (wants.quiet_to is None) or (
        wants.quiet_from is not None and wants.quiet_from == wants.quiet_to
    ):
        raise Invalid(
            "Giờ yên lặng chưa đúng.", fields={"/quiet_from": "Ghi cả hai giờ, khác nhau, hoặc bỏ trống cả hai."}
        )
    if wants.language not in _LANGUAGES:
        raise Invalid("Không có ngôn ngữ này.", fields={"/language": "Chọn tiếng Việt hoặc tiếng Anh."})


def _switch(person_id: UUID, kinds: Collection[str], off: Collection[tuple[str, Channel]]) -> None:
    """Only what changed is written: since when something is off stays."""
    there = {
        (row.kind, Channel(row.channel)): row.id
        for row in SwitchedOff.objects.filter(person_id=person_id, kind__in=kinds)
    }
    gone = [there[pair] for pair in there if pair not in off]
    SwitchedOff.objects.filter(id__in=gone).delete()
    at = now()
    SwitchedOff.objects.bulk_create(
        SwitchedOff(person_id=person_id, kind=kind, channel=channel.value, since=at)
        for kind, channel in sorted(off)
        if (kind, channel) not in there
    )
