"""The secret that keys the logs, and the file of exported heads: both outside the database.

`KEYS_DIR/log.key` is made once (32 random bytes). `VAR_DIR/audit/heads.jsonl` gets one line a seal; copy it elsewhere:
a database restored or cut behind our back no longer matches its last line.
"""

import json
import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from tinhso.foundation.access.errors import LogKeyMissing


@lru_cache(maxsize=4)
def _key_path(folder: str) -> Path:
    return Path(folder) / "log.key"


@lru_cache(maxsize=2)
def _read(path: str, mtime_ns: int) -> bytes:
    return Path(path).read_bytes()


def log_key() -> bytes:
    """The key, made at the first call of a new deployment. Raises LogKeyMissing when it cannot be read or made."""
    path = _key_path(str(settings.KEYS_DIR))
    try:
        try:
            return _read(str(path), path.stat().st_mtime_ns)
        except FileNotFoundError:
            _create(path)
            return _read(str(path), path.stat().st_mtime_ns)
    except OSError as wrong:
        raise LogKeyMissing(f"Không đọc được khóa nhật ký {path}.") from wrong


def _create(path: Path) -> None:
    """Write the whole key aside and link it into place, so that nobody reads half a key and none is overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    staged = path.with_name(f"log.key.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(32))
    try:
        os.link(staged, path)
    except FileExistsError:
        pass
    finally:
        staged.unlink()


def heads_path() -> Path:
    """Where heads are exported: setting AUDIT_HEADS_FILE, else VAR_DIR/audit/heads.jsonl."""
    chosen = getattr(settings, "AUDIT_HEADS_FILE", "")
    return Path(chosen) if chosen else Path(settings.VAR_DIR) / "audit" / "heads.jsonl"


def export_head(number: int, head: bytes, at: str) -> None:
    """Append one head, on disk before this returns."""
    path = heads_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"number": number, "head": head.hex(), "at": at}) + "\n"
    with path.open("a", encoding="ascii") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def exported_heads() -> dict[int, str]:
    """The exported heads by number; a line that a crash tore is passed over. Empty when nothing was exported yet."""
    path = heads_path()
    if not path.exists():
        return {}
    heads: dict[int, str] = {}
    for line in path.read_text(encoding="ascii").splitlines():
        try:
            entry = json.loads(line)
            heads[int(entry["number"])] = str(entry["head"])
        except (ValueError, KeyError, TypeError):
            continue
    return heads
