"""Messages leave once: gateways that fail are asked again, what may have gone is not, a crash between loses nothing."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.services.notifications import api
from tinhso.services.notifications.adapters.demo import DemoEmail, DemoSms
from tinhso.services.notifications.models import Message
from tinhso.services.notifications.tests.conftest import Scene

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
    assert letter["link"] == f"{settings.PUBLIC_ADDRESS}/ho-so/"
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
        api.send_again(message_id=failed.id, actor=system_actor())
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
