"""Compile, check, validate, normalise: one schema for the pages and the API."""

import copy
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.engines.forms import api
from tinhso.engines.forms.errors import FormBroken
from tinhso.engines.forms.tests.scene import example, good
from tinhso.kernel import clock


def form() -> Any:
    return api.compile_form(example()["form"])


def problems(change: Any) -> list[str]:
    body = copy.deepcopy(example()["form"])
    change(body["schema"], body["ui"])
    return [str(problem) for problem in api.check_form(body)]


def test_example_of_the_readme_passes_its_own_check() -> None:
    assert problems(lambda schema, ui: None) == []


def test_same_files_compile_once() -> None:
    assert form() is form()
    jsonschema.Draft202012Validator.check_schema(dict(form().api_schema))


def test_good_answers_pass_on_both_sides() -> None:
    assert api.validate(form(), good()) == {}
    assert jsonschema.Draft202012Validator(dict(form().api_schema)).is_valid(good())


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        (lambda d: d["applicant"].pop("full_name"), "/applicant/full_name", "Hãy nhập"),
        (lambda d: d["applicant"].update(relation="other"), "/applicant/relation_other", "Hãy nhập"),
        (lambda d: d["applicant"].update(relation_other="x"), "/applicant/relation_other", "không phải khai"),
        (lambda d: d.update(copies=2), "/copies", "không phải khai"),
        (lambda d: d.update(copies_wanted=True), "/copies", "Hãy nhập"),
        (lambda d: d.update(extra=1), "/extra", "Không có mục này"),
        (lambda d: d["applicant"].update(phone="+84912345678"), "/applicant/phone", "dạng chuẩn: 0912345678"),
        (lambda d: d["applicant"].update(full_name="Tra\u0302n"), "/applicant/full_name", "dạng chuẩn"),
        (lambda d: d["child"].update(sex="m"), "/child/sex", "Hãy chọn"),
        (lambda d: d["child"].update(ethnicity="99"), "/child/ethnicity", "trong danh sách"),
        (lambda d: d["child"].update(born_on="2999-01-01"), "/child/born_on", "quá khứ"),
        (lambda d: d["child"].update(born_on="1999-01-01"), "/child/born_on", "từ năm 2000"),
        (lambda d: d["child"].update(born_on="2026-02-30"), "/child/born_on", "Không có ngày 30/02/2026"),
        (lambda d: d["child"].update(full_name=5), "/child/full_name", "cần chữ"),
        (lambda d: d["applicant"]["address"].pop("commune_code"), "/applicant/address", "Còn thiếu xã, phường"),
        (lambda d: d["applicant"]["address"].update(commune_code="99999"), "/applicant/address", "Không có xã"),
        (lambda d: d.update(siblings=[{}]), "/siblings/0/full_name", "Hãy nhập"),
        (lambda d: d.update(siblings=[{"full_name": "A", "x": 1}]), "/siblings/0/x", "Không có mục này"),
        (lambda d: d.update(siblings=[{"full_name": "A"}] * 11), "/siblings", "Nhiều nhất 10"),
        (lambda d: d.update(siblings="A"), "/siblings", "danh sách"),
        (lambda d: d.update(child=None), "/child", "đối tượng"),
    ],
)
def test_each_mistake_is_told_where_it_is(change: Any, where: str, words: str) -> None:
    data = good()
    change(data)

    with clock.frozen(clock.at_local(2026, 11, 21)):
        found = api.validate(form(), data)

    assert any(words in text for text in found[where]), found


def test_data_that_is_no_object_is_told_so() -> None:
    assert api.validate(form(), []) == {"": ["Dữ liệu phải là một đối tượng."]}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(
        st.tuples(st.sampled_from(["applicant", "child", "copies", "siblings", "copies_wanted"]), JSON), max_size=3
    )
)
def test_any_json_is_judged_without_an_accident(changes: list[tuple[str, Any]]) -> None:
    data = good() | dict(changes)

    found = api.validate(form(), data)
    cleaned = api.normalise(form(), data)

    assert all(texts and all(texts) for texts in found.values())
    assert api.normalise(form(), cleaned) == cleaned


def test_what_a_program_sends_is_cleaned_like_a_page() -> None:
    data = good()
    data["applicant"]["phone"] = " +84 912 345 678"
    data["applicant"]["personal_number"] = "079 090 001 234"
    data["siblings"] = [{"full_name": "  An   Văn "}]

    cleaned = api.normalise(form(), data)

    assert cleaned["applicant"]["phone"] == "0912345678"
    assert cleaned["applicant"]["personal_number"] == "079090001234"
    assert cleaned["siblings"] == [{"full_name": "An Văn"}]
    assert api.validate(form(), cleaned) == {}


def test_broken_form_does_not_compile() -> None:
    with pytest.raises(FormBroken):
        api.compile_form({"schema": {}, "ui": {"topics": [{"code": "a"}]}})


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda s, u: u["topics"][1]["fields"].append("x.y"), "/ui/topics/1/fields/2: không có câu hỏi “x.y”"),
        (lambda s, u: s["properties"]["child"]["properties"]["born_on"].update(format="ngay"),
        "/schema/properties/child/properties/born_on/format: không biết format “ngay”"),
        (lambda s, u: u["topics"][5]["show_when"].update({"is": "maybe"}),
        "/ui/topics/5/show_when: không bao giờ đúng"),
        (lambda s, u: u["topics"][0].update(show_when={"field": "copies_wanted", "is": True}),
        "/ui/topics/0/show_when: điều kiện nhìn vào “copies_wanted”, được hỏi sau"),
        (lambda s, u: u["papers"]["giay_chung_sinh"].pop("max_megabytes"),
        "/ui/papers/giay_chung_sinh/max_megabytes: tệp cần giới hạn"),
        (lambda s, u: u["topics"].pop(4), "/schema/properties/copies_wanted: câu hỏi “copies_wanted” không được hỏi"),
        (lambda s, u: u["topics"][2]["fields"].extend(["applicant.full_name"] * 4),
        "/ui/topics/2/fields: có 8 câu hỏi trên một trang, nhiều nhất 7"),
        (lambda s, u: u["topics"][1].update(code="nguoi-khai"), "/ui/topics/1/code: mã chủ đề “nguoi-khai” sai"),
        (lambda s, u: u["topics"][1].update(titel="x"), "/ui/topics/1/titel: không biết khóa “titel”"),
        (lambda s, u: s["properties"]["siblings"].pop("maxItems"),
        "/schema/properties/siblings: nhóm lặp cần maxItems"),
        (lambda s, u: s["properties"]["applicant"]["properties"]["relation_other"].pop("maxLength"), "cần maxLength"),
        (lambda s, u: s["properties"]["applicant"]["properties"]["phone"].pop("title"), "thiếu title"),
        (lambda s, u: s.update({"if": {}}), "/schema/if: không dùng “if”"),
        (lambda s, u: s["required"].append("zzz"), "“zzz” bắt buộc nhưng không có"),
        (lambda s, u: u["checks"][0].update(at="no"), "/ui/checks/0/at: không có câu hỏi “no”"),
        (lambda s, u: u["topics"][3]["repeat"].update(group="no"), "/ui/topics/3/repeat/group: không có nhóm lặp “no”"),
        (lambda s, u: s.update(type=5), "/schema/type: không đúng JSON Schema"),
        (lambda s, u: u.update(topics=[]), "/ui/topics: cần ít nhất một chủ đề"),
        (lambda s, u: u["topics"].append(7), "/ui"),
    ],
)  # fmt: skip
def test_definition_mistake_is_told_with_its_pointer(change: Any, problem: str) -> None:
    assert any(problem in said for said in problems(change)), problems(change)


@given(JSON, JSON)
def test_check_survives_any_json(schema: Any, ui: Any) -> None:
    assert api.check_form({"schema": schema, "ui": ui})
