"""Who drafts, initials, signs, numbers: the order is the process's, and the page says how far it is and who may not."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from tinhso.casework.dossiers import signing_order
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.desk_scene import come_in, do, file_birth, task_of
from tinhso.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture(autouse=True)
def _december() -> Iterator[None]:
    with clock.frozen(clock.at_local(2026, 12, 3, 9)):
        yield


def test_the_order_follows_the_steps_and_falls_back_when_a_draft_is_sent_back(province: SmallProvince) -> None:
    dossier_id = file_birth(province)
    told = []
    for outcome, who in (
        ("accepted", province.desk), ("eligible", province.specialist), ("agreed", province.reviewer),
        ("sent_back", province.leader), ("eligible", province.specialist),
    ):  # fmt: skip
        do(dossier_id, outcome, who, note="Sai tên đệm.")
        told.append([line.state for line in signing_order.order_of(dossier_id).lines])

    assert told == [
        ["now", "next", "next", "next"],
        ["done", "now", "next", "next"],
        ["done", "done", "now", "next"],
        ["now", "next", "next", "next"],
        ["done", "now", "next", "next"],
    ]
    lines = signing_order.order_of(dossier_id).lines
    assert [line.acts for line in lines] == [
        "dự thảo kết quả", "kiểm tra, trình ký (ký nháy)", "ký kết quả, cấp số, đóng dấu", "trả kết quả",
    ]  # fmt: skip
    assert lines[0].names == ("Trần Thị Tịch Mẫu",)
    assert lines[2].names == ("Nguyễn Văn Lãnh Mẫu",)
    assert lines[2].role == "Lãnh đạo cơ quan có thẩm quyền giải quyết"


def test_the_draft_page_and_the_leaders_page_show_it(province: SmallProvince) -> None:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    draft = come_in(province.specialist).get(reverse("dossiers:draft", args=[dossier_id])).content.decode()
    do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)

    work = come_in(province.leader).get(reverse("dossiers:work", args=[dossier_id])).content.decode()

    for page in (draft, work):
        assert "Trình tự duyệt, ký" in page
        assert "Ở đơn vị này phải do hai người khác nhau:" in page
        assert "<li>dự thảo kết quả và kiểm tra, trình ký (ký nháy)</li>" in page
    assert reverse("dossiers:sign_on_paper", args=[task_of(dossier_id)]) in work
