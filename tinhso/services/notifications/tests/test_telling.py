"""A person is told once, at a decent hour, over the channels they want; what a template says can be sent."""

from datetime import timedelta

import pytest

from tinhso.kernel.actor import anonymous_actor
from tinhso.kernel.clock import at_local, frozen, local
from tinhso.kernel.errors import Denied
from tinhso.kernel.ids import new_id
from tinhso.services.notifications import api, queries
from tinhso.services.notifications.domain import templates, wording
from tinhso.services.notifications.errors import NoNotice
from tinhso.services.notifications.models import Message, Notice
from tinhso.services.notifications.tests.conftest import Scene
from tinhso.services.notifications.types import Channel, Preferences

NOON = at_local(2026, 11, 24, 12, 0)
NIGHT = at_local(2026, 11, 24, 22, 30)


def inbox(scene: Scene, language: str = "vi") -> list[tuple[str, str]]:
    lines, _ = queries.inbox(scene.account.person_id, language=language)
    return [(line.title, line.body) for line in lines]


def test_the_inbox_has_it_at_once_in_both_languages(scene: Scene) -> None:
    assert scene.tell()
    assert inbox(scene) == [("Việc H61-0001 đã xong", "Mời bạn xem kết quả của H61-0001.")]
    assert inbox(scene, "en") == [("H61-0001 is done", "Please see the result of H61-0001.")]


def test_the_same_cause_is_told_once_and_another_occasion_of_it_again(scene: Scene) -> None:
    cause = new_id()
    assert [scene.tell(cause=cause), scene.tell(cause=cause), scene.tell(cause=cause, occasion="0")] == [
        True, False, True,
    ]  # fmt: skip
    assert (Notice.objects.count(), Message.objects.count()) == (2, 4)


def test_what_the_province_does_not_tell_is_not_told(scene: Scene) -> None:
    told = api.notify(
        template="other.thing", person_id=scene.account.person_id, cause_id=new_id(), subject=("thing", new_id()),
        values={}, actor=scene.me,
    )  # fmt: skip
    assert (told, Notice.objects.count()) == (False, 0)


def test_a_text_message_waits_for_the_morning_and_a_letter_does_not(scene: Scene) -> None:
    with frozen(NIGHT):
        scene.tell()
    leaves = {row.channel: local(row.next_at) for row in Message.objects.all()}
    assert f"{leaves['sms']:%d %H:%M}" == "25 07:00"
    assert f"{leaves['email']:%d %H:%M}" == "24 22:30"


def test_before_dawn_it_waits_for_the_same_morning(scene: Scene) -> None:
    with frozen(at_local(2026, 11, 25, 5, 0)):
        scene.tell()
    assert f"{local(Message.objects.get(channel='sms').next_at):%d %H:%M}" == "25 07:00"


@pytest.mark.parametrize(
    ("until", "leaves"),
    [
        (at_local(2026, 11, 24, 23, 59), "24 22:30"),
        (at_local(2026, 11, 25, 6, 0), "24 22:30"),
        (at_local(2026, 11, 25, 17, 0), "25 07:00"),
    ],
)
def test_the_last_day_of_a_supplement_is_not_held_back_by_quiet_hours(scene: Scene, until, leaves: str) -> None:
    with frozen(NIGHT):
        scene.tell(until=until)
    assert f"{local(Message.objects.get(channel='sms').next_at):%d %H:%M}" == leaves


def test_who_wants_no_text_messages_gets_none_and_still_has_the_inbox(scene: Scene) -> None:
    api.choose(wants=Preferences(off=frozenset({("progress", Channel.SMS)})), actor=scene.me)
    scene.tell()
    assert list(Message.objects.values_list("channel", flat=True)) == ["email"]
    assert len(inbox(scene)) == 1


def test_a_stranger_reads_and_marks_nothing_of_mine(scene: Scene) -> None:
    scene.tell()
    notice = Notice.objects.get()
    with pytest.raises(NoNotice):
        api.open_notice(notice_id=notice.id, actor=scene.stranger)
    assert api.mark_all_read(actor=scene.stranger) == 0
    notice.refresh_from_db()
    assert notice.read_at is None
    assert api.open_notice(notice_id=notice.id, actor=scene.me) == "/ho-so/"
    assert queries.unread_count(scene.account.person_id) == 0


def test_nobody_chooses_without_signing_in(scene: Scene) -> None:
    with pytest.raises(Denied):
        api.choose(wants=Preferences(wants_digest=False), actor=anonymous_actor())
    assert queries.preferences_of(scene.account.person_id) == Preferences()


BODY = {
    "kind": "progress", "channels": ["sms"], "values": {"code": 20, "due": 60},
    "vi": {"title": "Xong {code}", "body": "Xong {code}."}, "en": {"title": "Done {code}", "body": "Done {code}."},
    "sms": "Ho so {code} hen {due}",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "pointer", "words"),
    [
        ({}, None, None),
        ({"sms": "Ho so {code} hen {other}"}, "/sms", "Giá trị “other” chưa khai ở values."),
        ({"sms": "Nop tien tai https://vi.du/{code}"}, "/sms", "Tin nhắn không mang liên kết"),
        ({"sms": "Nop tai dichvucong.gov.vn {code}"}, "/sms", "Tin nhắn không mang liên kết"),
        ({"values": {"code": 200, "due": 60}}, "/sms", "quá một tin (160)"),
        ({"sms": "Ho so {code} € hen {due}"}, "/sms", "không dấu không gửi được"),
        ({"sms": ""}, "/sms", "Ghi sms khi và chỉ khi"),
    ],
)
def test_a_template_that_cannot_be_sent_is_refused(change, pointer, words) -> None:
    found = list(wording.problems(templates.read({**BODY, **change}, code="x", version_id=new_id()), None))
    assert [(place, words in sentence) for place, sentence in found] == ([(pointer, True)] if words else [])


def test_an_sms_is_one_part_without_marks_whatever_its_values_are() -> None:
    template = templates.read(BODY, code="x", version_id=new_id())
    said = wording.as_sms(template, {"code": "Đ€" * 40, "due": "thứ Sáu, ngày 27/11/2026 " * 9})
    assert said.startswith("Ho so D?D?D?")
    assert len(said) <= 160
    assert said.isascii()


def test_waiting_a_day_changes_nothing(scene: Scene) -> None:
    with frozen(NOON):
        scene.tell()
    with frozen(NOON + timedelta(days=1)):
        assert len(inbox(scene)) == 1
