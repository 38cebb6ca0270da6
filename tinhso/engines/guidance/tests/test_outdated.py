"""Papers that may no longer be asked for: found in definitions and records, on the days on which that is law."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.guidance.domain.outdated import findings, read_outdated
from tinhso.engines.guidance.kinds import check_outdated
from tinhso.engines.guidance.types import OutdatedPaper, Reason
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.testing import procedure_body
from tinhso.engines.procedures.types import Procedure
from tinhso.kernel.definitions.loader import Folder

ROOT = Path(__file__).resolve().parents[4] / "definitions"
SINCE = date(2023, 1, 1)
BOOK = read_outdated(
    "so-dieu",
    "Sổ diều",
    SINCE,
    {
        "reason": "abolished",
        "words": ["Sổ diều", "sổ gió"],
        "unless": ["số sổ diều"],
        "instead": "Cơ quan tự tra cứu.",
        "legal_basis": [{"document": "12/2030/QH20", "article": "Điều 38"}],
    },
)
CARD = replace(BOOK, code="the", title="Bản sao thẻ", reason=Reason.HELD, words=("bản sao thẻ",), unless=())


def asking(title: str, **changes: Any) -> Procedure:
    body = procedure_body(components=[{"code": "paper", "title": title, **changes}])
    return procedures.read_definition(body)


def messages(procedure: Procedure, *rules: OutdatedPaper, on: date = SINCE) -> list[str]:
    return [one.message for one in findings(procedure, rules, {}, on=on)]


def test_an_abolished_paper_is_named_with_its_day_and_law() -> None:
    assert messages(asking("Bản sao SỔ DIỀU của chủ hộ"), BOOK) == [
        "“Bản sao SỔ DIỀU của chủ hộ”: Sổ diều không còn giá trị từ 01/01/2023 (Điều 38, 12/2030/QH20). Cơ quan tự tra cứu."
    ]


def test_before_its_day_the_paper_was_lawful() -> None:
    assert messages(asking("Sổ diều"), BOOK, on=date(2022, 12, 31)) == []


@pytest.mark.parametrize("title", ["Số sổ diều đã cấp", "Sổ diềuX", "Ảnh con diều"])
def test_another_paper_with_like_words_is_none_of_it(title: str) -> None:
    assert messages(asking(title), BOOK) == []


def test_what_the_state_holds_may_stand_in_the_list_when_it_is_looked_up_first() -> None:
    assert len(messages(asking("Bản sao thẻ căn cước"), CARD)) == 1
    assert messages(asking("Bản sao thẻ căn cước", available_from=["population"]), CARD) == []
    assert messages(asking("Bản sao thẻ căn cước", shown_only=True), CARD) == []


def test_a_result_of_our_own_is_not_asked_back() -> None:
    held = {"Giấy phép thả diều": "9.000007"}

    def found(title: str) -> list[str]:
        return [one.paper for one in findings(asking(title), (), held, on=SINCE)]

    assert found("Bản sao có chứng thực Giấy phép thả diều của chủ hộ") == ["Giấy phép thả diều"]
    assert found("Đơn đề nghị cấp Giấy phép thả diều") == []


class Together:
    """A catalogue of the sample province with a procedure put beside it."""

    def __init__(self, folder: Folder, extra: Any) -> None:
        self.folder, self.extra = folder, extra

    def all(self, kind: str) -> tuple[Any, ...]:
        found: tuple[Any, ...] = self.folder.all(kind)
        return (*found, self.extra) if kind == "procedure" else found

    def find(self, kind: str, code: str) -> Any:
        return self.folder.find(kind, code)


@pytest.fixture(scope="module")
def province() -> Folder:
    return Folder(ROOT)


def problems(province: Folder, title: str, since: date, until: date | None) -> Iterator[str]:
    one = province.find("procedure", "1.001193")
    rule = province.find("outdated_paper", "so-ho-khau")
    assert one is not None
    assert rule is not None
    components = [{**one.body["components"][0], "title": title}, *one.body["components"][1:]]
    changed = replace(
        one, code="9.9", effective_from=since, effective_to=until, body={**one.body, "components": components}
    )
    return (f"{p.file}:{p.pointer} {p.message}" for p in check_outdated(rule, Together(province, changed)))


def test_definitions_check_refuses_a_procedure_that_still_asks_for_the_household_book(province: Folder) -> None:
    found = list(problems(province, "Sổ hộ khẩu của cha hoặc mẹ", date(2020, 1, 1), None))

    assert len(found) == 1
    assert "/components/0/title" in found[0]
    assert "không còn giá trị từ 01/01/2023 (Điều 38 khoản 3, 68/2020/QH14)" in found[0]


def test_a_version_that_ended_while_the_book_was_valid_is_left_alone(province: Folder) -> None:
    assert list(problems(province, "Sổ hộ khẩu", date(2020, 1, 1), date(2022, 12, 31))) == []


def test_the_sample_province_asks_for_nothing_that_it_may_not_ask_for(province: Folder) -> None:
    assert [str(problem) for problem in province.check() if "/components/" in problem.pointer] == []
