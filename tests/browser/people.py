"""Signing in as the sample province's people, through the real pages."""

import base64
import hashlib
import hmac
import struct
import time
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Page

PEOPLE = Path(__file__).resolve().parents[2] / "definitions" / "demo" / "people.yaml"


@cache
def sample() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(PEOPLE.read_text(encoding="utf-8"))
    return read


def is_officer(username: str) -> bool:
    return any(officer["username"] == username for officer in sample()["officers"])


def one_time_code(secret: str, at: float) -> str:
    """RFC 6238, six digits, 30 seconds."""
    key = base64.b32decode(secret)
    digest = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = (struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000
    return f"{number:06d}"


def sign_in(page: Page, address: str, username: str) -> None:
    """Password first, the second factor when it is asked for."""
    secrets = sample()["demo"]
    page.goto(f"{address}/dang-nhap/can-bo/" if is_officer(username) else f"{address}/dang-nhap/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", secrets["password"])
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda where: not where.endswith(("/dang-nhap/", "/dang-nhap/can-bo/")))
    if page.locator("input[name=code]").count():
        page.fill("input[name=code]", one_time_code(secrets["totp_secret"], time.time()))
        page.press("input[name=code]", "Enter")
        page.wait_for_url(lambda where: "/dang-nhap/" not in where)
