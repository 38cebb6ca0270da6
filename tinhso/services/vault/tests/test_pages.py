from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django.fixtures import Settings

from tinhso.foundation.access import api as access
from tinhso.foundation.files.testing import lose
from tinhso.foundation.identity.types import Account
from tinhso.services.vault import api
from tinhso.services.vault.testing import SMALL_PDF, item
from tinhso.services.vault.tests.conftest import People
from tinhso.services.vault.types import SignatureReport


class _Report:
    """What a signature check would say."""

    def __init__(self, intact: bool, *words: str) -> None:
        self.intact = intact
        self.trusted = intact
        self.words = words
        self.signers = ()


def fake_check(pdf: bytes) -> SignatureReport:
    """Wired in by the tests: whole when it is the small PDF."""
    return _Report(pdf == SMALL_PDF, "Kiểm tra giả lập.")


@pytest.fixture(autouse=True)
def _wired(settings: Settings) -> None:
    settings.SIGNATURE_CHECK = f"{__name__}.fake_check"


@pytest.fixture
def browse() -> Callable[[Account], Client]:
    def signed_in(account: Account) -> Client:
        client = Client()
        client.force_login(
            get_user_model().objects.get(id=account.user_id), "django.contrib.auth.backends.ModelBackend"
        )
        return client

    return signed_in


def _text(response: Any) -> str:
    return str(response.content.decode())


def test_a_document_whose_file_was_lost_keeps_its_page_and_says_so(
    people: People, browse: Callable[[Account], Client]
) -> None:
    kept = item(people.holder, issuer_agency_id=people.agency_id)
    lose(kept.file_sha256)

    page = browse(people.citizen).get(f"/kho/{kept.id}/")

    assert page.status_code == 200
    assert "Tệp của giấy tờ này không còn trong kho lưu trữ của hệ thống" in _text(page)
    assert "Giấy phép chặt hạ cây xanh" in _text(page)
    assert "Kiểm tra giả lập." not in _text(page)
    assert "tai-ve" not in _text(page)


def test_list_shows_own_documents_with_their_state(people: People, browse: Callable[[Account], Client]) -> None:
    item(people.holder, issuer_agency_id=people.agency_id)

    page = browse(people.citizen).get("/kho/")

    assert page.status_code == 200
    assert "Giấy phép chặt hạ cây xanh" in _text(page)
    assert "Còn hiệu lực" in _text(page)
    assert "Chưa có giấy tờ nào trong kho" in _text(browse(people.stranger).get("/kho/"))


def test_detail_and_download_are_the_holders_alone(people: People, browse: Callable[[Account], Client]) -> None:
    deposited = item(people.holder, issuer_agency_id=people.agency_id)
    address = f"/kho/{deposited.id}/"

    mine, file = browse(people.citizen).get(address), browse(people.citizen).get(f"{address}tai-ve/")
    before = access.reads_of(people.holder)
    theirs = [browse(people.stranger).get(address), browse(people.stranger).get(f"{address}tai-ve/")]

    assert mine.status_code == 200
    assert f"/xac-minh/{deposited.token}/" in _text(mine)
    assert file.getvalue() == SMALL_PDF
    assert [page.status_code for page in theirs] == [404, 404]
    assert access.reads_of(people.holder) == before


@pytest.mark.parametrize("path", ["/kho/", "/kho/ai-da-xem/"])
def test_others_are_sent_to_sign_in(people: People, path: str) -> None:
    page = Client().get(path)

    assert page.status_code == 302
    assert path in page.headers["Location"]


def test_access_log_says_who_and_why(people: People, browse: Callable[[Account], Client]) -> None:
    deposited = item(people.holder, issuer_agency_id=people.agency_id)
    api.open_item(item_id=deposited.id, actor=people.reader, purpose="Thẩm định hồ sơ mẫu")

    page = _text(browse(people.citizen).get("/kho/ai-da-xem/"))

    assert "Thẩm định hồ sơ mẫu" in page
    assert "Ủy ban nhân dân xã Mẫu" in page
    assert "Thẩm định hồ sơ mẫu" not in _text(browse(people.stranger).get("/kho/ai-da-xem/"))
