"""The client of the second generation: a token, and an address for each of the six steps that were seen (2026).

Addresses, the token's field and what may be repeated are the definition's (`second`): the portal's own guide has not been
read. What the six steps do not offer (catalogues, look-up, ratings, questions) goes by the first generation where the
province still has an account there, and is refused with that reason where it has none.
"""

import hashlib
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from tinhso.kernel import http
from tinhso.services.national_portal import second_rule
from tinhso.services.national_portal.adapters import partner
from tinhso.services.national_portal.adapters.first_generation import FirstGeneration, is_safe, settings_problems
from tinhso.services.national_portal.errors import Disagrees, NotOffered, Refused, Uncertain
from tinhso.services.national_portal.rules import rule_now
from tinhso.services.national_portal.second_rule import SecondRule
from tinhso.services.national_portal.types import Reply

_UNAUTHORISED, _OVERLOADED, _BROKEN = 401, 429, 500


class SecondGeneration:
    """Asks for a token when it has none, and once more when the portal no longer takes it."""

    def __init__(self) -> None:
        self._first = FirstGeneration()
        self._token = ""

    @property
    def has_lists(self) -> bool:
        """Whether the portal's catalogues can be had: only the first generation offers them."""
        return bool(settings.NATIONAL_PORTAL_URL)

    def call(self, service: str, body: Mapping[str, Any] | None = None) -> Reply:
        """A service of the first generation. Raises NotOffered without one, else what the first generation raises."""
        if not self.has_lists:
            raise NotOffered(
                f"Thế hệ thứ hai của Cổng chưa biết có “{service}”; cần kết nối thế hệ thứ nhất (TINHSO_NATIONAL_PORTAL_URL)."
            )
        return self._first.call(service, body)

    def next_code(self) -> str:
        """The code that the portal gives to the next dossier. Raises NotReached, Uncertain, Refused, as every step does."""
        code = self._post(second_rule.NEXT_CODE, {}).get(_rule().code_field)
        if not isinstance(code, str) or not 0 < len(code.strip()) <= 80:
            raise Uncertain("Cổng không cấp mã hồ sơ đọc được.")
        return code.strip()

    def upload(self, *, name: str, media_type: str, content: bytes) -> tuple[str, str]:
        """(IdTepTin, HashTepTin) of a file that the portal has now. Raises Disagrees when it kept another."""
        answer = self._send(second_rule.FILE, *_multipart(name, media_type, content))
        file_id, said = answer.get("IdTepTin"), answer.get("HashTepTin")
        if not isinstance(file_id, str) or not file_id or not isinstance(said, str):
            raise Uncertain("Cổng nhận tệp nhưng không trả mã tệp.")
        if _rule().compares_hash and said.lower() != hashlib.sha256(content).hexdigest():
            raise Disagrees("Cổng trả mã băm khác với tệp đã gửi; không dùng tệp này.")
        return file_id[:200], said[:200]

    def create(self, data: Mapping[str, Any]) -> None:
        """`NoiHoSo`: the dossier stands there from now on."""
        self._post(second_rule.DOSSIER, data)

    def put_progress(self, line: Mapping[str, Any]) -> None:
        """`CapNhatTienTrinh`."""
        self._post(second_rule.PROGRESS, line)

    def put_state(self, state: Mapping[str, Any]) -> None:
        """`CapNhatTrangThai`."""
        self._post(second_rule.STATE, state)

    def _post(self, step: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._send(step, partner.as_json(body), "application/json; charset=utf-8")

    def _send(self, step: str, body: bytes, kind: str) -> Mapping[str, Any]:
        for _ in range(2):
            if not self._token:
                self._sign_in()
            headers = {"Content-Type": kind, "Authorization": f"Bearer {self._token}"}
            answer = partner.exchange(_url(step), body, headers)
            if answer.status != _UNAUTHORISED:
                return _read(answer)
            self._token = ""
        raise Uncertain("Cổng vừa cấp thẻ đã không nhận thẻ; hãy xem giờ của máy chủ và tài khoản kết nối.")

    def _sign_in(self) -> None:
        secret = Path(settings.NATIONAL_PORTAL_SECOND_SECRET_FILE).read_text("utf-8").strip()
        body = {"client_id": settings.NATIONAL_PORTAL_SECOND_CLIENT, "client_secret": secret}
        kind = {"Content-Type": "application/json; charset=utf-8"}
        token = _read(partner.exchange(_url(second_rule.TOKEN), partner.as_json(body), kind)).get(_rule().token_field)
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
            raise Uncertain("Cổng nhận đăng nhập nhưng không cấp thẻ đọc được.")
        self._token = token

    def check_config(self) -> list[str]:
        """What keeps the portal from being reached, as far as the settings and the definition tell."""
        problems = settings_problems() if self.has_lists else []
        if not is_safe(settings.NATIONAL_PORTAL_SECOND_URL):
            problems.append("TINHSO_NATIONAL_PORTAL_SECOND_URL phải là địa chỉ https của Cổng (thế hệ thứ hai).")
        if (
            not settings.NATIONAL_PORTAL_SECOND_CLIENT
            or not Path(settings.NATIONAL_PORTAL_SECOND_SECRET_FILE).is_file()
        ):
            problems.append(
                "Chưa đặt TINHSO_NATIONAL_PORTAL_SECOND_CLIENT và tệp bí mật TINHSO_NATIONAL_PORTAL_SECOND_SECRET_FILE."
            )
        return problems


def _rule() -> SecondRule:
    """Raises NotOffered while the province has said nothing of the second generation."""
    rule = rule_now().second
    if rule is None:
        raise NotOffered("Định nghĩa national_portal chưa có phần second (địa chỉ từng bước của thế hệ thứ hai).")
    return rule


def _url(step: str) -> str:
    return settings.NATIONAL_PORTAL_SECOND_URL.rstrip("/") + _rule().paths[step]


def _read(answer: http.Answer) -> Mapping[str, Any]:
    """What a yes carries. Raises Refused for a no (400, 403, 404, …), Uncertain for a portal that is broken or busy."""
    if answer.status >= _BROKEN or answer.status in (_OVERLOADED, *range(300, 400)):
        raise Uncertain(f"Cổng trả lời HTTP {answer.status}.")
    if answer.status >= 300:
        raise Refused(str(answer.status), _words(answer))
    said = partner.read_json(answer)
    if not isinstance(said, dict):
        raise Uncertain("Cổng trả lời không đúng khuôn dạng (không phải một đối tượng JSON).")
    return said


def _words(answer: http.Answer) -> str:
    """The portal's reason; how a refusal is worded was not seen, so the usual names are tried."""
    try:
        said = answer.json()
    except http.WrongAnswer:
        return ""
    names = ("message", "Message", "error_description", "error")
    return next((str(said[name])[:200] for name in names if said.get(name)), "") if isinstance(said, dict) else ""


def _multipart(name: str, media_type: str, content: bytes) -> tuple[bytes, str]:
    """One file as a form's part, and the media type of the whole. The field's name was not seen."""
    edge = secrets.token_hex(16)
    tidy = name.replace("\\", "_").replace('"', "_").replace("\r", "_").replace("\n", "_")
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{tidy}"\r\nContent-Type: {media_type}\r\n\r\n'
    return head.encode() + content + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
