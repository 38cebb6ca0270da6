"""The accounts that partners gave us: one file outside the database, read anew with each call that needs it."""

import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from tinhso.engines.connectors.errors import NotSetUp
from tinhso.engines.connectors.types import Connector

_HERE = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, kw_only=True)
class Account:
    """`address`, `token_address`: where this deployment calls instead of the definition's, such as a trial axis."""

    key: str = ""
    secret: str = field(default="", repr=False)
    address: str = ""
    token_address: str = ""


def account_of(connector: Connector) -> Account:
    """Raises NotSetUp, never with anything that stands in the file."""
    entry = _entries().get(connector.code)
    if not isinstance(entry, Mapping):
        raise NotSetUp(
            f"Tệp tài khoản kết nối chưa có mục “{connector.code}”; ghi tài khoản mà {connector.keeper} cấp."
        )
    known = {name: str(entry.get(name, "")) for name in ("key", "secret", "address", "token_address")}
    return Account(**known)


def _entries() -> Mapping[str, object]:
    path = Path(settings.CONNECTORS_FILE)
    if not settings.CONNECTORS_FILE or not path.is_file():
        raise NotSetUp("Chưa có tài khoản kết nối với phần mềm này: nhờ người quản trị đặt (TINHSO_CONNECTORS_FILE).")
    try:
        entries = json.loads(path.read_text("utf-8"))
    except ValueError:
        entries = None
    if not isinstance(entries, dict):
        raise NotSetUp("Tệp tài khoản kết nối (TINHSO_CONNECTORS_FILE) không phải một đối tượng JSON.")
    return entries


def file_problems() -> list[str]:
    try:
        _entries()
    except NotSetUp as missing:
        return [missing.message]
    if Path(settings.CONNECTORS_FILE).stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return ["Tệp tài khoản kết nối mở cho người khác trên máy; đặt quyền 600."]
    return []


def problems(connector: Connector) -> list[str]:
    """What of our own keeps this partner from being called."""
    try:
        account = account_of(connector)
    except NotSetUp as missing:
        return [missing.message]
    found = []
    for address in (account.address or connector.address, account.token_address or connector.token_address):
        parts = urlsplit(address)
        if address and parts.scheme != "https" and parts.hostname not in _HERE:
            found.append(f"Địa chỉ của {connector.title} phải là https.")
    if connector.sign_in != "none" and not account.secret:
        found.append(f"Mục “{connector.code}” của tệp tài khoản chưa có secret.")
    return found
