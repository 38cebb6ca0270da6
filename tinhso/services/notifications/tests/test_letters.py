"""Letters leave over real SMTP: whole, encrypted, once; what the server answers decides what happens next."""

import time
from datetime import timedelta
from email import message_from_string, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.services.notifications import api
from tinhso.services.notifications.adapters import channels, smtp
from tinhso.services.notifications.models import Attempt, BadAddress, Message
from tinhso.services.notifications.simulated_mail import MailServer, mail_server
from tinhso.services.notifications.tests.conftest import Scene
from tinhso.services.notifications.types import Preferences

NOON = at_local(2026, 11, 24, 12, 0)


def send(after: timedelta = timedelta(0)) -> int:
    with frozen(NOON + after):
        return api.send_due(actor=system_actor())


def use(settings: Any, port: int, security: str = "none", ca: str = "") -> None:
    settings.EMAIL_ADAPTER = "smtp"
    settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_SECURITY = "127.0.0.1", port, security
    settings.SMTP_FROM, settings.SMTP_CA_FILE = "Một cửa <mot-cua@example.vn>", ca
    channels.forget()


@pytest.fixture
def server(scene: Scene, settings: Any) -> Any:
    with mail_server() as mail:
        use(settings, mail.port)
        yield mail


def post(scene: Scene, template: str = "thing.done") -> str:
    with frozen(NOON):
        scene.tell(template)
    Message.objects.exclude(channel="email").delete()
    send()
    return Message.objects.get(channel="email").state


def letter_in(mail: MailServer) -> EmailMessage:
    (raw,) = mail.letters
    letter = message_from_string(raw, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


def test_a_letter_arrives_whole_in_two_parts_with_its_vietnamese(scene: Scene, server: MailServer) -> None:
    assert post(scene) == "sent"
    letter = letter_in(server)
    assert (letter["Subject"], letter["To"], letter["From"]) == (
        "Việc H61-0001 đã xong", "lan@example.vn", "Một cửa <mot-cua@example.vn>",
    )  # fmt: skip
    assert letter["Message-ID"] == f"<{Message.objects.get().bundle_id}@example.vn>"
    assert (letter["Auto-Submitted"], letter["Content-Language"]) == ("auto-generated", "vi")
    assert letter.get_content_type() == "multipart/alternative"
    plain, html = letter.iter_parts()
    for part in (plain, html):
        text = part.get_content()
        assert "Mời bạn xem kết quả của H61-0001." in text
        assert "http://localhost:8000/ho-so/" in text
    assert all(line.isascii() and len(line) <= 998 for line in server.letters[0].splitlines())
    assert Attempt.objects.get().answer == "250 2.0.0 Ok: queued as 4Fx7"


def test_who_reads_english_gets_the_letter_in_english(scene: Scene, server: MailServer) -> None:
    api.choose(wants=Preferences(language="en"), actor=scene.me)
    post(scene)
    assert letter_in(server)["Subject"] == "H61-0001 is done"


def test_only_what_may_be_stopped_carries_the_one_click_of_rfc_8058(scene: Scene, server: MailServer) -> None:
    post(scene)
    assert letter_in(server)["List-Unsubscribe"] is None
    Attempt.objects.all().delete()
    Message.objects.all().delete()
    server.letters.clear()
    post(scene, "thing.remind")
    letter = letter_in(server)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].startswith("<http://localhost:8000/thong-bao/thoi-nhan/")


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_the_line_is_encrypted_and_a_stranger_in_the_middle_gets_nothing(
    scene: Scene, settings: Any, tmp_path: Path, security: str
) -> None:
    with mail_server(tmp_path, starttls=security == "starttls") as mail:
        use(settings, mail.port, security)
        assert post(scene) == "waiting"
        assert mail.letters == []
        settings.SMTP_CA_FILE = str(tmp_path / "ca.pem")
        assert send(timedelta(minutes=2)) == 1
        assert len(mail.letters) == 1
        assert api.check_config() == []


@pytest.mark.parametrize("starttls", [False, True])
def test_a_mail_server_whose_certificate_ran_out_gets_nothing_and_operators_read_whom_to_ask(
    scene: Scene, settings: Any, tmp_path: Path, starttls: bool
) -> None:
    with mail_server(tmp_path, starttls=starttls, days=-1) as mail:
        use(settings, mail.port, "starttls" if starttls else "tls", str(tmp_path / "ca.pem"))
        assert (post(scene), mail.letters) == ("waiting", [])
        said = "Chứng thư số của máy chủ thư đã hết hạn; đề nghị đơn vị quản lý thư gia hạn."
        assert Attempt.objects.get().answer == said
        assert api.check_config() == [said]


def test_a_server_without_starttls_is_not_written_to_in_clear(scene: Scene, settings: Any) -> None:
    with mail_server() as mail:
        use(settings, mail.port, "starttls")
        assert post(scene) == "waiting"
        assert mail.letters == []


@pytest.mark.parametrize(
    ("place", "answer", "state", "kept", "bad"),
    [
        ("to_receiver", "550 5.1.1 <lan@example.vn> no such user", "failed", 0, 1),
        ("to_receiver", "554 5.7.1 relay denied", "failed", 0, 0),
        ("to_receiver", "450 4.2.0 greylisted, come back in 60 s", "waiting", 0, 0),
        ("greeting", "421 4.3.2 too busy", "waiting", 0, 0),
        ("greeting", "554 no service for you", "waiting", 0, 0),
        ("to_sender", "550 5.7.1 sender not allowed", "failed", 0, 0),
        ("to_data", "451 try later", "waiting", 0, 0),
        ("says", "451 try later", "waiting", 0, 0),
        ("says", "554 5.7.1 looks like spam", "failed", 0, 0),
        ("says", "nonsense", "uncertain", 0, 0),
        ("to_receiver", "", "waiting", 0, 0),
        ("to_data", "", "waiting", 0, 0),
        ("says", "", "uncertain", 1, 0),
    ],
)
def test_what_a_mail_server_answers_decides_whether_it_is_tried_again(
    scene: Scene, server: MailServer, place: str, answer: str, state: str, kept: int, bad: int
) -> None:
    right = getattr(server, place)
    setattr(server, place, answer)
    assert post(scene) == state
    assert (len(server.letters), BadAddress.objects.count()) == (kept, bad)
    said = Attempt.objects.get(message__channel="email").answer
    assert "lan@example.vn" not in said
    setattr(server, place, right)
    send(timedelta(minutes=30))
    # What may have gone is not sent again; what was put off goes once.
    assert len(server.letters) == (1 if state == "waiting" else kept)


def test_a_line_of_one_full_stop_does_not_end_the_letter(scene: Scene, server: MailServer) -> None:
    with frozen(NOON):
        scene.tell()
    row = Message.objects.get(channel="email")
    row.notice.texts = {**row.notice.texts, "vi": ["Việc đã xong", "Một\n.\n.. hai"]}
    row.notice.save()
    send()
    plain, _ = letter_in(server).iter_parts()
    assert "Một\n.\n.. hai" in plain.get_content().replace("\r\n", "\n")


def test_a_mail_server_that_is_not_there_is_for_later_and_the_check_says_so(scene: Scene, settings: Any) -> None:
    use(settings, 9)
    assert post(scene) == "waiting"
    assert api.check_config() == ["Không vào được máy chủ thư 127.0.0.1:9 (ConnectionRefusedError)."]
    settings.SMTP_HOST = ""
    assert api.check_config() == ["Chưa đặt TINHSO_SMTP_HOST."]


@pytest.mark.parametrize("fault", ["drips", "floods"])
def test_a_mail_server_that_dribbles_or_talks_without_end_holds_nobody(
    scene: Scene, server: MailServer, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(smtp, "_SECONDS", 0.5)
    setattr(server, fault, True)
    begun = time.monotonic()

    assert post(scene) == "waiting"

    assert time.monotonic() - begun < 5
    (attempt,) = Attempt.objects.all()
    assert (attempt.outcome, "Không nối được máy chủ thư" in attempt.answer) == ("later", True)
    setattr(server, fault, False)
    assert (send(timedelta(minutes=2)), len(server.letters)) == (1, 1)


def test_an_address_cannot_smuggle_a_header(scene: Scene, server: MailServer) -> None:
    identity.change_contacts(
        person_id=scene.account.person_id, phone="", email="a@example.vn\r\nBcc: b@example.vn", actor=system_actor()
    )
    assert post(scene) == "failed"
    assert server.letters == []


def test_while_the_server_is_down_the_others_wait_without_losing_a_try(scene: Scene, settings: Any) -> None:
    use(settings, 9)
    with frozen(NOON):
        for _ in range(5):
            scene.tell()
    Message.objects.exclude(channel="email").delete()
    send()
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1, 1, 1]
    with mail_server() as mail:
        use(settings, mail.port)
        assert send(timedelta(minutes=5)) == 5
        assert len(mail.letters) == 5


def test_returned_letters_go_to_the_address_for_them(scene: Scene, server: MailServer, settings: Any) -> None:
    settings.SMTP_BOUNCES = "tra-lai@example.vn"
    post(scene)
    assert server.senders[0].upper().startswith("MAIL FROM:<TRA-LAI@EXAMPLE.VN>")
