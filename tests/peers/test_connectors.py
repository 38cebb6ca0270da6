"""Each connector keeps its contract with its partner's simulator; whatever a partner does wrong ends in words that say what to do."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tinhso.engines.connectors import api
from tinhso.engines.connectors.adapters import partner, transports
from tinhso.engines.connectors.domain.definition import connector_from
from tinhso.engines.connectors.errors import Disagrees, NotReached, NotSetUp, Refused, Uncertain, Unfilled
from tinhso.engines.connectors.types import Connector, Meaning, Stage, Value
from tinhso.kernel import http
from tinhso.kernel.clock import frozen
from tinhso.lab.peers.connectors.server import PartnerServer, serving
from tinhso.lab.peers.national_portal.faults import Fault

FOLDER = Path(__file__).resolve().parents[2] / "definitions" / "exchange" / "connectors"
BIRTH = {
    "nksHoTen": Value(raw="Trần <b>An</b> & Bình"),
    "nksNgaySinh": Value(raw="2026-11-20"),
    "nksGioiTinh": Value(raw="female", words="Nữ"),
}
PUSH = {"agency": "H99.101", "code": "H99-1", "record": "KS", "accepted_at": "20261130080509"}


def connector(code: str, **limits: Any) -> Connector:
    body = yaml.safe_load((FOLDER / f"{code}.yaml").read_text("utf-8"))
    return connector_from({**body, "limits": {**body.get("limits", {}), **limits}}, version_id=None)


@pytest.fixture
def play(settings: Any, tmp_path: Path) -> Iterator[Any]:
    """Start a partner's simulator and set our client to it as an operator would."""
    stack, entries = ExitStack(), dict[str, Any]()
    settings.CONNECTORS_ADAPTER, settings.CONNECTORS_FILE = "partner", str(tmp_path / "tai-khoan.json")
    transports.transport.forget()

    def start(code: str) -> PartnerServer:
        server = stack.enter_context(serving(code, key="tinh", secret="mat-khau"))
        address = {"address": server.address, "token_address": f"{server.address}/token"}
        entries[code] = {"key": "tinh", "secret": "mat-khau", **address}
        Path(settings.CONNECTORS_FILE).write_text(json.dumps(entries), "utf-8")
        Path(settings.CONNECTORS_FILE).chmod(0o600)
        server.script.seconds = 3
        return server

    with stack:
        yield start
    transports.transport.forget()


def push(to: Connector, *, values: dict[str, Value] | None = None, code: str = "H99-1") -> Any:
    record = api.fill(to, "KS", values or BIRTH)
    sent = {**PUSH, "code": code, "fields": dict(record), "fields_xml": api.xml_of("hoTich", record)}
    return api.call(to, "push", sent)


def find(at: Connector, code: str = "H99-1") -> Any:
    return api.call(at, "find", {"agency": "H99.101", "code": code})


def test_a_birth_is_handed_over_followed_and_gets_its_number(play: Any) -> None:
    server, to = play("civil_status"), connector("civil_status")
    reference = push(to).values["reference"]
    assert reference == "HT.000001"
    stages = [to.stages[find(to).values["stage"]] for _ in range(3)]
    assert stages == [Stage.RECEIVED, Stage.WORKING, Stage.DONE]
    result = api.call(to, "result", {"agency": "H99.101", "code": "H99-1"})
    assert result.values == {"number": "1", "book": "01", "registered_on": "30/11/2026"}
    assert push(to).meaning is Meaning.KNOWN
    assert len(server.shelf.kept) == 1
    assert not find(to, "H99-2").is_found


def test_a_judicial_record_is_asked_for_and_issued(play: Any) -> None:
    play("judicial_records")
    to = connector("judicial_records")
    record = api.fill(
        to,
        "declaration",
        {
            "fullName": Value(raw="Trần Văn Mẫu"), "birthDateStr": Value(raw="1990-01-31"),
            "identifyNo": Value(raw="086190000001"), "formType": Value(raw="number_1"),
        },
    )  # fmt: skip
    said = api.call(to, "push", {**PUSH, "fields": dict(record)})
    assert said.values["reference"] == "700000"
    stages = [to.stages[find(to).values["stage"]] for _ in range(3)]
    assert stages == [Stage.RECEIVED, Stage.WORKING, Stage.DONE]
    assert find(to).values["number"] == "LLTP-700000"


def test_registers_answer_by_the_names_that_we_know(play: Any) -> None:
    for code in ("business_registration", "social_insurance", "population"):
        play(code)
    found = api.call(connector("business_registration"), "look_up", {"number": "1599990018"})
    assert found.values["name"] == "Công ty TNHH Vận tải Minh Họa"
    assert not api.call(connector("business_registration"), "look_up", {"number": "0100112437"}).is_found
    card = {
        "agency": "H99.101", "request": "YC-1", "officer": "CB-1", "procedure": "1.001193", "number": "086195000073",
        "full_name": "Nguyễn Thị Lan Mẫu", "born_on": "1995-03-12",
    }  # fmt: skip
    people = connector("population")
    assert api.call(people, "look_up", card).values["ethnicity"] == "01"
    # All three must match, and nobody asks without saying who.
    assert not api.call(people, "look_up", {**card, "born_on": "1995-03-13"}).is_found
    with pytest.raises(Refused, match="Thiếu mã cán bộ"):
        api.call(people, "look_up", {**card, "officer": ""})
    insured = {"full_name": "Nguyễn Thị Lan Mẫu", "born_on": "19950312", "sex": "2"}
    number = api.call(connector("social_insurance"), "find_number", insured).values["insurance_number"]
    member = api.call(connector("social_insurance"), "look_up", {"number": number})
    assert member.values["full_name"] == "Nguyễn Thị Lan Mẫu"


def test_a_vehicle_is_looked_up_by_its_plate(play: Any) -> None:
    """The connector that was written from docs/guides/connector.md alone."""
    play("vehicle_registration")
    to = connector("vehicle_registration")
    asked = {"number": "64B-000.01", "agency": "H99.101", "officer": "van-tai"}
    found = api.call(to, "look_up", asked)
    assert (found.values["owner"], found.values["inspected_until"]) == ("Công ty TNHH Vận tải Minh Họa", "2027-03-31")
    assert not api.call(to, "look_up", {**asked, "number": "64B-000.09"}).is_found
    with pytest.raises(Refused, match="đối chiếu giấy đăng ký xe"):
        api.call(to, "look_up", {**asked, "number": "../token"})
    with pytest.raises(Refused, match="Thiếu đơn vị"):
        api.call(to, "look_up", {**asked, "officer": ""})


@pytest.mark.parametrize("code", sorted(path.stem for path in FOLDER.glob("*.yaml")))
def test_every_definition_has_a_simulator_that_it_can_call(play: Any, code: str) -> None:
    play(code)
    assert api.check(connector(code), agency="H99").problems == ()


def test_what_a_person_wrote_stays_a_value_in_the_xml(play: Any) -> None:
    record = api.fill(connector("civil_status"), "KS", BIRTH)
    assert "<nksHoTen>Trần &lt;b&gt;An&lt;/b&gt; &amp; Bình</nksHoTen>" in api.xml_of("hoTich", record)
    assert (record["nksNgaySinh"], record["nksGioiTinh"]) == ("20/11/2026", "2")


def test_what_does_not_fit_is_named_field_by_field() -> None:
    wrong = {"nksHoTen": Value(raw="A" * 101), "nksNgaySinh": Value(raw="hôm qua"), "nksGioiTinh": Value(raw="other")}
    with pytest.raises(Unfilled) as refused:
        api.fill(connector("civil_status"), "KS", wrong)
    assert refused.value.fields == {
        "nksHoTen": "dài 101 ký tự, bên nhận chỉ lấy 100",
        "nksNgaySinh": "không phải một ngày",
        "nksGioiTinh": "bên nhận chưa có mã cho giá trị “other”",
    }
    with pytest.raises(Unfilled, match="bắt buộc"):
        api.fill(connector("civil_status"), "KS", {})


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault.HTML, Uncertain, "trang bảo trì, tường lửa"),
        (Fault.FLOOD, Uncertain, "dài quá 200000 byte"),
        (Fault.DRIP, Uncertain, "không trả lời trọn vẹn trong 0.4 giây.*hỏi lại trước khi gửi"),
        (Fault.LATE, Uncertain, "Có thể đã nhận"),
        (Fault.LOST, Uncertain, "Có thể đã nhận"),
        (Fault.DOWN, Uncertain, "Có thể đã nhận"),
        (Fault.BROKEN_JSON, Uncertain, "JSON hỏng.*Báo Bộ Tư pháp"),
        (Fault.REDIRECT, Uncertain, "HTTP 302"),
        (Fault.CONTRADICTS, Disagrees, "báo thành công nhưng không cho biết reference"),
        (Fault.REFUSES, Refused, "mã 500 “DATA_INCORRECT”. Dữ liệu không hợp lệ; đối chiếu tờ khai"),
    ],
)
def test_a_fault_says_what_happened_and_what_to_do(play: Any, fault: Fault, error: type[Exception], words: str) -> None:
    play("civil_status").script.add(fault, service="dangKyHoTich")
    with pytest.raises(error, match=words):
        push(connector("civil_status", seconds=0.4))


def test_a_token_that_ran_out_is_renewed_once_and_one_serves_many_calls(play: Any) -> None:
    server, to = play("civil_status"), connector("civil_status")
    push(to)
    server.script.add(Fault.EXPIRED, service="traTrangThaiHoSo")
    assert find(to).is_found
    assert find(to).is_found
    assert server.calls.count("POST /traTrangThaiHoSo") == 2
    assert len(server.tokens) == 1


def test_clocks_apart_are_named_and_not_taken_for_a_wrong_password(play: Any) -> None:
    server, to = play("civil_status"), connector("civil_status")
    server.clock_s, server.trusts_no_token = 7200, True
    with pytest.raises(Refused, match=r"nhanh hơn máy chủ của tỉnh 1(19|20) phút.*NTP"):
        push(to)
    server.clock_s, server.trusts_no_token = -1200, False
    (problem,) = api.check(to, agency="H99").problems
    assert "chậm hơn máy chủ của tỉnh 20 phút" in problem


def test_a_wrong_secret_names_file_and_keeper_and_never_itself(play: Any, settings: Any) -> None:
    play("civil_status")
    path = Path(settings.CONNECTORS_FILE)
    path.write_text(path.read_text("utf-8").replace("mat-khau", "bi-mat-sai"), "utf-8")
    with pytest.raises(Refused, match="Kiểm tra key, secret") as refused:
        push(connector("civil_status"))
    assert "bi-mat-sai" not in str(refused.value)


def test_a_partner_that_is_not_there_has_seen_nothing(play: Any, settings: Any) -> None:
    path = Path(settings.CONNECTORS_FILE)
    entry = {"key": "a", "secret": "b", "address": "http://127.0.0.1:9", "token_address": "http://127.0.0.1:9/token"}
    path.write_text(json.dumps({"civil_status": entry}), "utf-8")
    with pytest.raises(NotReached, match="Chưa gửi gì; hệ thống tự thử lại"):
        push(connector("civil_status", seconds=1))


def test_a_certificate_that_ran_out_is_for_the_keeper_to_mend(play: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate itself is tried in the kernel's tests; here is what the operator reads."""
    play("civil_status")

    def expired(*call: object, **limits: object) -> None:
        raise http.CertificateRefused("Chứng thư số máy chủ của bên kia đã hết hạn; đề nghị họ gia hạn.")

    monkeypatch.setattr(http, "send", expired)
    with pytest.raises(NotReached, match=r"hết hạn.*báo Bộ Tư pháp, không tắt việc kiểm tra"):
        push(connector("civil_status"))


@contextmanager
def _file(settings: Any, content: str, mode: int = 0o600) -> Iterator[None]:
    path = Path(settings.CONNECTORS_FILE)
    path.write_text(content, "utf-8")
    path.chmod(mode)
    yield


def test_the_settings_say_what_is_missing(play: Any, settings: Any) -> None:
    to = connector("civil_status")
    assert "TINHSO_CONNECTORS_FILE" in api.check(to, agency="H99").problems[0]
    with _file(settings, "[]"):
        assert "không phải một đối tượng JSON" in api.check(to, agency="H99").problems[0]
    with _file(settings, "{}"):
        assert "chưa có mục “civil_status”" in api.check(to, agency="H99").problems[0]
    with _file(settings, json.dumps({"civil_status": {"address": "http://10.0.0.1"}})):
        problems = api.check(to, agency="H99").problems
        assert any("phải là https" in one for one in problems)
        assert any("chưa có secret" in one for one in problems)
    with _file(settings, "{}", mode=0o644):
        assert "đặt quyền 600" in partner.HttpTransport().check_config()[0]
    settings.CONNECTORS_ADAPTER = "off"
    with pytest.raises(NotSetUp):
        push(to)


def test_how_far_clocks_are_apart_is_read_from_the_date_that_came() -> None:
    at = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
    with frozen(at):
        answer = http.Answer(status=200, headers={"date": "Mon, 30 Nov 2026 01:07:00 GMT"}, body=b"")
        assert partner.clocks_apart(answer, at=at) == timedelta(minutes=7)
        assert partner.clocks_apart(http.Answer(status=200, headers={"date": "hôm nay"}, body=b""), at=at) is None
