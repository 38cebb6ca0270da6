import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.services.papers import api
from tinhso.services.papers.domain import letters, procedure_letters
from tinhso.services.papers.errors import LetterUnknownField


def test_values_are_merged_and_escaped() -> None:
    html = api.merge_letter(
        "Kính gửi {{ applicant_name }},\n\n- một & hai\n- {{ child.name }}",
        {"applicant_name": "<b>Đỗ Thị Ý</b>", "child": {"name": 'An "Nhỏ"'}},
    )

    assert html == (
        "<p>Kính gửi &lt;b&gt;Đỗ Thị Ý&lt;/b&gt;,</p>\n<ul><li>một &amp; hai</li><li>An &quot;Nhỏ&quot;</li></ul>"
    )


def test_a_paragraph_of_which_nothing_is_left_is_left_out() -> None:
    assert api.merge_letter("Một\n\n{{ opinion }}\n\nHai", {"opinion": ""}) == "<p>Một</p>\n<p>Hai</p>"


def test_a_value_is_never_read_as_a_placeholder() -> None:
    assert api.merge_text("{{ a }}", {"a": "{{ secret }}", "secret": "x"}) == "{{ secret }}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chào {{ name }}", []),
        ("Chào {{name}} và {{ child.full_name }}", []),
        ("{{ unknown }}", ["“{{ unknown }}” không phải là trường mà thư này được phép dùng"]),
        ("{{ name|upper }}", ["“{{ name|upper }}” không phải là một đường dẫn (chỉ dùng chữ thường, số, “_” và “.”)"]),
        ("{{ name.__class__ }}", ["“{{ name.__class__ }}” không phải là trường mà thư này được phép dùng"]),
        ("{% if x", ["dấu “{%” không được dùng trong thư"]),
        ("{{ name", ["dấu “{{” không được dùng trong thư"]),
    ],
)
def test_check_tells_what_is_wrong(text: str, expected: list[str]) -> None:
    assert api.check_letter(text, {"name", "child.full_name"}) == expected


def test_missing_value_refuses_to_merge() -> None:
    with pytest.raises(LetterUnknownField) as refused:
        api.merge_letter("{{ child.name }}", {"child": {}})

    assert refused.value.message == "Thư mẫu cần giá trị “child.name” nhưng không có."


def test_answers_of_the_form_may_be_quoted_lists_may_not() -> None:
    schema = {
        "properties": {
            "child": {"properties": {"full_name": {"type": "string"}}},
            "copies": {"type": "integer"},
            "trees": {"type": "array", "items": {"type": "object"}},
        }
    }

    known = procedure_letters.known_fields({"due_words": "Hẹn trả"}, schema)

    assert known == {"due_words", "answers.child.full_name", "answers.copies"}


@given(st.text(), st.text())
def test_what_passes_the_check_merges_and_leaves_no_markup(text: str, value: str) -> None:
    if letters.problems(text, {"a", "b.c"}):
        return

    html = letters.merge_html(text, {"a": value, "b": {"c": value}})

    for tag in ("<p>", "</p>", "<ul>", "</ul>", "<li>", "</li>"):
        html = html.replace(tag, "")
    assert "<" not in html
