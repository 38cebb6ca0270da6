"""Signing in, the account's security, the locked screen, errors: plain pages for citizens and officers alike."""

from collections.abc import Mapping
from urllib.parse import urlencode

from tests.browser.screen import Screen, Shell
from tests.browser.server import ASKING, ASKING_BACK
from tests.browser.stage import APPLICANT, CLERK, COMPANY, LOCKED

# Signed in when first looked at: changing security asks for a recent sign-in.
FRESH, FRESH_OFFICER = "khoa.thu", "tra-vinh.mot-cua"
_NOTHING: Mapping[str, str] = {}


def _screen(
    name: str,
    path: str,
    who: str = "",
    *,
    press: str = "",
    fill: Mapping[str, str] = _NOTHING,
    status: int = 200,
    wrong: bool = False,
) -> Screen:
    return Screen(name=name, path=path, who=who, press=press, fill=fill, status=status, wrong=wrong, shell=Shell.PLAIN)


_ASKED = {
    "client_id": ASKING, "redirect_uri": ASKING_BACK, "response_type": "code", "scope": "openid profile",
    "state": "thu", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
}  # fmt: skip
_CONSENT = f"/identity/o/authorize?{urlencode(_ASKED)}"
WRONG_PIN = {"input[name=secret]": "000000"}
WRONG = {"input[name=login]": "khong-co-ai", "input[name=password]": "sai-mat-khau"}
SCREENS = (
    _screen("C07-dang-nhap", "/dang-nhap/"),
    _screen("C07-dang-nhap-loi", "/dang-nhap/", press="form:has(input[name=login]) button", fill=WRONG, status=422),
    _screen("C07-can-bo-dang-nhap", "/dang-nhap/can-bo/"),
    _screen(
        "C07-can-bo-dang-nhap-loi",
        "/dang-nhap/can-bo/",
        press="form:has(input[name=login]) button",
        fill=WRONG,
        status=422,
    ),
    _screen("C07-ngung", "/dang-nhap/ngung/", status=403),
    _screen("C07-gian-doan", "/dang-nhap/gian-doan/", status=503),
    _screen("C07-gian-doan-dang-vao", "/dang-nhap/gian-doan/", APPLICANT, status=503),
    _screen("C07-dang-nhap-chung-loi", "/identity/o/authorize?client_id=khong-co", status=400),
    _screen("C07-dang-nhap-chung", _CONSENT, APPLICANT),
    _screen("C07-dang-nhap-chung-can-bo", _CONSENT, CLERK),
    _screen("C07-dang-xuat", "/dang-xuat/", APPLICANT),
    _screen("C36-bao-mat", "/tai-khoan/bao-mat/", APPLICANT),
    _screen("C36-bao-mat-can-bo", "/tai-khoan/bao-mat/", CLERK),
    _screen("C36-ma-pin", "/tai-khoan/ma-pin/", CLERK),
    _screen("C36-hai-lop", "/tai-khoan/hai-lop/", CLERK),
    _screen("C36-xac-nhan-lai", "/tai-khoan/xac-nhan/", APPLICANT),
    _screen("C36-mat-khau", "/tai-khoan/mat-khau/", FRESH),
    _screen("C36-mat-khau-loi", "/tai-khoan/mat-khau/", FRESH, press="main form button.govuk-button", status=422),
    _screen("C36-them-ung-dung", "/tai-khoan/bao-mat/ung-dung/", FRESH),
    _screen("C36-go-ung-dung", "/tai-khoan/bao-mat/ung-dung/go/", FRESH_OFFICER, wrong=True),
    _screen("C36-them-khoa", "/tai-khoan/bao-mat/khoa/them/", FRESH_OFFICER),
    _screen("C36-tao-ma-du-phong", "/tai-khoan/bao-mat/ma-du-phong/tao/", FRESH_OFFICER),
    _screen("C36-nguoi-dung", "/tai-khoan/to-chuc/{organisation}/", COMPANY),
    _screen(
        "C36-nguoi-dung-loi",
        "/tai-khoan/to-chuc/{organisation}/",
        COMPANY,
        press="main form button.govuk-button",
        status=422,
    ),
    _screen("C36-khong-co-to-chuc", "/tai-khoan/to-chuc/", APPLICANT),
    _screen("C36-gop", "/tai-khoan/gop/", APPLICANT),
    _screen("C36-lam-thay-khoa", "/khoa/", LOCKED),
    _screen("C36-khoa-loi", "/khoa/", LOCKED, press="form:has(input[name=secret]) button", fill=WRONG_PIN, status=422),
    _screen("gia-lap-dinh-danh", "/gia-lap/dinh-danh/"),
    _screen("C55-khong-co-trang", "/khong-co-trang-nay/", status=404),
    _screen("C55-khong-co-quyen", "/can-bo/", APPLICANT, status=403),
)
