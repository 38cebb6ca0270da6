"""The keys shared with partners: one file each in TINHSO_PAYMENT_SECRETS_DIR, named by the channel's definition."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from tinhso.services.payments.errors import NoSecret
from tinhso.services.payments.types import Channel


def secret_of(channel: Channel) -> bytes:
    """The key. In a demo it is made at first use. Raises NoSecret; what the file holds is never told."""
    path = Path(settings.PAYMENT_SECRETS_DIR) / channel.secret
    try:
        return path.read_bytes().strip()
    except FileNotFoundError:
        if not settings.DEMO:
            raise NoSecret(f"Thiếu tệp khóa “{channel.secret}” của cách trả “{channel.title}”.") from None
    except OSError:
        raise NoSecret(f"Không đọc được tệp khóa “{channel.secret}” của cách trả “{channel.title}”.") from None
    return _made(path)


def _made(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_bytes().strip()


def problems(channel: Channel) -> list[str]:
    """What is wrong with the key's file, for `check_config`."""
    try:
        secret = secret_of(channel)
    except NoSecret as missing:
        return [missing.message]
    mode = (Path(settings.PAYMENT_SECRETS_DIR) / channel.secret).stat().st_mode
    found = []
    if len(secret) < 16:
        found.append(f"Tệp khóa “{channel.secret}” ngắn hơn 16 ký tự.")
    if mode & 0o077:
        found.append(f"Tệp khóa “{channel.secret}” để người khác đọc được; đặt quyền 600.")
    return found
