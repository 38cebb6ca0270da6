"""What the clock does: what signing in leaves behind is forgotten when it has ended."""

from allauth.idp.oidc.models import Token
from django.contrib.sessions.models import Session
from django.utils import timezone

SCHEDULES = {"tinhso.foundation.identity.tasks.forget_ended": 24 * 60}


def forget_ended() -> int:
    """Sessions and tokens that open nothing any more; returns how many rows went.

    By the machine's clock, as Django and allauth wrote their ends: a clock that is set for a play ends nobody's session.
    """
    now = timezone.now()
    sessions, _ = Session.objects.filter(expire_date__lte=now).delete()
    tokens, _ = Token.objects.filter(expires_at__lte=now).delete()
    return int(sessions) + int(tokens)
