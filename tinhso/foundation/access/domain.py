"""Pure rules: when a grant covers an act, and the keyed chain that makes the logs tamper-evident."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence

from tinhso.foundation.access.types import Grant, GrantScope

ACT = re.compile(r"[a-z][a-z0-9_-]*\.([a-z][a-z0-9_-]*|\*)")
# The last twelve signs of an id (…-xxxx-000000000000) are no personal number, though all may be digits.
_PERSONAL_NUMBER = re.compile(r"(?<!-[0-9a-f]{4}-)(?<![0-9A-Za-z])\d{12}(?![0-9A-Za-z])")


def covers(granted: str, act: str) -> bool:
    """Whether a granted act (`dossiers.accept` or `dossiers.*`) is the asked act."""
    if granted.endswith(".*"):
        return act.startswith(granted[:-1])
    return granted == act


def widest(grants: Iterable[Grant], act: str) -> GrantScope | None:
    """The widest scope in which these grants allow the act; None when they do not."""
    order = (GrantScope.OWN, GrantScope.SUBTREE, GrantScope.PROVINCE)
    found = [grant.scope for grant in grants if covers(grant.act, act)]
    return max(found, key=order.index, default=None)


def without_numbers(text: str) -> str:
    """The text with anything that looks like a personal number struck out: the audit log holds none."""
    return _PERSONAL_NUMBER.sub("••••••••••••", text)


def row_mac(key: bytes, log: str, fields: Sequence[str]) -> bytes:
    """The keyed digest of one row. Fields are length-prefixed, so text cannot slide from one into the next."""
    parts = [b"row\0", log.encode()]
    for value in fields:
        raw = value.encode()
        parts += (len(raw).to_bytes(8, "big"), raw)
    return hmac.digest(key, b"".join(parts), "sha256")


def chain_head(key: bytes, previous: bytes, header: str, members: bytes, macs: Iterable[bytes]) -> bytes:
    """The next head: over the head before, the seal's header, the ids sealed and their digests in that order."""
    mac = hmac.new(key, b"seal\0" + previous, hashlib.sha256)
    for part in (header.encode(), members):
        mac.update(len(part).to_bytes(8, "big"))
        mac.update(part)
    for one in macs:
        mac.update(one)
    return mac.digest()
