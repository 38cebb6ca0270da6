"""What operators do: the page and the commands, returned letters, a test to oneself; who must not, does not."""

import json
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from click.testing import CliRunner
from django.contrib.auth import get_user_model
from django.test import Client

from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Denied
from tinhso.kernel.ids import new_id
from tinhso.services.notifications import api, delivery_log
from tinhso.services.notifications.adapters import returned_letters
from tinhso.services.notifications.adapters.demo import DemoEmail, DemoSms
from tinhso.services.notifications.commands import group
from tinhso.services.notifications.errors import NoMessage
from tinhso.services.notifications.models import BadAddress, Message
from tinhso.services.notifications.tests.conftest import Scene
from tinhso.services.notifications.tests.test_sending import lines, send
from tinhso.services.notifications.types import MessageState

NOON = at_local(2026, 11, 24, 12, 0)


@pytest.fixture
def failed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Message:
    monkeypatch.setattr(DemoSms, "refuses", frozenset({"0900000001"}))
    with frozen(NOON):
        scene.tell("thing.remind")
    Message.objects.exclude(channel="sms").delete()
    send()
    monkeypatch.setattr(DemoSms, "refuses", frozenset())
    return Message.objects.get()


def run(*arguments: str, stdin: bytes = b"") -> tuple[int, Any]:
    done = CliRunner().invoke(group, [*arguments, "--json"], input=stdin)
    return done.exit_code, json.loads(done.output)


def test_pending_tells_what_failed_and_retry_lets_it_go_again(scene: Scene, failed: Message) -> None:
    code, told = run("pending")
    assert (code, [(one["channel"], one["state"], one["attempts"]) for one in told["unsent"]]) == (
        0, [("sms", "failed", 1)],
    )  # fmt: skip
    assert told["counts"] == {"sms.failed": 1}
    assert run("retry", str(new_id()))[0] == 1
    api.forgive_addresses(person_id=scene.account.person_id, actor=system_actor())
    assert run("retry", "--all", "--channel", "email") == (0, {"retried": [], "unknown": []})
    assert run("retry", "--all", "--channel", "sms") == (0, {"retried": [str(failed.id)], "unknown": []})
    with frozen(NOON):
        Message.objects.update(next_at=NOON)
    assert send(timedelta(minutes=1)) == 1
    assert run("retry", str(failed.id))[0] == 1


def test_a_test_goes_to_the_own_address_only(scene: Scene, settings: Any) -> None:
    code, told = run("test-send", "email", "--user", "lan.mau")
    assert (code, told["sent"]) == (0, True)
    (letter,) = lines("email", settings)
    assert (letter["to"], letter["title"]) == ("••••••••••e.vn", "Tin thử của cổng dịch vụ công")
    code, told = run("test-send", "sms", "--user", "nam.mau")
    assert (code, told["answer"]) == (1, "Tài khoản này chưa có địa chỉ nhận tin nhắn SMS.")


def test_zalo_is_tried_with_an_approved_template(scene: Scene, settings: Any) -> None:
    code, told = run("test-send", "zalo", "--user", "lan.mau", "--template", "dossier.khong-co")
    assert (code, told["sent"]) == (1, False)
    code, told = run("test-send", "zalo", "--user", "lan.mau")
    assert (code, told["sent"]) == (0, True), told
    (sent,) = lines("zalo", settings)
    assert (bool(sent["template"]), "thử" in str(sent["data"])) == (True, True)


def test_check_says_what_is_wrong(scene: Scene, settings: Any) -> None:
    assert run("check") == (0, {"problems": []})
    settings.SMS_ADAPTER = "gateway"
    code, told = run("check")
    assert (code, told["problems"][0]) == (1, "Chưa đặt TINHSO_SMS_URL.")


def bounced(message_id: object, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A returned letter as mail servers write it (RFC 3464)."""
    report = (
        "Reporting-MTA: dns; thu.example.vn\r\n\r\n"
        f"Final-Recipient: rfc822; lan@example.vn\r\nAction: {action}\r\nStatus: {status}\r\n"
    )
    letter = (
        "From: MAILER-DAEMON@thu.example.vn\r\nTo: tra-lai@example.vn\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\n{report}\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}@example.vn>\r\nSubject: x\r\n\r\n--b--\r\n"
    )
    return letter.encode()


def test_a_returned_letter_marks_the_address_and_the_next_channel_is_used(scene: Scene) -> None:
    with frozen(NOON):
        scene.tell()
    Message.objects.filter(channel="sms").delete()
    send()
    row = Message.objects.get()
    assert run("bounce", stdin=bounced(row.bundle_id)) == (0, {"messages": 1})
    assert run("bounce", stdin=bounced(row.bundle_id)) == (0, {"messages": 1})
    row.refresh_from_db()
    assert (row.state, row.error, BadAddress.objects.count()) == ("failed", "Thư bị trả lại (5.1.1).", 1)
    assert list(Message.objects.exclude(id=row.id).values_list("channel", flat=True)) == ["sms"]


@pytest.mark.parametrize(
    ("action", "status", "state", "bad"),
    [("delayed", "4.4.1", "sent", 0), ("failed", "5.2.2", "failed", 0), ("failed", "5.2.1", "failed", 1)],
)
def test_only_a_final_report_counts_and_only_one_about_the_address_marks_it(
    scene: Scene, action: str, status: str, state: str, bad: int
) -> None:
    with frozen(NOON):
        scene.tell()
    send()
    row = Message.objects.get(channel="email")
    run("bounce", stdin=bounced(row.bundle_id, action, status))
    row.refresh_from_db()
    assert (row.state, BadAddress.objects.count()) == (state, bad)


def test_what_is_no_report_or_not_about_our_letter_changes_nothing(scene: Scene) -> None:
    with frozen(NOON):
        scene.tell()
    send()
    plain = EmailMessage()
    plain.set_content("Tôi không ở đây.")
    for raw in (b"", b"\x00\xff", plain.as_bytes(), bounced(new_id()), bounced("x")):
        assert run("bounce", stdin=raw) == (0, {"messages": 0})
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert list(returned_letters.read(b"Content-Type: message/delivery-status\n\n")) == []


def test_a_report_of_arrival_beats_a_later_report_of_failure(scene: Scene) -> None:
    with frozen(NOON):
        scene.tell()
    send()
    row = Message.objects.get(channel="email")
    run("bounce", stdin=bounced(row.bundle_id, "delivered", "2.0.0"))
    run("bounce", stdin=bounced(row.bundle_id))
    row.refresh_from_db()
    assert (row.state, row.delivered_at is not None, BadAddress.objects.count()) == ("sent", True, 0)


def test_who_does_not_manage_notices_sends_nothing_again(scene: Scene, failed: Message, client: Client) -> None:
    with pytest.raises(Denied):
        api.send_again(message_id=failed.id, actor=scene.me)
    with pytest.raises(Denied):
        api.forgive_addresses(person_id=scene.account.person_id, actor=scene.stranger)
    client.force_login(get_user_model().objects.get(username="lan.mau"))
    assert client.get("/can-bo/thong-bao/gui-di/").status_code == 403
    assert client.post("/can-bo/thong-bao/gui-di/", {"message": str(failed.id)}).status_code == 403
    failed.refresh_from_db()
    assert (failed.state, BadAddress.objects.count()) == ("failed", 1)
    with pytest.raises(NoMessage):
        api.send_again(message_id=new_id(), actor=system_actor())


def test_the_page_of_choices_keeps_what_was_typed_and_says_what_is_wrong(scene: Scene, client: Client) -> None:
    client.force_login(get_user_model().objects.get(username="lan.mau"))
    page = client.get("/thong-bao/cach-nhan/").content.decode()
    assert "Loại progress" in page
    assert "Loại work" not in page
    wrong = client.post("/thong-bao/cach-nhan/", {"quiet_from": "25:00", "language": "vi"})
    assert wrong.status_code == 422
    assert "Ghi giờ như 21:00." in wrong.content.decode()
    none = client.post("/thong-bao/cach-nhan/", {"language": "vi"})
    assert none.status_code == 422
    assert "hãy giữ ít nhất một cách" in none.content.decode()
    right = client.post(
        "/thong-bao/cach-nhan/",
        {"k-progress": ["email"], "k-reminders": [], "quiet_from": "12:00", "quiet_to": "13:30", "language": "en"},
    )
    assert right.status_code == 302
    with frozen(NOON):
        scene.tell("thing.remind")
        scene.tell("thing.done")
    assert list(Message.objects.values_list("channel", flat=True)) == ["email"]


def test_the_page_of_failures_asks_the_database_as_often_for_many_as_for_few(
    scene: Scene, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DemoEmail, "fails", 10**6)
    with frozen(NOON):
        for _ in range(12):
            scene.tell("thing.remind")
    for minutes in (0, 1, 2, 3, 4, 5, 6, 12, 20, 30):
        send(timedelta(minutes=minutes))
    with django_assert_max_num_queries(2):
        found = delivery_log.messages((MessageState.FAILED, MessageState.WAITING), limit=50)
    assert len(found) >= 12
