"""A person with a browser, as far as HTTP goes: cookies, forms, their hidden fields, signing in with a second factor."""

import base64
import hmac
import re
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

import httpx

TOTP_SECONDS = 30

Files = list[tuple[str, tuple[str, bytes, str]]]


@dataclass
class Form:
    """A form of a page: where it goes, what it would send as it stands, its buttons."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {key: value or "" for key, value in attrs}
        if tag == "form":
            self._form = Form(action=a.get("action", ""))
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, a)

    def _field(self, form: Form, tag: str, a: dict[str, str]) -> None:
        name = a.get("name", "")
        if tag == "select":
            self._select = name
            form.fields.setdefault(name, [])
        elif tag == "option" and self._select:
            form.choices.setdefault(self._select, []).append(a.get("value", ""))
            if "selected" in a:
                form.fields[self._select] = [a.get("value", "")]
        elif tag == "textarea" and name:
            self._textarea = name
            form.fields[name] = [""]
        elif tag == "button" and name:
            form.buttons.append((name, a.get("value", "")))
        elif tag == "input" and name:
            self._input(form, name, a)

    def _input(self, form: Form, name: str, a: dict[str, str]) -> None:
        kind = a.get("type", "text")
        if kind in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(a.get("value", "on"))
            form.fields.setdefault(name, [])
            if "checked" in a:
                form.fields[name].append(a.get("value", "on"))
        elif kind not in {"file", "submit", "button"}:
            form.fields.setdefault(name, []).append(a.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._textarea and self._form is not None:
            self._form.fields[self._textarea] = [data.lstrip("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""


def totp(secret: str, at: float) -> str:
    """The six digits of a second factor (RFC 6238)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(at) // TOTP_SECONDS), "sha1").digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


class Visitor:
    """One browser. `page` is the last answer; `screens` counts the pages that asked something."""

    def __init__(self, base_url: str) -> None:
        self.http = httpx.Client(base_url=base_url, follow_redirects=True, timeout=60)
        self.page: httpx.Response | None = None

    @property
    def text(self) -> str:
        return "" if self.page is None else self.page.text

    @property
    def path(self) -> str:
        return "" if self.page is None else self.page.url.path

    def words(self) -> str:
        """The page's text without tags, spaces folded."""
        body = self.text[self.text.find("<main") :]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

    def open(self, path: str) -> httpx.Response:
        self.page = self.http.get(path)
        return self.page

    def forms(self) -> list[Form]:
        parser = _Forms()
        parser.feed(self.text)
        return parser.forms

    def form_with(self, name: str) -> Form:
        """The form that has a field or button of this name. Raises LookupError: the page is not what was expected."""
        for form in self.forms():
            if name in form.fields or any(name == button for button, _ in form.buttons):
                return form
        raise LookupError(f"{self.path}: không có biểu mẫu nào có “{name}”")

    def send(
        self, form: Form, values: Mapping[str, str | list[str]] | None = None, files: Files | None = None
    ) -> httpx.Response:
        data: dict[str, str | list[str]] = {**{k: v for k, v in form.fields.items() if v}, **(values or {})}
        assert self.page is not None
        target = str(self.page.url.join(form.action)) if form.action else str(self.page.url)
        headers = {"Referer": str(self.page.url)}
        self.page = self.http.post(target, data=data, files=files, headers=headers)
        return self.page

    def sign_in(self, username: str, password: str, *, secret: str = "") -> None:
        """A citizen with a password; an officer with the second factor as well. Raises LookupError when refused."""
        self.open("/dang-nhap/can-bo/" if secret else "/dang-nhap/")
        self.send(self.form_with("login"), {"login": username, "password": password})
        if secret:
            self.send(self.form_with("code"), {"code": totp(secret, time.time())})
            if self.path.startswith("/dang-nhap"):
                # A code is good once: who has just used this one waits for the next, as a person would.
                time.sleep(TOTP_SECONDS - time.time() % TOTP_SECONDS)
                self.send(self.form_with("code"), {"code": totp(secret, time.time())})
        if self.path.startswith("/dang-nhap"):
            raise LookupError(f"{username}: không đăng nhập được")
