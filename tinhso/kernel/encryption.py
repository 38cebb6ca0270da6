"""Identifiers at rest: AES-256-GCM fields, keyed blind indexes, a key ring in a file outside the database.

The key file holds `{"keys": [{"id": "k1", "secret": "<base64 32 bytes>"}, …], "index": "<base64 32 bytes>"}`.
The last key encrypts; every key decrypts. The index key does not rotate with the others, since it would blind every index.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from tinhso.kernel.errors import Unavailable


@dataclass(frozen=True)
class KeyRing:
    """The keys by id, which of them encrypts, and the blind-index key."""

    keys: dict[str, bytes]
    current: str
    index: bytes


def _key_file() -> Path:
    return _key_file_in(str(settings.KEYS_DIR))


# Made once: this path is asked for every encrypted cell.
@lru_cache(maxsize=4)
def _key_file_in(folder: str) -> Path:
    return Path(folder) / "identifiers.json"


@lru_cache(maxsize=4)
def _read(path: str, mtime_ns: int) -> KeyRing:
    body = json.loads(Path(path).read_text(encoding="ascii"))
    keys = {key["id"]: base64.b64decode(key["secret"]) for key in body["keys"]}
    return KeyRing(keys=keys, current=body["keys"][-1]["id"], index=base64.b64decode(body["index"]))


def key_ring() -> KeyRing:
    """The key ring as it is on disk now. Raises Unavailable when the file is missing: without keys nothing is readable."""
    path = _key_file_in(str(settings.KEYS_DIR))
    try:
        return _read(str(path), path.stat().st_mtime_ns)
    except FileNotFoundError as missing:
        raise Unavailable("Chưa có tệp khóa mã hóa. Chạy: tinhso keys create") from missing


def create_keys() -> bool:
    """Make the key file if there is none; tells whether it was made. Never overwrites."""
    path = _key_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    body = {"keys": [_new_key("k1")], "index": base64.b64encode(secrets.token_bytes(32)).decode()}
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as file:
        json.dump(body, file)
    return True


def add_key() -> str:
    """Append a fresh key, which encrypts from now on; returns its id. Old rows stay readable and are rewritten later.

    Raises Unavailable when there is no key file to add to.
    """
    key_ring()
    path = _key_file()
    body = json.loads(path.read_text(encoding="ascii"))
    name = f"k{len(body['keys']) + 1}"
    body["keys"].append(_new_key(name))
    staged = path.with_suffix(".new")
    handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(body, file)
        file.flush()
        os.fsync(file.fileno())
    staged.replace(path)
    return name


def _new_key(name: str) -> dict[str, str]:
    return {"id": name, "secret": base64.b64encode(secrets.token_bytes(32)).decode()}


def encrypt(plain: str) -> str:
    """`key id : base64(nonce + ciphertext + tag)`; a fresh nonce each time, so equal texts differ."""
    ring = key_ring()
    nonce = secrets.token_bytes(12)
    sealed = AESGCM(ring.keys[ring.current]).encrypt(nonce, plain.encode(), ring.current.encode())
    return f"{ring.current}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str) -> str:
    """The text that was encrypted. Raises Unavailable when the key is missing or the row was altered."""
    name, _, body = stored.partition(":")
    secret = key_ring().keys.get(name)
    if secret is None:
        raise Unavailable("Thiếu khóa để đọc dữ liệu đã mã hóa.")
    try:
        raw = base64.b64decode(body, validate=True)
        return AESGCM(secret).decrypt(raw[:12], raw[12:], name.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError) as damaged:
        raise Unavailable("Dữ liệu đã mã hóa bị hỏng hoặc bị sửa.") from damaged


def blind_index(value: str, purpose: str) -> bytes:
    """16 bytes that find equal values without telling them; `purpose` keeps one kind of identifier apart from another."""
    return hmac.new(key_ring().index, f"{purpose}\0{value}".encode(), hashlib.sha256).digest()[:16]


def mask(value: str, *, shown: int = 4) -> str:
    """All but the last characters hidden: "••••••••1234"."""
    if len(value) <= shown:
        return "•" * len(value)
    return "•" * (len(value) - shown) + value[-shown:]


if TYPE_CHECKING:
    _Text = models.TextField[Any, Any]
else:
    _Text = models.TextField


class EncryptedTextField(_Text):
    """Text that rests encrypted. It cannot be looked up; keep a blind index beside it."""

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else encrypt(str(value))

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return None if value is None else decrypt(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError("an encrypted field is found by its blind index only")
        return super().get_lookup(lookup_name)


class EncryptedJSONField(EncryptedTextField):
    """A JSON value that rests encrypted as one text."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        if value is None:
            return None
        return encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True))

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return None if value is None else json.loads(decrypt(value))

    def to_python(self, value: Any) -> Any:
        return value
