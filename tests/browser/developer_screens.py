"""The developers' pages, and the administrator's who lets their systems in."""

from tests.browser.screen import Screen, Shell
from tests.browser.stage_developer import DEVELOPER, NO_DEVELOPER

ADMINISTRATOR = "tinh.quan-tri"
_SYSTEM = "/nha-phat-trien/he-thong/{own_client}/"
_GRANTED = "/can-bo/he-thong-ket-noi/{own_client}/"
_REGISTER = "text=Đăng ký và lấy khóa"


def _officer(name: str, path: str, *, press: str = "", fill: dict[str, str] | None = None, status: int = 200) -> Screen:
    return Screen(
        name=name, path=path, who=ADMINISTRATOR, shell=Shell.OFFICER, press=press, fill=fill or {}, status=status
    )


SCREENS = (
    Screen(name="D01-nha-phat-trien", path="/nha-phat-trien/"),
    Screen(name="D02-thao-tac", path="/nha-phat-trien/api/"),
    Screen(name="D03-mot-thao-tac", path="/nha-phat-trien/api/services_webhooks_web_rest_create_subscription/"),
    Screen(name="D03-khong-co-thao-tac", path="/nha-phat-trien/api/khong-co/", status=404),
    Screen(name="D07-loai-su-kien", path="/nha-phat-trien/su-kien/"),
    Screen(name="D05-he-thong", path="/nha-phat-trien/he-thong/", who=DEVELOPER),
    Screen(name="D05-he-thong-trong", path="/nha-phat-trien/he-thong/", who=NO_DEVELOPER),
    Screen(name="D05-he-thong-loi", path="/nha-phat-trien/he-thong/", who=NO_DEVELOPER, press=_REGISTER, status=422),
    Screen(name="D05-mot-he-thong", path=_SYSTEM, who=DEVELOPER),
    Screen(name="D05-he-thong-cua-ai", path=_SYSTEM, who=NO_DEVELOPER, status=404),
    Screen(name="D07-dang-ky-loi", path=_SYSTEM, who=DEVELOPER, press="text=Đăng ký và lấy khóa ký", status=422),
    Screen(name="D07-nhat-ky-gui", path=_SYSTEM + "nhan/{own_subscription}/", who=DEVELOPER),
    Screen(name="D07-nhat-ky-trong", path=_SYSTEM + "nhan/{own_subscription}/?xem=dead", who=DEVELOPER),
    _officer("D06-he-thong-ket-noi", "/can-bo/he-thong-ket-noi/"),
    _officer("D06-quyen", _GRANTED + "quyen/"),
    _officer("D06-quyen-loi", _GRANTED + "quyen/", fill={"#agencies": "H00.99"}, press="main form button", status=422),
    _officer("D06-mot-he-thong", _GRANTED),
    _officer("D06-nhat-ky-gui", _GRANTED + "nhan/{own_subscription}/"),
)
