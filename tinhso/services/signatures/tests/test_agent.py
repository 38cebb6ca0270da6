"""The agent on an officer's machine, with a real softhsm2 token behind it and real HTTP before it."""

import base64
import json
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests

from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.ids import new_id
from tinhso.services.signatures import api, authority
from tinhso.services.signatures.agent import REQUEST, Agent, AgentError, Asking, Token, serve, sign_file
from tinhso.services.signatures.testing import blank_pdf, fill_token, soft_token
from tinhso.services.signatures.types import Pending, Signature, Way

pytestmark = pytest.mark.django_db

OFFICER, NAME, PIN = UUID(int=77), "Lê Ngọc Phượng", "135790"
ORIGIN = "http://localhost:8000"
AT = clock.at_local(2026, 12, 3, 16, 5)


class Officer:
    """Types what a test says and remembers what was shown."""

    def __init__(self) -> None:
        self.pin: str | None = PIN
        self.asked: list[Asking] = []

    def __call__(self, asking: Asking) -> str | None:
        self.asked.append(asking)
        return self.pin


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The library of an empty USB token."""
    with soft_token(tmp_path_factory.mktemp("usb"), label="usb-token", pin=PIN) as found:
        yield found


@pytest.fixture
def officer(library: str) -> Officer:
    """An officer whose token holds a key certified by the test authority of this test."""
    fill_token(library, label="usb-token", pin=PIN, subject=authority.person_subject(OFFICER, NAME))
    return Officer()


@pytest.fixture
def agent(officer: Officer, library: str) -> Agent:
    return Agent(Token(library, officer, "usb-token"), (ORIGIN,), show=lambda _: None)


@pytest.fixture
def address(agent: Agent) -> Iterator[str]:
    server = serve(agent, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def _call(address: str, path: str, body: Any, *, origin: str = ORIGIN, secret: str = "") -> requests.Response:
    return requests.post(address + path, json=body, headers={"Origin": origin, "X-Tinhso-Secret": secret}, timeout=20)


def _paired(address: str, agent: Agent) -> str:
    return str(_call(address, "/v1/pair", {"code": agent.code}).json()["secret"])


def _actor() -> Actor:
    return Actor(channel=Channel.COUNTER, person_id=OFFICER, user_id=None, post_id=None, agency_id=None)


def _b64(text: str) -> bytes:
    return base64.b64decode(text)


def _registered(agent: Agent) -> str:
    (encoded,) = agent.token.state()["certificates"]
    der = _b64(encoded)
    fingerprint = sha256(der).hexdigest()
    proof = api.proof_text(OFFICER)
    order = {"fingerprint": fingerprint, "items": [{"id": "0", "digest": api.proof_digest(proof), "label": "Đăng ký"}]}
    made = agent.sign(order)["answers"][0]["signature"]
    api.register_certificate(certificate=der, way=Way.AGENT, proof=proof, signature=_b64(made), actor=_actor())
    return fingerprint


def _pending(fingerprint: str, number: int) -> Pending:
    return api.prepare_signature(
        pdf=blank_pdf(), fingerprint=fingerprint, name=NAME, title="Chủ tịch", batch_id=new_id(),
        subject=("task", UUID(int=number)), facts={}, label=f"H61-{number}", actor=_actor(), at=AT,
    )  # fmt: skip


def test_fifty_documents_by_one_pin_and_every_one_holds(agent: Agent, address: str, officer: Officer) -> None:
    fingerprint, secret = _registered(agent), _paired(address, agent)
    officer.asked.clear()
    with clock.frozen(AT):
        waiting = [_pending(fingerprint, number) for number in range(1, 51)]
        items = [{"id": str(one.id), "digest": one.digest, "label": one.label} for one in waiting]

        answer = _call(address, "/v1/sign", {"fingerprint": fingerprint, "items": items}, secret=secret).json()

        for one, made in zip(waiting, answer["answers"], strict=True):
            signature = Signature(pending_id=one.id, value=_b64(made["signature"]))
            signed = api.finish_signature(signature=signature, subject=one.subject, actor=_actor(), at=AT)
            assert api.verify_pdf(signed.pdf).intact
    assert len(officer.asked) == 1
    assert officer.asked[0].labels[:2] == ("H61-1", "H61-2")


def test_a_page_of_another_origin_and_an_unpaired_page_are_refused(
    agent: Agent, address: str, officer: Officer
) -> None:
    order: dict[str, Any] = {"fingerprint": "0" * 64, "items": [{"id": "1", "digest": "0" * 64, "label": ""}]}
    strange = _call(address, "/v1/pair", {"code": agent.code}, origin="https://ke-gian.example")
    unpaired = _call(address, "/v1/sign", order)
    _paired(address, agent)
    guessed = _call(address, "/v1/sign", order, secret="x")

    assert (strange.status_code, strange.json()["error"]) == (403, "not_allowed")
    assert "Access-Control-Allow-Origin" not in strange.headers
    assert [one.json()["error"] for one in (unpaired, guessed)] == ["not_paired", "not_paired"]
    assert officer.asked == []


def test_five_wrong_codes_make_a_new_one(agent: Agent, address: str) -> None:
    first = agent.code
    for _ in range(5):
        assert _call(address, "/v1/pair", {"code": "x"}).json()["error"] == "code_wrong"

    assert agent.code != first
    assert _call(address, "/v1/pair", {"code": first}).status_code == 403


def test_a_wrong_pin_is_warned_of_before_the_token_locks(agent: Agent, officer: Officer) -> None:
    fingerprint = _registered(agent)
    order = {"fingerprint": fingerprint, "items": [{"id": "1", "digest": "0" * 64, "label": "Thử"}]}
    officer.pin, warned = "999999", []
    officer.asked.clear()
    for _ in range(3):
        with pytest.raises(AgentError) as refused:
            agent.sign(order)
        assert refused.value.code == "pin_wrong"
        warned.append(officer.asked[-1].warning)

    assert warned[0] == ""
    assert warned[1].startswith("Đã nhập sai mã PIN; sai ba lần")
    assert warned[2].startswith("Chỉ còn một lần nhập trước khi token bị khóa")
    officer.pin = None
    with pytest.raises(AgentError, match="chưa văn bản nào được ký"):
        agent.sign(order)
    officer.pin = PIN
    assert len(agent.sign(order)["answers"]) == 1
    assert agent.token.wrong == 0


def test_orders_that_are_not_hashes_are_refused_without_asking_for_the_pin(
    agent: Agent, address: str, officer: Officer
) -> None:
    secret = _paired(address, agent)
    good = {"id": "1", "digest": "0" * 64, "label": ""}
    bodies: tuple[Any, ...] = (
        {}, {"items": [], "fingerprint": "0" * 64}, {"items": [good] * 101, "fingerprint": "0" * 64},
        {"items": [{**good, "digest": "zz"}], "fingerprint": "0" * 64}, {"items": [good], "fingerprint": 5},
        {"items": ["x"], "fingerprint": "0" * 64}, [],
    )  # fmt: skip
    for body in bodies:
        assert _call(address, "/v1/sign", body, secret=secret).json()["error"] == "bad_order"
    assert officer.asked == []


def test_a_token_without_the_registered_certificate_and_a_machine_without_driver_are_told(
    agent: Agent, library: str
) -> None:
    with pytest.raises(AgentError, match="không có chứng thư bạn đã đăng ký"):
        agent.sign({"fingerprint": "0" * 64, "items": [{"id": "1", "digest": "0" * 64, "label": ""}]})

    absent = Token("/khong/co/token.so", lambda _: None).state()
    assert (absent["present"], absent["code"]) == (False, "no_driver")
    unplugged = Token(library, lambda _: None, "nhan-khac").state()
    assert unplugged["code"] == "no_token"


def test_a_request_file_is_signed_beside_it(agent: Agent, tmp_path: Path) -> None:
    fingerprint = _registered(agent)
    with clock.frozen(AT):
        one = _pending(fingerprint, 1)
        path = tmp_path / "yeu-cau-ky.json"
        items = [{"id": str(one.id), "digest": one.digest, "label": one.label}]
        path.write_text(json.dumps({"format": REQUEST, "fingerprint": fingerprint, "items": items}), "utf-8")

        answer = json.loads(sign_file(agent, path).read_text("utf-8"))

        made = Signature(pending_id=one.id, value=_b64(answer["answers"][0]["signature"]))
        signed = api.finish_signature(signature=made, subject=one.subject, actor=_actor(), at=AT)
    assert api.verify_pdf(signed.pdf).intact
    with pytest.raises(AgentError):
        sign_file(agent, tmp_path / "yeu-cau-ky.da-ky.json")


def test_a_token_is_registered_by_a_file_where_the_browser_reaches_no_agent(agent: Agent, tmp_path: Path) -> None:
    proof, path = api.proof_text(OFFICER), tmp_path / "yeu-cau-dang-ky.json"
    items = [{"id": "0", "digest": api.proof_digest(proof), "label": "Đăng ký"}]
    path.write_text(json.dumps({"format": REQUEST, "register": True, "proof": proof, "items": items}), "utf-8")

    answer = json.loads(sign_file(agent, path).read_text("utf-8"))

    held = api.register_certificate(
        certificate=_b64(answer["certificate"]),
        way=Way.AGENT,
        proof=answer["proof"],
        signature=_b64(answer["answers"][0]["signature"]),
        actor=_actor(),
    )
    assert held.may_sign
    agent.token.label = "nhan-khac"
    with pytest.raises(AgentError, match="Chưa cắm USB token"):
        sign_file(agent, path)
