"""The light pages of the browser inside Zalo: follow a dossier, begin a filing, in fifty kilobytes and without script."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders

from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import accept, file
from tinhso.casework.dossiers.tests.doors import signed_in, visitor

pytestmark = pytest.mark.django_db
NUMBER = "086195000073"
KB = 1024
# Everything that the page fetches, compressed, nothing kept from before.
MOST = 50 * KB


def weight(answer: Any) -> int:
    """The page and what it names: style sheets, pictures, and no script at all."""
    page = answer.content.decode()
    assert "<script" not in page
    names = re.findall(r'(?:href|src)="/static/([^"]+)"', page)
    found = [finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name)) for name in names]
    return len(gzip.compress(answer.content)) + sum(len(gzip.compress(Path(str(one)).read_bytes())) for one in found)


def test_code_and_four_digits_tell_where_it_is_and_no_name_within_fifty_kilobytes(province: SmallProvince) -> None:
    filed = file(province)
    accept(province, filed.id)
    empty = visitor().get("/z/")
    page = visitor().post("/z/", {"code": filed.code, "last_four": NUMBER[-4:]}, REMOTE_ADDR="198.51.100.7")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Đang giải quyết" in text
    for secret in ("Lan Mẫu", NUMBER, str(filed.id)):
        assert secret not in text
    assert 0 < weight(empty) < MOST
    assert 0 < weight(page) < MOST


def test_wrong_digits_are_counted_with_those_of_the_full_page(province: SmallProvince) -> None:
    filed = file(province)
    answers = [
        visitor().post(path, {"code": filed.code, "last_four": "0000"}, REMOTE_ADDR="198.51.100.9").status_code
        for path in ("/z/", "/tra-cuu/", "/z/", "/z/", "/tra-cuu/", "/z/")
    ]
    assert answers == [404] * 5 + [429]


def test_a_link_of_a_zalo_message_opens_the_dossier_of_who_has_it_and_tells_nobody_else_anything(
    province: SmallProvince,
) -> None:
    filed = file(province)
    address = f"/z/ho-so/{filed.id}/"
    own = signed_in(province.citizen).get(address)
    assert filed.code in own.content.decode()
    assert f'href="/ho-so/{filed.id}/"' in own.content.decode()
    assert weight(own) < MOST
    stranger, nobody = signed_in(province.stranger), visitor()
    for reader in (stranger, nobody):
        page = reader.get(address)
        assert page.status_code == 200
        assert filed.code not in page.content.decode()
    assert f"?next={address}" in nobody.get(address).content.decode()


def test_a_filing_begins_from_everyday_words_and_goes_on_at_the_ordinary_form(province: SmallProvince) -> None:
    page = visitor().get("/z/nop/", {"q": "khai sinh"})
    text = page.content.decode()
    addresses = re.findall(r'href="(/ho-so/nop/[^"]+)"', text)
    assert addresses
    assert weight(page) < MOST
    answer = visitor().get(addresses[0])
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/dang-nhap/")
    assert "Không tìm thấy thủ tục nào" in visitor().get("/z/nop/", {"q": "zzzz"}).content.decode()
