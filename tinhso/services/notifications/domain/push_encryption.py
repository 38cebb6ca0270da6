"""Web push as browsers read it: message encryption (RFC 8291, RFC 8188) and the sender's proof of itself (RFC 8292)."""

import base64
import json
import os
import struct

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_RECORD = 4096
# What a push service must take (RFC 8030 §7.2) less header, padding mark and tag.
LONGEST = 3993


def to_base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    """Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    """The point, uncompressed, as it goes over the wire."""
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def encrypt(
    plain: bytes,
    *,
    p256dh: bytes,
    auth: bytes,
    sender: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of a push request, one record of aes128gcm; key and salt are fresh unless a test gives them.

    Raises ValueError for keys that are none, or a text that is too long.
    """
    if len(plain) > LONGEST:
        raise ValueError("longer than a push service must take")
    if len(auth) != 16:
        raise ValueError("the authentication secret has 16 bytes")
    receiver = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), p256dh)
    sender = sender or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    own = public_bytes(sender.public_key())
    shared = _derive(sender.exchange(ec.ECDH(), receiver), auth, b"WebPush: info\0" + p256dh + own, 32)
    key = _derive(shared, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(shared, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + struct.pack("!IB", _RECORD, len(own)) + own
    return head + AESGCM(key).encrypt(nonce, plain + b"\x02", None)


def decrypt(body: bytes, *, receiver: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """What a browser reads; for the stand-in of a browser and for tests. Raises cryptography's InvalidTag."""
    salt, size = body[:16], body[20]
    theirs, sealed = body[21 : 21 + size], body[21 + size :]
    own = public_bytes(receiver.public_key())
    sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    shared = _derive(receiver.exchange(ec.ECDH(), sender), auth, b"WebPush: info\0" + own + theirs, 32)
    key = _derive(shared, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(shared, salt, b"Content-Encoding: nonce\0", 12)
    return AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")[:-1]


def vapid(*, audience: str, contact: str, until: int, key: ec.EllipticCurvePrivateKey) -> str:
    """The Authorization header: who sends, to which push service, until when, signed with ES256."""
    claims = {"aud": audience, "exp": until, "sub": contact}
    parts = [
        to_base64(json.dumps(one, separators=(",", ":")).encode()) for one in ({"typ": "JWT", "alg": "ES256"}, claims)
    ]
    signed = ".".join(parts)
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = to_base64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={to_base64(public_bytes(key.public_key()))}"


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)
