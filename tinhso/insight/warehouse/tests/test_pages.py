"""Pages of figures: numbers that open, who must not see them, as many queries for many lines as for few."""

import re
from html import unescape
from urllib.parse import unquote_plus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.foundation.access.testing import read_purposes
from tinhso.insight.warehouse.testing import Month, accept, sign_in
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local
from tinhso.kernel.outbox.delivery import deliver_all

pytestmark = pytest.mark.django_db
OCTOBER = "tu=1/10/2026&den=31/10/2026"


def text_of(page: bytes) -> str:
    without_titles = re.sub(r'<span class="ts-cell-title"[^>]*>[^<]*</span>', "", page.decode())
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", without_titles)))


def link(page: bytes, number: str, title: str) -> str:
    """Where the number that opens to this title leads."""
    for href, shown in re.findall(r'<a class="[^"]*" href="([^"]+)">\s*([^<]+)', page.decode()):
        if shown.strip() == number and title in unquote_plus(href):
            return unescape(href)
    raise AssertionError(f"no {number} that opens to {title}")


@pytest.fixture
def leader(province: SmallProvince) -> Client:
    return sign_in(province.leader)


def test_a_number_opens_to_its_dossiers_and_the_look_is_logged(month: Month, province: SmallProvince, leader: Client):
    page = leader.get(f"/can-bo/thong-ke/?{OCTOBER}&theo=field")

    assert page.status_code == 200
    words = text_of(page.content)
    assert "Hộ tịch 6 4 1 1 2 1 1 0 83,3 %" in words, words[words.index("Tỷ lệ") :]
    listed = leader.get(link(page.content, "1", "Quá hạn: Hộ tịch"))
    assert "001.01.41.H61-261005-0003" in text_of(listed.content)
    assert "Nguyễn Thị Lan Mẫu" in text_of(listed.content)
    assert read_purposes()[-1] == "Hồ sơ của số liệu thống kê"


@pytest.mark.parametrize("page", ["", "noi-cho/", "ho-so/?dem=closed"])
@pytest.mark.parametrize("who", ["desk", "specialist", "reviewer", "citizen"])
def test_figures_of_an_agency_are_for_who_leads_it(province: SmallProvince, page: str, who: str):
    actor: Actor = getattr(province, who)
    answer = sign_in(actor).get(f"/can-bo/thong-ke/{page}")
    assert answer.status_code == 403


def test_an_officer_sees_the_own_line_alone_and_opens_it(month: Month, province: SmallProvince):
    client = sign_in(province.specialist)

    page = client.get(f"/can-bo/thong-ke/can-bo/?{OCTOBER}")

    words = text_of(page.content)
    assert "Trần Thị Tịch Mẫu 5 5" in words
    assert "Lê Văn Duyệt Mẫu" not in words
    own = link(page.content, "5", "Số hồ sơ")
    assert client.get(own).content.count(b"001.01.41.H61-") == 5
    of_another = own.replace(str(province.specialist.person_id), str(province.reviewer.person_id))
    assert client.get(of_another).status_code == 403
    assert client.get("/can-bo/thong-ke/ho-so/?dem=steps&khoa=officer:").status_code == 403


def test_what_cannot_be_read_is_told_and_invented_figures_are_none(province: SmallProvince, leader: Client):
    assert leader.get("/can-bo/thong-ke/?tu=hôm+kia").status_code == 422
    assert leader.get("/can-bo/thong-ke/?tu=2/10/2026&den=1/10/2026").status_code == 422
    assert leader.get("/can-bo/thong-ke/?co-quan=H99").status_code == 404
    for invented in ("dem=x", "dem=closed&loc=answers:x", "dem=pending&khoa=cause:owner", "dem=steps&cong=code", ""):
        assert leader.get(f"/can-bo/thong-ke/ho-so/?{invented}").status_code == 404
    assert leader.get("/can-bo/thong-ke/ho-so/?dem=closed&sau=x").status_code == 200


def test_where_dossiers_wait_is_a_table_and_a_drawing(month: Month, province: SmallProvince, leader: Client):
    page = leader.get(f"/can-bo/thong-ke/noi-cho/?{OCTOBER}&theo=agency")
    assert "15 giờ 0 phút" in text_of(page.content)
    assert page.content.count(b"<rect") >= 6


def test_more_dossiers_ask_no_more_of_the_database(month: Month, province: SmallProvince, leader: Client):
    def asked(address: str) -> int:
        leader.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert leader.get(address).status_code == 200
        return len(seen)

    pages = [f"/can-bo/thong-ke/{page}" for page in (f"?{OCTOBER}", f"noi-cho/?{OCTOBER}", f"can-bo/?{OCTOBER}")]
    pages.append(f"/can-bo/thong-ke/ho-so/?{OCTOBER}&dem=accepted")
    few = [asked(page) for page in pages]
    for minute in range(12):
        accept(province, at_local(2026, 10, 15, 9, minute))
    deliver_all()

    assert [asked(page) for page in pages] == few
    assert max(few) < 20


def test_the_auditor_of_the_province_sees_all_and_reads_what_may_be_read(month: Month, province: SmallProvince):
    client = sign_in(officer("vpub.kiem-soat-tthc", "Phan Thị Soát Mẫu"))
    page = client.get(f"/can-bo/thong-ke/?{OCTOBER}")
    assert "Toàn tỉnh" in text_of(page.content)
    # Figures by officer are for their heads: no link leads to the refusal.
    assert "Theo cán bộ" not in text_of(page.content)
    assert client.get(f"/can-bo/thong-ke/can-bo/?{OCTOBER}").status_code == 403
