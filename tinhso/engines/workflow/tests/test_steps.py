from collections.abc import Callable
from typing import Any

import pytest

from tinhso.engines.workflow.api import check_process, compile_steps
from tinhso.engines.workflow.compiling import compile_body, read_xml
from tinhso.engines.workflow.tests.processes import consultation, example, outcome, sentences, step, task


def test_the_readme_examples_pass() -> None:
    assert sentences(example()) == []
    assert sentences(consultation()) == []


@pytest.mark.parametrize("body", [example(), consultation()])
def test_what_is_written_reads_back_the_same(body: dict[str, Any]) -> None:
    compiled = compile_body(body)

    assert read_xml(compiled.xml).problems == ()
    assert read_xml(compiled.xml).diagram == compiled.diagram


def test_the_drawing_is_complete() -> None:
    compiled = compile_body(consultation())

    for node in compiled.diagram.nodes:
        assert f'bpmnElement="{node}"' in compiled.xml
    for flow in compiled.diagram.flows:
        assert f'bpmnElement="{flow.id}"' in compiled.xml


def test_outcomes_know_what_they_do() -> None:
    steps = compile_body(example()).diagram.steps

    signed, sent_back = steps["sign"].outcomes
    assert signed.does == ("sign", "seal", "number")
    assert sent_back.does == ()
    assert sent_back.needs_reason is True
    assert [one.end for one in steps["accept"].outcomes] == ["", "not_accepted"]
    assert [one.decision for one in steps["verify"].outcomes] == ["granted", "refused"]


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda b: b.pop("steps"), "steps: phải là danh sách"),
        (lambda b: b.update(steps=[]), "steps: phải là danh sách"),
        (lambda b: b.update(stepz=[]), "không hiểu “stepz”"),
        (lambda b: b["facts"].update({"a b": "boolean"}), "tên “a b” không hợp lệ"),
        (lambda b: b["facts"].update({"outcome": "boolean"}), "tên “outcome” không hợp lệ"),
        (lambda b: b["facts"].update({"x": "text"}), "facts.x: loại phải là"),
        (lambda b: b["facts"].update({"x": {"type": "number", "default": "a"}}), "facts.x: giá trị mặc định"),
        (lambda b: b["facts"].update({"x": {"type": "number", "from": "form/x"}}), "facts.x: from"),
        (lambda b: step(b, "verify").update(code="Verify"), "mã “Verify” không hợp lệ"),
        (lambda b: step(b, "verify").update(code=True), "mã “True” không hợp lệ"),
        (lambda b: step(b, "review").update(code="verify"), "bước verify: mã trùng"),
        (lambda b: step(b, "verify").pop("title"), "bước verify: thiếu title"),
        (lambda b: step(b, "verify").pop("role"), "bước verify: thiếu role"),
        (lambda b: step(b, "verify").update(place="somewhere"), "bước verify: place “somewhere”"),
        (lambda b: step(b, "verify").update(does=["fly"]), "bước verify: does “fly”"),
        (lambda b: step(b, "verify").update(term={"value": 0, "unit": "hours"}), "bước verify: term"),
        (lambda b: step(b, "verify").update(term={"value": 1, "unit": "weeks"}), "bước verify: term"),
        (lambda b: step(b, "verify").update(term="2 ngày"), "bước verify: term"),
        (lambda b: step(b, "verify").update(colour="red"), "bước verify: không hiểu “colour”"),
        (lambda b: step(b, "verify").update(other_than=["nobody"]), "bước verify: other_than “nobody”"),
        (lambda b: step(b, "inspect").update(consults="opinion"), "bước lấy ý kiến phải đặt ở một cơ quan"),
        (lambda b: step(b, "inspect").update(consults="opinion", place="H99.5"), "chỉ có agreed, objected, needs_more"),
        (lambda b: step(b, "inspect").update(consults="Ý kiến", place="H99.5"), "không phải mã cách lấy ý kiến"),
        (lambda b: step(b, "verify").update(outcomes=[]), "bước verify: outcomes"),
        (lambda b: step(b, "inspect")["outcomes"][0].pop("to"), "bước inspect, kết quả passed: phải có đúng một trong"),
        (lambda b: step(b, "inspect")["outcomes"][0].update(end="granted"), "phải có đúng một trong to, end, choose"),
        (lambda b: step(b, "inspect")["outcomes"][0].update(to="nowhere"), "không có bước “nowhere”"),
        (lambda b: step(b, "inspect")["outcomes"][1].update(code="passed"), "kết quả passed: mã trùng"),
        (lambda b: step(b, "inspect")["outcomes"][0].update(decision="maybe"), "decision phải là"),
        (lambda b: step(b, "accept")["outcomes"][1].update(end="lost"), "end phải là"),
        (lambda b: step(b, "verify")["outcomes"][0]["choose"].pop(), "choose cần ít nhất hai dòng"),
        (
            lambda b: step(b, "verify")["outcomes"][0]["choose"][0].update(when="exec('1')"),
            "dùng Call, không được phép",
        ),
        (lambda b: step(b, "verify")["outcomes"][0]["choose"][0].update(when="wealth > 3"), "dùng “wealth”"),
        (
            lambda b: step(b, "give_back")["outcomes"][0]["choose"][0].update(when='outcome.verify == "typo"'),
            "bước verify không có kết quả “typo”",
        ),
        (lambda b: step(b, "verify").update(does=[]), "bước sign: có thể ký khi chưa bước nào dự thảo"),
        (lambda b: step(b, "sign").update(does=["sign"]), "bước give_back: có thể trả kết quả đã ký khi chưa"),
        (lambda b: step(b, "sign").update(does=["number", "seal"]), "bước sign: có thể cấp số khi chưa bước nào ký"),
        (lambda b: step(b, "sign").update(does=["sign", "number"]), "bước sign: cấp số và đóng dấu là một việc"),
        (lambda b: b["steps"].append(task("lonely", outcome("done", end="granted"))), "phần tử lonely “Bước lonely”"),
    ],
)
def test_refuses(change: Change, words: str) -> None:
    body = example()
    change(body)

    problems = sentences(body)

    assert words in "; ".join(problems)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: c["branches"].pop(), "cần ít nhất hai nhánh"),
        (lambda c: c["branches"][1].update(code="environment"), "nhánh environment: mã trùng"),
        (
            lambda c: c["branches"][0]["steps"][0]["outcomes"][0].update(end="refused"),
            "một nhánh không được kết thúc quy trình",
        ),
        (
            lambda c: c["branches"][0]["steps"][0]["outcomes"][0].update(to="review"),
            "không có bước “review” trong nhánh này",
        ),
        (lambda c: c["branches"][1]["steps"][1].update(outcomes=[outcome("again", to="police_draft")]), "không"),
        (lambda c: c.pop("choose"), "bước consult: phải có đúng một trong"),
    ],
)
def test_refuses_branches(change: Change, words: str) -> None:
    body = consultation()
    change(step(body, "consult"))

    assert words in "; ".join(sentences(body))


def test_a_loop_without_a_way_out_is_refused() -> None:
    body = {
        "steps": [
            task("a", outcome("x", to="b"), outcome("y", end="granted")),
            task("b", outcome("x", to="c")),
            task("c", outcome("x", to="b")),
        ]
    }

    [problem] = sentences(body)

    assert problem.startswith("từ ")
    assert "không có đường nào tới kết thúc" in problem


@pytest.mark.parametrize("title", ["a\x00b", "a\x0bb", "a\ud800b", "a\uffffb"])
def test_characters_that_xml_cannot_hold_are_refused(title: str) -> None:
    body = example()
    step(body, "verify")["title"] = title

    assert sentences(body) == ["quy trình có ký tự điều khiển không được phép"]


def test_text_keeps_its_marks() -> None:
    body = example()
    step(body, "verify")["title"] = 'Thẩm định "<&>"\tĐ\n2'

    assert read_xml(compile_steps(body)).diagram.steps["verify"].title == 'Thẩm định "<&>"\tĐ\n2'


def test_the_same_text_every_time() -> None:
    assert compile_steps(consultation()) == compile_steps(consultation())


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (lambda b: step(b, "verify").update(colour="red"), "/steps/1"),
        (lambda b: step(b, "verify").update(does=["fly"]), "/steps/1/does"),
        (lambda b: step(b, "verify").update(role="nobody at all"), "/steps/1/role"),
        (lambda b: step(b, "verify").update(term={"value": 1, "unit": "weeks"}), "/steps/1/term"),
        (lambda b: step(b, "accept")["outcomes"][1].update(end="lost"), "/steps/0/outcomes/1"),
        (lambda b: step(b, "verify")["outcomes"][0]["choose"][0].update(when="a >"), "/steps/1/outcomes/0/choose/0"),
        (lambda b: step(b, "verify")["outcomes"][0]["choose"][1].update(to="nowhere"), "/steps/1/outcomes/0/choose/1"),
        (lambda b: b["steps"].insert(1, task("lonely", outcome("done", end="granted"))), "/steps/1"),
    ],
)
def test_a_problem_points_at_what_is_wrong(change: Change, pointer: str) -> None:
    """So that `definitions check` names its line."""
    body = example()
    change(body)

    assert check_process(body)[0].pointer == pointer
