"""The province's OAuth2 provider (django-allauth) as clients of the API meet it: client credentials, short-lived tokens.

Each key of a client is an OAuth2 client of its own: its public beginning is the `client_id`, its secret the `client_secret`.
So keys overlap while one replaces another, and whoever revokes a key ends its tokens with it.
"""

from collections.abc import Iterable

from allauth.idp.oidc.models import Client, Token


def open_for(*, prefix: str, secret: str, title: str, scopes: Iterable[str]) -> None:
    """Let a key ask for tokens of these scopes."""
    row = Client(id=prefix, name=title[:100], type=Client.Type.CONFIDENTIAL)
    row.set_secret(secret)
    row.set_grant_types([Client.GrantType.CLIENT_CREDENTIALS])
    row.set_response_types([])
    _allow(row, scopes)
    row.save()


def allow(prefixes: Iterable[str], scopes: Iterable[str]) -> None:
    """The scopes of keys changed; what tokens already have is bounded by the client's own scopes at each call."""
    for row in Client.objects.filter(id__in=list(prefixes)):
        _allow(row, scopes)
        row.save(update_fields=["scopes", "default_scopes"])


def close(prefixes: Iterable[str]) -> None:
    """No more tokens, and those given out open nothing."""
    Client.objects.filter(id__in=list(prefixes)).delete()


def bearer_of(token: str) -> tuple[str, frozenset[str]] | None:
    """(the key's public beginning, the token's scopes) of a live token that was given to a system, not to a person."""
    found = Token.objects.lookup(Token.Type.ACCESS_TOKEN, token)
    if found is None or found.client_id is None or found.user_id is not None:
        return None
    return str(found.client_id), frozenset(found.get_scopes())


def _allow(row: Client, scopes: Iterable[str]) -> None:
    listed = sorted(scopes)
    row.set_scopes(listed)
    row.set_default_scopes(listed)
