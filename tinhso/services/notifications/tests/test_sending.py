"""Messages leave once: gateways that fail are asked again, what may have gone is not, a crash between loses nothing."""

import json
from datetime import timedelta
from email import message_from_string, policy
from pathlib import Path
from typing import Any

import pytest

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.services.notifications import api
from tinhso.services.notifications.adapters import channels
from tinhso.services.notifications.adapters.demo import DemoEmail, DemoSms
from tinhso.services.notifications.models import Message
from tinhso.services.notifications.tests.conftest import Scene
from tinhso.services.notifications.tests.mail_server import MailServer, mail_server

NOON = at_local(2026, 11, 24, 12, 0)


def send(after: timedelta = timedelta(0)) -> int:
    with frozen(NOON + after):
        return api.send_due(actor=system_actor())


def tell(scene: Scene) -> None:
    with frozen(NOON):
        scene.tell()


def states() -> dict[str, str]:
    return dict(Message.objects.order_by("channel").values_list("channel", "state"))


def lines(name: str, settings: Any) -> list[dict[str, str]]:
    file = Path(settings.VAR_DIR) / "demo" / f"{name}.jsonl"
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.is_file() else []


def test_both_messages_go_once_and_the_reading_of_the_address_is_logged(scene: Scene, settings: Any) -> None:
    tell(scene)
    assert (send(), send(timedelta(minutes=9))) == (2, 0)
    assert states() == {"email": "sent", "sms": "sent"}
    (text,) = lines("sms", settings)
    assert (text["body"], text["to"]) == ("Viec H61-0001 da xong, moi ban xem.", "••••••0001")
    (letter,) = lines("email", settings)
    assert f"{settings.PUBLIC_ADDRESS}/ho-so/" in letter["body"]
    access.flush_reads()
    read = access.reads_of(HolderRef("person", scene.account.person_id))
    assert any("Gửi thông báo" in one.purpose for one in read)


def test_a_gateway_that_is_down_is_asked_again_after_the_waits_of_the_rule_and_then_given_up(
    scene: Scene, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DemoSms, "fails", 3)
    tell(scene)
    send()
    assert states()["sms"] == "waiting"
    assert send(timedelta(seconds=50)) == 0
    send(timedelta(minutes=2))
    assert Message.objects.get(channel="sms").attempts == 2
    send(timedelta(minutes=8))
    assert states()["sms"] == "failed"
    (failed,) = api.unsent()
    assert (failed.channel.value, failed.attempts, failed.error) == ("sms", 3, "Cổng gửi giả lập không trả lời.")
    assert lines("sms", settings) == []
    with frozen(NOON + timedelta(minutes=9)):
        assert api.send_again(message_id=failed.id, actor=system_actor())
    assert send(timedelta(minutes=9)) == 1
    assert states()["sms"] == "sent"


def test_an_address_that_does_not_exist_is_not_tried_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DemoEmail, "refuses", frozenset({"lan@example.vn"}))
    tell(scene)
    send()
    assert states() == {"email": "failed", "sms": "sent"}


def test_who_has_no_address_is_skipped_and_has_the_inbox(scene: Scene) -> None:
    identity.change_contacts(person_id=scene.account.person_id, phone="", email="", actor=system_actor())
    tell(scene)
    assert send() == 0
    assert states() == {"email": "skipped", "sms": "skipped"}


@pytest.mark.parametrize("went", [True, False])
def test_a_sender_that_died_while_sending_is_settled_by_asking_the_gateway(
    scene: Scene, settings: Any, monkeypatch: pytest.MonkeyPatch, went: bool
) -> None:
    class Killed(BaseException):
        pass

    whole = DemoSms.send

    def dies(self: DemoSms, message: Any) -> str:
        if went:
            whole(self, message)
        raise Killed

    tell(scene)
    Message.objects.filter(channel="email").update(state="skipped")
    monkeypatch.setattr(DemoSms, "send", dies)
    with pytest.raises(Killed):
        send()
    monkeypatch.setattr(DemoSms, "send", whole)
    assert states()["sms"] == "sending"
    assert send(timedelta(minutes=2)) == 0
    assert states()["sms"] == "sending"
    send(timedelta(minutes=6))
    assert len(lines("sms", settings)) == 1
    assert states()["sms"] == "sent"


@pytest.fixture
def server(scene: Scene, settings: Any) -> Any:
    with mail_server() as mail:
        settings.EMAIL_ADAPTER = "smtp"
        settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_SECURITY = "127.0.0.1", mail.port, "none"
        settings.SMTP_FROM = "mot-cua@example.vn"
        channels.email.forget()
        yield mail


def post(scene: Scene) -> str:
    tell(scene)
    Message.objects.filter(channel="sms").delete()
    send()
    return states()["email"]


def test_a_letter_arrives_over_smtp_whole_with_its_vietnamese(scene: Scene, server: MailServer) -> None:
    assert post(scene) == "sent"
    (raw,) = server.letters
    letter = message_from_string(raw, policy=policy.default)
    assert (letter["Subject"], letter["To"], letter["From"]) == (
        "Việc H61-0001 đã xong", "lan@example.vn", "mot-cua@example.vn",
    )  # fmt: skip
    assert letter["Message-ID"] == f"<{Message.objects.get().id}@example.vn>"
    assert "Mời bạn xem kết quả của H61-0001." in letter.get_content()


@pytest.mark.parametrize(
    ("receiver", "end", "state", "kept"),
    [
        ("550 no such user", "250 OK", "failed", 0),
        ("450 mailbox busy", "250 OK", "waiting", 0),
        ("250 OK", "451 try later", "waiting", 0),
        ("250 OK", "554 refused", "failed", 0),
        ("250 OK", "", "uncertain", 1),
    ],
)
def test_what_a_mail_server_answers_decides_whether_it_is_tried_again(
    scene: Scene, server: MailServer, receiver: str, end: str, state: str, kept: int
) -> None:
    server.to_receiver, server.says = receiver, end
    assert post(scene) == state
    assert len(server.letters) == kept
    server.to_receiver = server.says = "250 OK"
    send(timedelta(minutes=30))
    # What may have gone is not sent again; what was put off goes once.
    assert len(server.letters) == (1 if state in {"waiting", "uncertain"} else 0)


def test_a_mail_server_that_is_not_there_is_for_later_and_the_check_says_so(scene: Scene, settings: Any) -> None:
    settings.EMAIL_ADAPTER, settings.SMTP_HOST, settings.SMTP_PORT = "smtp", "127.0.0.1", 9
    settings.SMTP_SECURITY = "none"
    channels.email.forget()
    assert post(scene) == "waiting"
    assert api.check_config() == ["Không vào được máy chủ thư 127.0.0.1:9 (ConnectionRefusedError)."]
    settings.SMTP_HOST = ""
    assert api.check_config() == ["Chưa đặt TINHSO_SMTP_HOST."]


def test_a_subject_cannot_smuggle_a_header(scene: Scene, server: MailServer) -> None:
    identity.change_contacts(
        person_id=scene.account.person_id, phone="", email="a@example.vn\r\nBcc: b@example.vn", actor=system_actor()
    )
    assert post(scene) == "failed"
    assert all("Bcc" not in raw.partition("\n\n")[0] for raw in server.letters)
