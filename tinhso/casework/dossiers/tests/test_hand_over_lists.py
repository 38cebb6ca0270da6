"""Dossiers go from desk to desk with one list that both sign, however many went (facts/ux O06)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.casework.dossiers import hand_over_lists
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import accept, do, everything, file
from tinhso.casework.dossiers.tests.doors import signed_in
from tinhso.foundation.access import api as access
from tinhso.kernel.clock import at_local, frozen, today

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
PAGE, PAPER = "/can-bo/ban-giao-ho-so/", "/can-bo/ban-giao-ho-so.pdf"
MORNING = at_local(2026, 11, 23, 9)


def passed_on(province: SmallProvince, count: int) -> list[str]:
    """Filed, accepted by the desk: they lie with the specialist now."""
    codes = []
    for _ in range(count):
        filed = file(province)
        accept(province, filed.id)
        codes.append(filed.code)
    return codes


def test_what_went_to_one_desk_in_a_day_is_one_list_and_one_paper(province: SmallProvince) -> None:
    with frozen(MORNING):
        codes = passed_on(province, 3)
        file(province)
        (one,) = hand_over_lists.lists_of(today(), actor=province.desk)
        desk = signed_in(province.desk)
        page = desk.get(PAGE).content.decode()
        (link,) = re.findall(r'href="([^"]+\.pdf\?[^"]+)"', page)
        paper = desk.get(link.replace("&amp;", "&"))

    assert [line.code for line in one.lines] == codes
    assert {line.giver_name for line in one.lines} == {"Phạm Thị Cửa Mẫu"}
    assert [code for code in codes if code in page] == codes
    assert (paper.status_code, paper.headers["Content-Type"]) == (200, "application/pdf")
    assert paper.content.startswith(b"%PDF-")
    assert access.reads_of(province.applicant)[0].purpose == "In danh sách bàn giao hồ sơ"


def test_the_receiver_has_its_own_list_when_it_passes_on_and_not_what_it_was_given(province: SmallProvince) -> None:
    with frozen(MORNING):
        filed = file(province)
        accept(province, filed.id)
        before = hand_over_lists.lists_of(today(), actor=province.specialist)
    with frozen(MORNING + timedelta(minutes=20)):
        do(filed.id, "eligible", province.specialist)
        (after,) = hand_over_lists.lists_of(today(), actor=province.specialist)

    assert before == ()
    assert [line.code for line in after.lines] == [filed.code]
    assert after.key.endswith(".reviewer")


def test_another_day_another_commune_and_a_citizen_see_nothing(province: SmallProvince) -> None:
    with frozen(MORNING):
        passed_on(province, 1)
        away = officer("an-hoi.mot-cua", "Đỗ Văn Khác Mẫu")
        assert hand_over_lists.lists_of(today() - timedelta(days=1), actor=province.desk) == ()
        assert hand_over_lists.lists_of(today(), actor=away) == ()
        assert hand_over_lists.lists_of(today(), actor=province.citizen) == ()


def test_a_day_of_two_hundred_costs_as_many_queries_as_a_day_of_two(province: SmallProvince) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            hand_over_lists.lists_of(today(), actor=province.desk)
        return len(asked)

    with frozen(MORNING):
        passed_on(province, 2)
        few = cost()
        passed_on(province, 6)
        assert cost() == few


def test_a_day_that_is_none_and_a_desk_that_got_nothing_are_told(province: SmallProvince) -> None:
    desk = signed_in(province.desk)
    before = everything()

    wrong = desk.get(PAGE, {"ngay": "hôm kia"})
    assert wrong.status_code == 422
    assert "Ngày viết như" in wrong.content.decode()
    assert desk.get(PAPER, {"ngay": "23/11/2026", "nhan": "x.y"}).status_code == 404
    assert signed_in(province.citizen).get(PAGE).status_code == 403
    assert signed_in(province.citizen).get(PAPER).status_code == 403
    assert everything() == before
