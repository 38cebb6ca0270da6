"""What one message says on its channel: a single notice, or the day's digest of several."""

from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from tinhso.services.notifications.actions.unsubscribe import token_of
from tinhso.services.notifications.models import Message, Notice
from tinhso.services.notifications.types import Channel, Outgoing, Preferences

_MOST = 20


def compose(rows: Sequence[Message], to: str, wants: Preferences) -> Outgoing:
    """The message of these rows, which share one receiver and one channel."""
    head, notice = rows[0], rows[0].notice
    channel = Channel(head.channel)
    texts = notice.texts
    made = partial(Outgoing, id=head.bundle_id, to=to, language=wants.language)
    if channel is Channel.SMS:
        return made(title="", body=texts["sms"])
    if channel is Channel.ZALO:
        zalo = texts["zalo"]
        return made(title="", body="", zalo_template=zalo["id"], zalo_parameters=zalo["data"])
    title, body, link = _words([row.notice for row in rows], wants.language)
    if channel is Channel.PUSH:
        # The lock screen of a phone is everybody's: the title tells which dossier, the rest is behind the sign-in.
        return made(title=title, body="", link=link)
    return made(
        title=title,
        body=body,
        link=link,
        unsubscribe=_unsubscribe(rows),
        choose=_absolute(reverse("notifications:ways")),
    )


def _words(notices: Sequence[Notice], language: str) -> tuple[str, str, str]:
    said = [one.texts.get(language, one.texts["vi"]) for one in notices]
    if len(said) == 1:
        return said[0][0], said[0][1], _absolute(notices[0].link) if notices[0].link else ""
    with override(language):
        title = gettext("%(count)d thông báo trong ngày") % {"count": len(said)}
        more = len(said) - _MOST
        lines = [f"• {one[0]}\n  {one[1]}" for one in said[:_MOST]]
        if more > 0:
            lines.append(gettext("… và %(count)d thông báo khác.") % {"count": more})
    return title, "\n\n".join(lines), _absolute(reverse("notifications:inbox"))


def _unsubscribe(rows: Sequence[Message]) -> str:
    """The address of one click; "" for what the law requires, and for a digest of several kinds."""
    kinds = {row.notice.kind for row in rows}
    if len(kinds) > 1 or any(row.notice.is_required for row in rows):
        return ""
    token = token_of(person_id=rows[0].person_id, kind=kinds.pop(), channel=Channel(rows[0].channel))
    return _absolute(reverse("notifications:unsubscribe", args=[token]))


def _absolute(path: str) -> str:
    return f"{settings.PUBLIC_ADDRESS}{path}"
