"""Checksums over fields, as partners make them; which one, over what, says the channel's definition."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping

ALGORITHMS = ("hmac-sha256", "sha256")
# Where each protocol carries it: the gateway's form field, the national platform's field, the header of a bank's notice.
FORM_HASH, MESSAGE_MAC, HEADER = "secure_hash", "MaXacThuc", "x-signature"


def checksum(values: Iterable[str], secret: bytes, *, algorithm: str, separator: str) -> str:
    """Hex over the values in their order. Plain SHA-256 has the secret as its last value."""
    text = separator.join(values)
    if algorithm == "hmac-sha256":
        return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    return hashlib.sha256(separator.join((text, secret.decode())).encode()).hexdigest()


def pairs(fields: Mapping[str, str], *, without: str) -> tuple[str, ...]:
    """`name=value`, by name, of everything that is not empty."""
    return tuple(f"{name}={fields[name]}" for name in sorted(fields) if name != without and fields[name] != "")


def same(given: str, wanted: str) -> bool:
    """Compared in constant time, however the partner writes hex."""
    return hmac.compare_digest(given.strip().lower().encode(), wanted.encode())
