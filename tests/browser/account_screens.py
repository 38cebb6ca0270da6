"""Signing in, the account's security, the locked screen, errors: plain pages for citizens and officers alike."""

from collections.abc import Mapping

from tests.browser.screen import Screen, Shell
from tests.browser.stage import APPLICANT, CLERK

LOCKED = "long-chau.mot-cua-2"
_NOTHING: Mapping[str, str] = {}


def _screen(
    name: str, path: str, who: str = "", *, press: str = "", fill: Mapping[str, str] = _NOTHING, status: int = 200
) -> Screen:
    return Screen(name=name, path=path, who=who, press=press, fill=fill, status=status, shell=Shell.PLAIN)


WRONG = {"input[name=login]": "khong-co-ai", "input[name=password]": "sai-mat-khau"}
SCREENS = (
    _screen("C07-dang-nhap", "/dang-nhap/"),
    _screen("C07-dang-nhap-loi", "/dang-nhap/", press="form:has(input[name=login]) button", fill=WRONG, status=422),
    _screen("C07-can-bo-dang-nhap", "/dang-nhap/can-bo/"),
    _screen("C07-can-bo-dang-nhap-loi", "/dang-nhap/can-bo/", press="form:has(input[name=login]) button", fill=WRONG, status=422),
    _screen("C07-ngung", "/dang-nhap/ngung/"),
    _screen("C07-dang-xuat", "/dang-xuat/", APPLICANT),
    _screen("C36-bao-mat", "/tai-khoan/bao-mat/", APPLICANT),
    _screen("C36-bao-mat-can-bo", "/tai-khoan/bao-mat/", CLERK),
    _screen("C36-ma-pin", "/tai-khoan/ma-pin/", CLERK),
    _screen("C36-hai-lop", "/tai-khoan/hai-lop/", CLERK),
    _screen("C55-khong-co-trang", "/khong-co-trang-nay/", status=404),
    _screen("C55-khong-co-quyen", "/can-bo/", APPLICANT, status=403),
)
