"""A refusal as a page shows it and as a program reads it."""

from tinhso.kernel.errors import Conflict, Invalid


def test_a_page_finds_each_sentence_at_its_box() -> None:
    refused = Invalid("Chưa lưu được.", fields={"/days": "Nhập từ 1 đến 30.", "/child/born_on": "Không có ngày này."})

    assert refused.by_box("days") == {"days": "Nhập từ 1 đến 30.", "child-born_on": "Không có ngày này."}


def test_a_refusal_that_names_no_box_stands_where_the_page_wants_it() -> None:
    assert Conflict("Người khác vừa làm việc này.").by_box("viec") == {"viec": "Người khác vừa làm việc này."}


def test_a_program_reads_the_same_sentences_by_pointer() -> None:
    assert Invalid("Chưa lưu được.", fields={"/days": "Nhập từ 1 đến 30."}).as_problem() == {
        "type": "urn:tinhso:problem:invalid",
        "title": "invalid",
        "status": 422,
        "detail": "Chưa lưu được.",
        "errors": [{"pointer": "/days", "detail": "Nhập từ 1 đến 30."}],
    }
