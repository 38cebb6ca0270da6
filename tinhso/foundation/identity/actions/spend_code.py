"""An authorisation code opens once: whoever brings it again ends what it opened (RFC 6749 4.1.2, 10.5).

allauth's provider forgets a code when it was changed for tokens, so that a second time is refused; what the first time
gave it does not remember. That is kept here for as long as a token lasts.
"""

import hashlib
from collections.abc import Iterable

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Token
from django.core.cache import cache

# As long as the tokens that a code gives (settings, IDP_OIDC_*_EXPIRES_IN).
_KEPT_S = 3600


def take_code(code: str) -> bool:
    """Whether nobody has brought this code before, nor does so at this moment."""
    return bool(cache.add(_key(code), [], _KEPT_S))


def leave_code(code: str) -> None:
    """It opened nothing (a wrong verifier, a wrong secret): its owner may still bring it."""
    cache.delete(_key(code))


def keep_tokens(code: str, tokens: Iterable[str]) -> bool:
    """Remembers what the code opened. False when somebody else brought it meanwhile: then it opened nothing."""
    cache.set(_key(code), [get_adapter().hash_token(one) for one in tokens], _KEPT_S)
    # Whoever comes second marks first and looks then; here it is the other way round, so that one of both sees the other.
    if cache.get(_key(code, "again")) is None:
        return True
    end_tokens(code)
    return False


def end_tokens(code: str, *, also: Iterable[str] = ()) -> int:
    """The code was brought again: what it opened, then and now, opens nothing any more. How many tokens ended."""
    cache.set(_key(code, "again"), True, _KEPT_S)
    hashes = {*cache.get(_key(code), []), *(get_adapter().hash_token(one) for one in also)}
    gone, _ = Token.objects.filter(hash__in=hashes).delete()
    return int(gone)


def _key(code: str, what: str = "spent") -> str:
    return f"sso.{what}.{hashlib.sha256(code.encode()).hexdigest()}"
