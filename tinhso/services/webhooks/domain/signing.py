"""Signatures after Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,<base64 HMAC-SHA256>`.

Signed is `<id>.<timestamp>.<body>`. In binary mode the attributes travel in headers, which that does not cover: a second
signature `v1b` also covers type, source, subject, time and sequence. While a secret is being replaced each signature stands
twice, once for each secret.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping

_PREFIX = "whsec_"
_BYTES = 32
# The attributes that `v1b` covers, in this order, each followed by a line feed.
COVERED = ("type", "source", "subject", "time", "sequence")


def new_secret() -> str:
    """A secret as the receiver keeps it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def sign(
    keys: Iterable[str], *, message_id: str, seconds: int, body: bytes, attributes: Mapping[str, str] | None
) -> str:
    """The value of `webhook-signature`; `attributes` only in binary mode."""
    head = f"{message_id}.{seconds}.".encode()
    found = []
    for key in keys:
        found.append("v1," + _mac(key, head + body))
        if attributes is not None:
            lines = "".join(f"{attributes.get(name, '')}\n" for name in COVERED).encode()
            found.append("v1b," + _mac(key, head + lines + body))
    return " ".join(found)


def _mac(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
