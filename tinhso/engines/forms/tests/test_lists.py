"""A list from a spreadsheet becomes items of a group: all of them, or none and what is wrong line by line."""

from typing import Any

import pytest
from django.urls import reverse

from tinhso.engines.forms import api
from tinhso.engines.forms.domain.lists import rows_of, takes_lists, typed_of_row
from tinhso.engines.forms.domain.validating import too_few
from tinhso.engines.forms.errors import AnswersInvalid, DraftNotFound
from tinhso.engines.forms.tests.conftest import Browser
from tinhso.engines.forms.tests.scene import ME, STRANGER, example, start
from tinhso.engines.forms.types import Asked, Choice, Field, FieldKind, Repeat, Topic

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at:UserWarning")]
OWNED = (Choice("owned", "Có"), Choice("rented", "Không, thuê hoặc hợp tác"))


def asked(path: str, kind: FieldKind, label: str, choices: tuple[Choice, ...] = ()) -> Asked:
    return Asked(field=Field(path=path, kind=kind, title=label, schema={}, choices=choices), label=label)


VEHICLES = Topic(
    code="xe",
    title="Xe",
    asked=(
        asked("plate", FieldKind.TEXT, "Biển kiểm soát"),
        asked("since", FieldKind.DATE, "Ngày đăng ký"),
        asked("owned", FieldKind.CHOICE, "Thuộc sở hữu?", OWNED),
    ),
    repeat=Repeat(group="vehicles", item="Xe", add="Thêm xe", summary=("plate",), minimum=1, maximum=100),
)


def add(draft: Any, text: str, actor: Any = ME) -> int:
    return api.add_list(draft_id=draft, topic="anh-chi", text=text, actor=actor)


def siblings(draft: Any) -> list[Any]:
    return list(api.get_draft(draft, actor=ME).answers.get("siblings") or [])


def test_cells_become_what_the_page_of_one_item_would_hold() -> None:
    text = "Biển kiểm soát\tNgày đăng ký\tThuộc sở hữu?\n64B-000.01\t5/2/2026\tcó\n\n64C-000.02\t2026-02-06\trented\n"

    rows = rows_of(text, VEHICLES)

    assert rows == [(2, ["64B-000.01", "5/2/2026", "có"]), (4, ["64C-000.02", "2026-02-06", "rented"])]
    assert [typed_of_row(VEHICLES, cells, lambda field: field.choices) for _, cells in rows] == [
        {"plate": ["64B-000.01"], "since-day": ["5"], "since-month": ["2"], "since-year": ["2026"], "owned": ["owned"]},
        {"plate": ["64C-000.02"], "since-day": ["06"], "since-month": ["02"], "since-year": ["2026"], "owned": ["rented"]},
    ]  # fmt: skip
    assert rows_of("A; 1/1/2020; co", VEHICLES) == [(1, ["A", "1/1/2020", "co"])]


def test_an_address_does_not_fit_into_a_cell() -> None:
    place = asked("place", FieldKind.ADDRESS, "Nơi ở")
    assert takes_lists(VEHICLES)
    assert not takes_lists(Topic(code="x", title="X", asked=(place,), repeat=VEHICLES.repeat))


def test_every_line_is_added_after_those_that_are_there(browser: Browser) -> None:
    draft = start()
    add(draft, "Nguyễn Thị Một\t2019")

    count = add(draft, "Nguyễn Văn Hai\t3/2020\nNguyễn Thị Ba\t04/05/2021")

    assert count == 2
    assert siblings(draft) == [
        {"full_name": "Nguyễn Thị Một", "born_on": "2019"},
        {"full_name": "Nguyễn Văn Hai", "born_on": "2020-03"},
        {"full_name": "Nguyễn Thị Ba", "born_on": "2021-05-04"},
    ]
    page = browser.get(reverse("forms:question", args=[draft, "anh-chi"])).content.decode()
    assert "Nguyễn Văn Hai" in page
    assert reverse("forms:paste-list", args=[draft, "anh-chi"]) in page


def test_a_wrong_line_is_told_by_its_number_and_none_is_added(browser: Browser) -> None:
    draft = start()
    address = reverse("forms:paste-list", args=[draft, "anh-chi"])
    text = "Nguyễn Văn Hai\t3/2020\nNguyễn 3\t2020\n\t2021\nA\tB\tC\tD"

    answer = browser.post(address, {"list": text})

    assert answer.status_code == 422
    page = answer.content.decode()
    for words in (
        "Dòng 2, Họ, chữ đệm, tên: Họ tên chỉ gồm chữ cái và dấu cách, không có chữ số hay ký hiệu.",
        "Dòng 3, Họ, chữ đệm, tên: Hãy nhập: Họ, chữ đệm, tên",
        "Dòng 4: có 4 cột, danh sách này có 2 cột.",
        "Nguyễn Văn Hai\t3/2020",
    ):
        assert words in page
    assert siblings(draft) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Dán ít nhất một dòng, mỗi dòng một mục."),
        ("Họ, chữ đệm, tên\tNgày, tháng, năm sinh", "Dán ít nhất một dòng, mỗi dòng một mục."),
        ("\n".join(f"Người {chr(65 + n)}" for n in range(11)), "Danh sách có 11 dòng, chỉ thêm được 10 mục nữa."),
        ("x" * 100_001, "Dán ít nhất một dòng, mỗi dòng một mục."),
    ],
)
def test_an_empty_or_a_long_list_is_refused(text: str, told: str) -> None:
    draft = start()
    with pytest.raises(AnswersInvalid) as refused:
        add(draft, text)
    assert refused.value.fields == {"/list": told}
    assert siblings(draft) == []


def test_a_stranger_and_a_page_that_is_no_group_are_refused(browser: Browser) -> None:
    draft = start()
    with pytest.raises(DraftNotFound):
        add(draft, "Người Lạ", STRANGER)
    with pytest.raises(DraftNotFound):
        api.add_list(draft_id=draft, topic="tre", text="A", actor=ME)
    assert browser.get(reverse("forms:paste-list", args=[draft, "tre"])).status_code == 404
    assert "anh-chi" in {topic["code"] for topic in example()["form"]["ui"]["topics"]}


def test_the_page_in_english_tells_the_wrong_line_in_english(browser: Browser) -> None:
    draft = start()
    browser.cookies["django_language"] = "en"
    page = browser.post(reverse("forms:paste-list", args=[draft, "anh-chi"]), {"list": "Nguyễn 3\t2020"})
    assert "Line 1, Họ, chữ đệm, tên: A name has letters and spaces only" in page.content.decode()


def test_too_few_says_of_what() -> None:
    assert VEHICLES.repeat is not None
    assert too_few(VEHICLES.repeat) == "Hãy thêm ít nhất 1 xe."
