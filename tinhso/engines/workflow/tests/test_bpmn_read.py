import pytest

from tinhso.engines.workflow.api import check_process, compile_steps
from tinhso.engines.workflow.tests.processes import consultation, example, sentences

HEAD = (
    '<bpmn:definitions id="d" xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:tinhso="urn:tinhso:bpmn:1">'
    '<bpmn:process id="p" isExecutable="true">'
)
TAIL = "</bpmn:process></bpmn:definitions>"


def task(code: str, *, inside: str = "") -> str:
    attributes = f'id="{code}" name="Bước {code}" tinhso:role="specialist" tinhso:place="owner"'
    return f"<bpmn:userTask {attributes}>{inside}</bpmn:userTask>"


def flow(source: str, target: str, *, inside: str = "") -> str:
    attributes = f'id="{source}-{target}" sourceRef="{source}" targetRef="{target}"'
    return f"<bpmn:sequenceFlow {attributes}>{inside}</bpmn:sequenceFlow>"


def drawn(*elements: str) -> dict[str, object]:
    return {"bpmn": HEAD + "".join(elements) + TAIL}


SIMPLE = (
    '<bpmn:startEvent id="start"/>',
    task("verify"),
    '<bpmn:endEvent id="end_granted"/>',
    flow("start", "verify"),
    flow("verify", "end_granted"),
)


def test_a_small_drawing_passes() -> None:
    assert sentences(drawn(*SIMPLE)) == []


def test_what_steps_compile_to_passes_as_a_drawing() -> None:
    for body in (example(), consultation()):
        assert sentences({"bpmn": compile_steps(body)}) == []


def test_bpmn_js_writes_a_declaration_and_we_read_it() -> None:
    body = drawn(*SIMPLE)
    assert sentences({"bpmn": f'<?xml version="1.0" encoding="UTF-8"?>\n{body["bpmn"]}'}) == []


@pytest.mark.parametrize(
    "kind",
    [
        "scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "manualTask", "task", "subProcess",
        "callActivity", "transaction", "adHocSubProcess", "inclusiveGateway", "complexGateway", "eventBasedGateway",
        "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "dataObject", "dataObjectReference",
        "dataStoreReference", "ioSpecification", "property",
    ],
)  # fmt: skip
def test_unsupported_elements_are_named(kind: str) -> None:
    problems = sentences(drawn(*SIMPLE, f'<bpmn:{kind} id="odd" name="Lạ"/>'))

    assert problems == [f"phần tử odd “Lạ” ({kind}): không được hỗ trợ"]


@pytest.mark.parametrize(
    ("element", "inside"),
    [
        ("startEvent", "timerEventDefinition"),
        ("startEvent", "messageEventDefinition"),
        ("endEvent", "terminateEventDefinition"),
        ("endEvent", "errorEventDefinition"),
        ("userTask", "multiInstanceLoopCharacteristics"),
        ("userTask", "standardLoopCharacteristics"),
        ("userTask", "ioSpecification"),
        ("userTask", "dataInputAssociation"),
    ],
)
def test_unsupported_parts_are_named(element: str, inside: str) -> None:
    problems = sentences(drawn(*SIMPLE, f'<bpmn:{element} id="odd"><bpmn:{inside}/></bpmn:{element}>'))

    assert f"phần tử odd ({element}): có {inside}, không được hỗ trợ" in problems


@pytest.mark.parametrize("kind", ["message", "signal", "error", "escalation", "itemDefinition", "import"])
def test_unsupported_definitions_are_named(kind: str) -> None:
    xml = str(drawn(*SIMPLE)["bpmn"]).replace("<bpmn:process", f'<bpmn:{kind} id="m1" name="Tin"/><bpmn:process')

    assert sentences({"bpmn": xml}) == [f"phần tử m1 “Tin” ({kind}): không được hỗ trợ"]


def test_conditions_of_a_drawing_are_ours_too() -> None:
    gateway = '<bpmn:exclusiveGateway id="g" default="g-end_granted"/>'
    evil = flow("g", "verify", inside="<bpmn:conditionExpression>__import__('os')</bpmn:conditionExpression>")
    start, verify, end, first, _ = SIMPLE

    [problem] = sentences(
        drawn(start, verify, end, gateway, first, flow("verify", "g"), flow("g", "end_granted"), evil)
    )

    assert problem == "đường nối g-verify từ g: điều kiện “__import__('os')” dùng Call, không được phép"


def test_a_choice_without_default_is_refused() -> None:
    gateway = '<bpmn:exclusiveGateway id="g" name="Đạt?"/>'
    start, verify, end, first, _ = SIMPLE

    problems = sentences(drawn(start, verify, end, gateway, first, flow("verify", "g"), flow("g", "end_granted")))

    assert "cổng rẽ nhánh g “Đạt?”: thiếu đường mặc định (default)" in problems


def test_a_join_that_waits_for_ever_is_refused() -> None:
    body = drawn(
        '<bpmn:startEvent id="start"/>', task("a"), task("b"), '<bpmn:exclusiveGateway id="x" default="x-b"/>',
        '<bpmn:parallelGateway id="join" name="Chờ"/>', '<bpmn:endEvent id="end_granted"/>',
        flow("start", "x"), flow("x", "b"),
        flow("x", "a", inside="<bpmn:conditionExpression>true</bpmn:conditionExpression>"),
        flow("a", "join"), flow("b", "join"), flow("join", "end_granted"),
    )  # fmt: skip

    problems = sentences(body)

    assert "phần tử join “Chờ”: không bao giờ tới được" in problems
    assert "từ join “Chờ” không có đường nào tới kết thúc" in problems


def test_an_end_while_others_work_is_refused() -> None:
    body = drawn(
        '<bpmn:startEvent id="start"/>', task("a"), task("b"), '<bpmn:parallelGateway id="split"/>',
        '<bpmn:endEvent id="end_granted"/>', flow("start", "split"), flow("split", "a"), flow("split", "b"),
        flow("a", "end_granted"), flow("b", "end_granted"),
    )  # fmt: skip

    [problem] = sentences(body)

    assert problem == "điểm kết thúc end_granted: tới được khi một nhánh khác còn dở dang"


def test_branches_that_meet_without_a_join_are_refused() -> None:
    body = drawn(
        '<bpmn:startEvent id="start"/>', task("a"), task("b"), task("c"), '<bpmn:parallelGateway id="split"/>',
        '<bpmn:endEvent id="end_granted"/>', flow("start", "split"), flow("split", "a"), flow("split", "b"),
        flow("a", "c"), flow("b", "c"), flow("c", "end_granted"),
    )  # fmt: skip

    [problem] = sentences(body)

    assert problem.startswith(("phần tử end_granted", "điểm kết thúc end_granted"))


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<",
        "không phải XML",
        "\ud800",
        "<a/>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        "<a>" * 100_000,
        "<a>" * 100_000 + "</a>" * 100_000,
        "<!--" + "x" * 1_000_001 + "--><a/>",
        HEAD.replace("<bpmn:process", '<bpmn:process id="q"/><bpmn:process') + TAIL,
    ],
)
def test_bad_files_are_refused(xml: str) -> None:
    assert sentences({"bpmn": xml})


def test_entities_never_open() -> None:
    [problem] = sentences({"bpmn": "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"})

    assert problem == "không đọc được tệp BPMN: tệp có khai báo DOCTYPE, không được phép"


def test_a_problem_of_a_drawing_points_at_its_element() -> None:
    [problem] = check_process(drawn(*SIMPLE, '<bpmn:scriptTask id="odd" name="Lạ"/>'))

    assert problem.pointer == "/bpmn/odd"
