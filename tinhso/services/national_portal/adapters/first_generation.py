"""The client of the first generation: one address, a session, a `service` name in every call (in use since 2019)."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tinhso.services.national_portal.adapters.partner import post_json
from tinhso.services.national_portal.domain import answers
from tinhso.services.national_portal.domain.answers import Verdict
from tinhso.services.national_portal.errors import Refused, Uncertain
from tinhso.services.national_portal.rules import rule_now
from tinhso.services.national_portal.types import Reply

Post = Callable[[str, Mapping[str, Any], Mapping[str, str]], Any]


class FirstGeneration:
    """Signs in when it has no session, and once more when the portal says that the session is over."""

    def __init__(self, post: Post = post_json) -> None:
        self._post = post
        self._session = ""

    def call(self, service: str, body: Mapping[str, Any] | None = None) -> Reply:
        """One service. Raises NotReached, Uncertain, Disagrees, Refused."""
        rule = rule_now()
        for _ in range(2):
            if not self._session:
                self._sign_in()
            said = {
                "session": self._session, "madonvi": settings.NATIONAL_PORTAL_AGENCY, "service": service, **(body or {}),
            }  # fmt: skip
            answer = answers.whole(self._post(self._url(rule.service_path), said, self._headers()))
            if answers.verdict(answer, rule) is not Verdict.NO_SESSION:
                return answers.read(answer, rule)
            self._session = ""
        raise Uncertain("Cổng vừa cấp phiên đã nói phiên hết hạn; hãy xem giờ của máy chủ và tài khoản kết nối.")

    def _sign_in(self) -> None:
        rule = rule_now()
        secret = Path(settings.NATIONAL_PORTAL_PASSWORD_FILE).read_text("utf-8").strip()
        body = {"username": settings.NATIONAL_PORTAL_USER, "password": secret}
        answer = answers.whole(self._post(self._url(rule.login_path), body, self._headers()))
        session = answer.get("session")
        if answers.verdict(answer, rule) is not Verdict.YES:
            raise Refused(answers.code_of(answer), f"đăng nhập: {str(answer.get('message', ''))[:150]}")
        if not isinstance(session, str) or not session:
            raise Uncertain("Cổng nhận đăng nhập nhưng không cấp phiên.")
        self._session = session

    def _url(self, path: str) -> str:
        return settings.NATIONAL_PORTAL_URL.rstrip("/") + path

    def _headers(self) -> Mapping[str, str]:
        return {"dstcode": settings.NATIONAL_PORTAL_DESTINATION}

    def check_config(self) -> list[str]:
        """What keeps the portal from being reached, as far as the settings tell."""
        return settings_problems()


def is_safe(url: str) -> bool:
    """Whether what goes there cannot be read on its way: https, or this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in {"127.0.0.1", "localhost", "::1"}


def settings_problems() -> list[str]:
    problems = []
    if not is_safe(settings.NATIONAL_PORTAL_URL):
        problems.append("TINHSO_NATIONAL_PORTAL_URL phải là địa chỉ https của bộ chuyển trên trục liên thông.")
    if not settings.NATIONAL_PORTAL_AGENCY:
        problems.append("Chưa đặt TINHSO_NATIONAL_PORTAL_AGENCY (mã đơn vị kết nối, madonvi).")
    if not settings.NATIONAL_PORTAL_USER or not Path(settings.NATIONAL_PORTAL_PASSWORD_FILE).is_file():
        problems.append("Chưa đặt TINHSO_NATIONAL_PORTAL_USER và tệp mật khẩu TINHSO_NATIONAL_PORTAL_PASSWORD_FILE.")
    return problems
