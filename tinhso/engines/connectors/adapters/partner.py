"""Calls over HTTP with limits; a fault is told by what happened to our request and what the operator can do about it."""

import base64
import json
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

from tinhso.engines.connectors.adapters import accounts
from tinhso.engines.connectors.adapters.accounts import Account
from tinhso.engines.connectors.errors import NotReached, NotSetUp, Refused, Uncertain
from tinhso.engines.connectors.types import Connector
from tinhso.kernel import http
from tinhso.kernel.clock import now

# A token is renewed this long before the partner says that it ends.
_EARLY_S = 60.0
# A partner that does not say how long its token lasts.
_UNTOLD_S = 300.0
_LONGEST_TOKEN = 4000
_UNAUTHORISED = frozenset({401, 403})
_BUSY = frozenset({408, 429})


class HttpTransport:
    """Tokens are kept in this process only."""

    def __init__(self) -> None:
        self._tokens: dict[str, tuple[str, float]] = {}

    def exchange(
        self, connector: Connector, method: str, path: str, query: Mapping[str, str], body: bytes
    ) -> http.Answer:
        """One call; a token that the partner no longer takes is renewed once. Raises NotReached, Uncertain, Refused, NotSetUp."""
        account = accounts.account_of(connector)
        if found := accounts.problems(connector):
            raise NotSetUp(found[0])
        url = (account.address or connector.address).rstrip("/") + path + (f"?{urlencode(query)}" if query else "")
        answer = self._once(connector, account, method, url, body)
        if answer.status == 401 and connector.sign_in == "oauth2":
            self.forget(connector)
            answer = self._once(connector, account, method, url, body)
        if answer.status in _UNAUTHORISED:
            raise Refused(str(answer.status), _not_let_in(connector, answer))
        if answer.status in _BUSY or answer.status >= 500 or (answer.status >= 300 and not _is_json(answer)):
            raise Uncertain(_strange(connector, f"HTTP {answer.status}"))
        return answer

    def _once(self, connector: Connector, account: Account, method: str, url: str, body: bytes) -> http.Answer:
        headers = {"accept": "application/json", **self._signed(connector, account)}
        if body:
            headers["content-type"] = "application/json; charset=utf-8"
        return _send(connector, method, url, headers, body)

    def _signed(self, connector: Connector, account: Account) -> Mapping[str, str]:
        match connector.sign_in:
            case "oauth2":
                return {"authorization": f"Bearer {self._token(connector, account)}"}
            case "basic":
                return {"authorization": _basic(account)}
            case "header":
                return {connector.header: account.secret}
            case _:
                return {}

    def _token(self, connector: Connector, account: Account) -> str:
        token, ends = self._tokens.get(connector.code, ("", 0.0))
        if time.monotonic() < ends:
            return token
        headers = {"authorization": _basic(account), "content-type": "application/x-www-form-urlencoded"}
        url = account.token_address or connector.token_address
        answer = _send(connector, "POST", url, headers, b"grant_type=client_credentials")
        if answer.status >= 300:
            raise Refused(str(answer.status), _not_let_in(connector, answer))
        content = answer.json() if _is_json(answer) else None
        said = content if isinstance(content, dict) else {}
        given, lasts = said.get("access_token"), said.get("expires_in")
        if not isinstance(given, str) or not given or not given.isascii() or len(given) > _LONGEST_TOKEN:
            raise Uncertain(_strange(connector, "không cấp được thẻ truy cập"))
        seconds = float(lasts) if isinstance(lasts, int | float) and lasts > 0 else _UNTOLD_S
        self._tokens[connector.code] = given, time.monotonic() + max(seconds - _EARLY_S, seconds / 2)
        return given

    def forget(self, connector: Connector) -> None:
        self._tokens.pop(connector.code, None)

    def problems(self, connector: Connector) -> list[str]:
        return accounts.problems(connector)

    def check_config(self) -> list[str]:
        """What keeps every partner from being called."""
        return accounts.file_problems()


def _basic(account: Account) -> str:
    return "Basic " + base64.b64encode(f"{account.key}:{account.secret}".encode()).decode()


def _is_json(answer: http.Answer) -> bool:
    try:
        json.loads(answer.body)
    except ValueError:
        return False
    return True


def _send(connector: Connector, method: str, url: str, headers: Mapping[str, str], body: bytes) -> http.Answer:
    host, keeper = urlsplit(url).hostname, connector.keeper
    try:
        return http.send(method, url, body=body, headers=headers, seconds=connector.seconds, largest=connector.largest)
    except http.CertificateRefused as bad:
        raise NotReached(f"{bad.message} Chưa gửi gì; báo {keeper}, không tắt việc kiểm tra chứng thư.") from bad
    except http.NotSent as lost:
        raise NotReached(
            f"{lost.message} Chưa gửi gì; hệ thống tự thử lại. Kéo dài thì kiểm tra đường mạng tới {host}."
        ) from lost
    except http.NoAnswer as lost:
        raise Uncertain(f"{lost.message} Có thể đã nhận: hệ thống hỏi lại trước khi gửi lần nữa.") from lost
    except http.WrongAnswer as wrong:
        raise Uncertain(_strange(connector, wrong.message.rstrip("."))) from wrong


def _strange(connector: Connector, what: str) -> str:
    return (
        f"{what}: thường là trang bảo trì, tường lửa hoặc cổng trung gian. Hệ thống hỏi lại rồi mới gửi nữa;"
        f" kéo dài thì gửi giờ xảy ra cho {connector.keeper}."
    )


def _not_let_in(connector: Connector, answer: http.Answer) -> str:
    """A partner whose clock is another takes a fresh token for an old one."""
    apart = clocks_apart(answer, at=now())
    if apart is not None and abs(apart) > connector.clocks_apart:
        return clock_words(connector, apart)
    return (
        f"{connector.title} không cho vào (HTTP {answer.status}). Kiểm tra key, secret trong tệp tài khoản kết nối và"
        f" địa chỉ máy chủ đã đăng ký với {connector.keeper}."
    )


def clocks_apart(answer: http.Answer, *, at: datetime) -> timedelta | None:
    """How far the partner's clock is before ours; None where it does not say."""
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return theirs - at if theirs.tzinfo else None


def clock_words(connector: Connector, apart: timedelta) -> str:
    minutes = round(abs(apart).total_seconds() / 60)
    side = "nhanh" if apart > timedelta() else "chậm"
    return (
        f"Giờ của {connector.title} {side} hơn máy chủ của tỉnh {minutes} phút nên thẻ truy cập không dùng được."
        f" Kiểm tra đồng bộ giờ (NTP) của tỉnh trước, rồi báo {connector.keeper}."
    )
