"""Officers' screens (O..)."""

from collections.abc import Mapping

from tests.browser.screen import TICKED, Shell
from tests.browser.screen import Screen as _Screen
from tests.browser.stage import CLERK, HEAD, JUSTICE, LEADER, POLICE, REGISTRAR, REVIEWER

IDLE = "cang-long.mot-cua"
ADMINISTRATOR = "tinh.quan-tri"
_BULK = "text=Giao hoặc xử lý hàng loạt"


def _screen(
    name: str, path: str, who: str, *, press: str = "", status: int = 200, fill: Mapping[str, str] | None = None
) -> _Screen:
    return _Screen(name=name, path=path, who=who, press=press, status=status, fill=fill or {}, shell=Shell.OFFICER)


SCREENS = (
    _screen("O01-viec-hom-nay", "/can-bo/", CLERK),
    _screen("O01-viec-hom-nay-trong", "/can-bo/", IDLE),
    _screen("O20-viec-cua-toi", "/can-bo/ho-so/", CLERK),
    _screen("O20-viec-cua-toi-trong", "/can-bo/ho-so/", IDLE),
    _screen("O20-cho-tiep-nhan", "/can-bo/ho-so/?loc=intake", CLERK),
    _screen("O20-tim-khong-thay", "/can-bo/ho-so/?q=zzzz", CLERK),
    _screen("O20-luu-danh-sach", "/can-bo/ho-so/danh-sach/?loc=late&xep=newest&cot=buoc", CLERK),
    _screen("O20-luu-danh-sach-loi", "/can-bo/ho-so/danh-sach/", CLERK, press="button[name=luu]", status=422),
    _screen("O20-hang-loat", "/can-bo/ho-so/", CLERK, fill={"input[name=viec]": TICKED}, press=_BULK),
    _screen("O20-hang-loat-chua-chon", "/can-bo/ho-so/", CLERK, press=_BULK, status=422),
    _screen("O02-tiep-nhan", "/can-bo/tiep-nhan/", CLERK),
    _screen("O02-tiep-nhan-loi", "/can-bo/tiep-nhan/", CLERK, press="main form button", status=422),
    _screen("O02-to-khai", "/can-bo/tiep-nhan/{counter_draft}/", CLERK),
    _screen("O02-to-khai-loi", "/can-bo/tiep-nhan/{counter_draft}/", CLERK, press="button[name=nhan]", status=422),
    _screen("O02-bo-to-khai", "/can-bo/tiep-nhan/{counter_draft}/bo/", CLERK),
    _screen("O02-da-tiep-nhan", "/can-bo/da-tiep-nhan/{accepted}/", CLERK),
    _screen("O02-nguoi-nop", "/can-bo/tiep-nhan/", CLERK, fill={"#number": "086195000073"}, press="main form button"),
    _screen("O04-so-hoa", "/can-bo/ho-so/{accepted}/so-hoa/birth_notice/", CLERK),
    _screen(
        "O04-so-hoa-loi",
        "/can-bo/ho-so/{accepted}/so-hoa/birth_notice/",
        CLERK,
        fill={"#issued_on": "hôm kia"},
        press="main form button",
        status=422,
    ),
    _screen("O02-to-khai-nhap-bu", "/can-bo/tiep-nhan/{late_draft}/", CLERK),
    _screen("so-theo-doi", "/can-bo/so-theo-doi/", CLERK),
    _screen("so-theo-doi-trong", "/can-bo/so-theo-doi/", IDLE),
    _screen("so-theo-doi-loi", "/can-bo/so-theo-doi/?tu=h%C3%B4m+kia", CLERK, status=422),
    _screen("nhap-bu", "/can-bo/nhap-bu/", HEAD),
    _screen("nhap-bu-trong", "/can-bo/nhap-bu/", IDLE),
    _screen("nhap-bu-loi", "/can-bo/nhap-bu/", HEAD, press="button[name=khong]", status=422),
    _screen("O08-tu-choi", "/can-bo/viec/{filed_task}/tu-choi/", CLERK),
    _screen("O08-tu-choi-loi", "/can-bo/viec/{filed_task}/tu-choi/", CLERK, press="button[name=xem]", status=422),
    _screen("O10-tra-ket-qua", "/can-bo/tra-ket-qua/", CLERK),
    _screen("O10-tra-ket-qua-trong", "/can-bo/tra-ket-qua/", IDLE),
    _screen("O10-giao-ket-qua", "/can-bo/tra-ket-qua/{to_return}/", CLERK),
    _screen("O10-giao-ket-qua-loi", "/can-bo/tra-ket-qua/{to_return}/", CLERK, press="main form button", status=422),
    _screen("O10-da-giao", "/can-bo/tra-ket-qua/{returned}/", CLERK),
    _screen("O25-du-thao", "/can-bo/ho-so/{accepted}/du-thao/", REGISTRAR),
    _screen("O26-ky-nhieu", "/can-bo/ky/", LEADER),
    _screen("giay-to-goc", "/can-bo/giay-to/", CLERK),
    _screen("giay-to-goc-trong", "/can-bo/giay-to/", IDLE),
    _screen("giay-to-goc-loi", "/can-bo/giay-to/?phieu=khong-co", CLERK, status=422),
    _screen("giay-to-goc-ca-co-quan", "/can-bo/giay-to/?loc=co-quan", LEADER),
    _screen("giay-to-giao", "/can-bo/giay-to/giao/?chon={held_thing}", CLERK),
    _screen("giay-to-giao-loi", "/can-bo/giay-to/giao/?chon={held_thing}", CLERK, press="main form button", status=422),
    _screen("giay-to-phieu-nhan", "/can-bo/giay-to/phieu/{slip}/", REGISTRAR),
    _screen("giay-to-phieu-giao", "/can-bo/giay-to/phieu/{slip}/", CLERK),
    _screen("giay-to-cua-ho-so", "/can-bo/ho-so/{processing}/giay-to-goc/", CLERK),
    _screen(
        "giay-to-cua-ho-so-loi",
        "/can-bo/ho-so/{processing}/giay-to-goc/",
        CLERK,
        press="button[name=giao-lai]",
        status=422,
    ),
    _screen("O27-so-ket-qua", "/can-bo/so-ket-qua/", REGISTRAR),
    _screen("O27-so-ket-qua-tim-khong-thay", "/can-bo/so-ket-qua/?tim=99999", REGISTRAR),
    _screen("O27-dong-so", "/can-bo/so-ket-qua/{entry}/", LEADER),
    _screen("O27-dong-so-da-thu-hoi", "/can-bo/so-ket-qua/{revoked_entry}/", LEADER),
    _screen("O27-thu-hoi", "/can-bo/so-ket-qua/{entry}/thu-hoi/", LEADER),
    _screen("O27-thu-hoi-loi", "/can-bo/so-ket-qua/{entry}/thu-hoi/", LEADER, press="main form button", status=422),
    _screen("O27-dinh-chinh", "/can-bo/so-ket-qua/{entry}/dinh-chinh/", LEADER),
    _screen("O27-cap-lai", "/can-bo/so-ket-qua/{entry}/cap-lai/", LEADER),
    _screen("O21-cho-tiep-nhan", "/can-bo/ho-so/{filed}/", CLERK),
    _screen("O21-cho-tham-tra", "/can-bo/ho-so/{accepted}/", REGISTRAR),
    _screen("O21-cho-kiem-tra", "/can-bo/ho-so/{processing}/", REVIEWER),
    _screen("O21-cho-ky", "/can-bo/ho-so/{to_sign}/", LEADER),
    _screen("O21-da-tra", "/can-bo/ho-so/{returned}/", CLERK),
    _screen("O21-da-tu-choi", "/can-bo/ho-so/{refused}/", CLERK),
    _screen("O30-muc-bao-mat", "/can-bo/ho-so/{accepted}/bao-mat/", LEADER),
    _screen("O30-muc-bao-mat-loi", "/can-bo/ho-so/{accepted}/bao-mat/", LEADER, press="main form button", status=422),
    _screen("O22-hoan-tac", "/can-bo/ho-so/{processing}/", REGISTRAR),
    _screen("O22-hoan-tac-loi", "/can-bo/ho-so/{processing}/", REGISTRAR, press="form.ts-undo button", status=422),
    _screen("O22-tiep-nhan-nham", "/can-bo/ho-so/{accepted}/huy-tiep-nhan/", CLERK),
    _screen(
        "O22-tiep-nhan-nham-loi", "/can-bo/ho-so/{accepted}/huy-tiep-nhan/", CLERK, press="main form button", status=422
    ),
    _screen("O22-duyet-huy", "/can-bo/ho-so/{mistaken}/duyet-huy/", HEAD),
    _screen("O09-yeu-cau-bo-sung", "/can-bo/ho-so/{accepted}/yeu-cau-bo-sung/", REGISTRAR),
    _screen(
        "O09-yeu-cau-bo-sung-loi",
        "/can-bo/ho-so/{accepted}/yeu-cau-bo-sung/",
        REGISTRAR,
        press="button[name=xem]",
        status=422,
    ),
    _screen("O09-duyet-bo-sung", "/can-bo/ho-so/{asked_again}/duyet-bo-sung/", LEADER),
    _screen("O09-nhan-bo-sung", "/can-bo/ho-so/{mending}/nhan-bo-sung/", CLERK),
    _screen("O21-cho-bo-sung", "/can-bo/ho-so/{mending}/", REGISTRAR),
    _screen("O24-gia-han", "/can-bo/ho-so/{accepted}/gia-han/", REGISTRAR),
    _screen("O24-gia-han-loi", "/can-bo/ho-so/{accepted}/gia-han/", REGISTRAR, press="main form button", status=422),
    _screen("O24-ky-gia-han", "/can-bo/ho-so/{extending}/gia-han/", LEADER),
    _screen("O24-dung", "/can-bo/ho-so/{accepted}/dung/", LEADER),
    _screen("O24-dung-loi", "/can-bo/ho-so/{accepted}/dung/", LEADER, press="main form button", status=422),
    _screen("O23-lay-y-kien", "/can-bo/ho-so/{consulted}/lay-y-kien/", REGISTRAR),
    _screen(
        "O23-lay-y-kien-loi", "/can-bo/ho-so/{consulted}/lay-y-kien/", REGISTRAR, press="button[name=gui]", status=422
    ),
    _screen("O23-thu-hoi", "/can-bo/ho-so/{consulted}/lay-y-kien/{question}/thu-hoi/", REGISTRAR),
    _screen(
        "O23-thu-hoi-loi",
        "/can-bo/ho-so/{consulted}/lay-y-kien/{question}/thu-hoi/",
        REGISTRAR,
        press="main form button",
        status=422,
    ),
    _screen("O23-cac-cau-hoi", "/can-bo/y-kien/", REGISTRAR),
    _screen("O23-cac-cau-hoi-trong", "/can-bo/y-kien/", IDLE),
    _screen("O23-cho-y-kien", "/can-bo/y-kien/{question}/", JUSTICE),
    _screen("O23-cho-y-kien-loi", "/can-bo/y-kien/{question}/", JUSTICE, press="#tra-loi form button", status=422),
    _screen("O23-da-cho-y-kien", "/can-bo/y-kien/{answered_question}/", POLICE),
    _screen("O21-cho-y-kien", "/can-bo/ho-so/{consulted}/", REGISTRAR),
    _screen("O30-buoi-sang", "/can-bo/buoi-sang/", HEAD),
    _screen("thay-doi", "/can-bo/thay-doi/", ADMINISTRATOR),
    _screen("thay-doi-khong-co", "/can-bo/thay-doi/?xem=1", ADMINISTRATOR),
    _screen("nhat-ky-viec", "/can-bo/nhat-ky/", ADMINISTRATOR),
    _screen("nhat-ky-doc", "/can-bo/nhat-ky/?so=reads", ADMINISTRATOR),
    _screen("nhat-ky-an-ninh", "/can-bo/nhat-ky/?so=security", ADMINISTRATOR),
    _screen("nhat-ky-trong", "/can-bo/nhat-ky/?nguoi=khong-ai", ADMINISTRATOR),
    _screen("vi-tri", "/can-bo/vi-tri/", CLERK),
    _screen("lam-thay", "/can-bo/lam-thay/", LEADER),
    _Screen(name="ui-can-bo", path="/giao-dien/can-bo/", shell=Shell.OFFICER),
    _screen("O34-phan-doi", "/can-bo/phan-doi/", "tinh.kiem-soat"),
)
