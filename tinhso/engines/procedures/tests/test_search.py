import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.procedures.search.index import Entry, TrigramIndex
from tinhso.engines.procedures.search.words import drop_courtesy, fold_words

RELEVANCE = yaml.safe_load((Path(__file__).parent / "relevance.yaml").read_text(encoding="utf-8"))
ENTRIES = [Entry(code, tuple(names)) for code, names in RELEVANCE["names"].items()]
INDEX = TrigramIndex(ENTRIES)


def measure(index: TrigramIndex, questions: Any) -> tuple[float, float, list[Any]]:
    """(share answered first, share answered among three, the questions that were not)."""
    first = third = 0
    missed = []
    for question in questions:
        right = {question["code"], *question.get("also", ())}
        found = [code for code, _ in index.search(question["ask"], limit=3)]
        first += bool(found) and found[0] in right
        third += bool(right & set(found))
        if not right & set(found):
            missed.append((question["ask"], found))
    return first / len(questions), third / len(questions), missed


def test_everyday_questions_find_their_procedure() -> None:
    at_one, at_three, missed = measure(INDEX, RELEVANCE["questions"])

    assert at_three >= 0.97, missed
    assert at_one >= 0.93, missed


def test_they_do_so_among_the_real_records() -> None:
    folder = os.environ.get("TINHSO_CORPUS")
    if not folder:
        pytest.skip("TINHSO_CORPUS is not set: the real records are not searched")
    entries = {}
    for file in sorted((Path(folder) / "procedures").rglob("*.json")):
        record = json.loads(file.read_bytes())
        weight = 0.03 if "Cấp xã" in record["cap_thuc_hien"] else 0.0
        entries[record["ma_thu_tuc"]] = Entry(record["ma_thu_tuc"], (record["ten_thu_tuc"],), weight)
    assert len(entries) > 1000
    questions = [q for q in RELEVANCE["questions"] if q["code"] in entries]

    _, at_three, missed = measure(TrigramIndex(entries.values()), questions)

    assert at_three >= 0.9, missed


@pytest.mark.parametrize(
    "text",
    [
        "dang ky khai sinh",
        "Đăng ký khai sinh",
        "ĐĂNG KÝ KHAI SINH",
        "đăng kí khai sinh",
        "  dang   ky khai sinh ",
        "Đa\u0306ng ky\u0301 khai sinh",
    ],
)
def test_marks_case_and_spacing_do_not_matter(text: str) -> None:
    assert INDEX.search(text, limit=1)[0][0] == "1.001193"


@pytest.mark.parametrize("text", ["1.001193", "001193", "1.0011"])
def test_a_code_comes_first(text: str) -> None:
    assert INDEX.search(text)[0][0] == "1.001193"


@pytest.mark.parametrize("text", ["", " ", "???", "xyz qqq", "🙂"])
def test_nothing_found(text: str) -> None:
    assert INDEX.search(text) == []


def test_order_of_entries_does_not_matter() -> None:
    shuffled = list(ENTRIES)
    random.Random(7).shuffle(shuffled)
    other = TrigramIndex(shuffled)

    for question in RELEVANCE["questions"]:
        assert other.search(question["ask"]) == INDEX.search(question["ask"])


def test_near_ties_go_to_what_can_be_filed_here() -> None:
    names = ("Cấp thẻ thả diều",)

    index = TrigramIndex([Entry("9.000001", names), Entry("9.000002", names, 0.06)])

    assert [code for code, _ in index.search("the tha dieu")] == ["9.000002", "9.000001"]


def test_courtesy_is_dropped_while_something_is_left() -> None:
    assert drop_courtesy(fold_words("Cho tôi hỏi thủ tục đăng ký kết hôn cần gì")) == "dang ki ket hon"
    assert drop_courtesy(fold_words("thủ tục")) == "thu tuc"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_searched(text: str) -> None:
    results = INDEX.search(text, limit=5)

    assert len(results) <= 5
    assert all(score > 0 for _, score in results)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ENTRIES))
def test_every_name_finds_itself(entry: Entry) -> None:
    assert INDEX.search(entry.names[0], limit=1)[0][0] == entry.code
