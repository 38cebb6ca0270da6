"""People choose how they are told, kind by kind; what the law requires keeps one way; a family's phone tells little."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from tinhso.kernel.actor import anonymous_actor, system_actor
from tinhso.kernel.clock import at_local, frozen, local
from tinhso.kernel.errors import Invalid
from tinhso.services.notifications import api, queries
from tinhso.services.notifications.actions.unsubscribe import token_of
from tinhso.services.notifications.adapters.demo import DemoEmail, DemoSms
from tinhso.services.notifications.domain import hours
from tinhso.services.notifications.errors import BadLink, MustStayReachable
from tinhso.services.notifications.models import Attempt, BadAddress, Message, Notice, SwitchedOff
from tinhso.services.notifications.tests.conftest import Scene
from tinhso.services.notifications.tests.test_sending import lines, send
from tinhso.services.notifications.types import Audience, Channel, Preferences, Priority, Rule

NOON = at_local(2026, 11, 24, 12, 0)
NIGHT = at_local(2026, 11, 24, 22, 30)


def off(*pairs: tuple[str, Channel]) -> Preferences:
    return Preferences(off=frozenset(pairs))


def ways() -> list[str]:
    return sorted(Message.objects.values_list("channel", flat=True))


def test_a_kind_is_switched_off_on_one_channel_and_the_others_stay(scene: Scene) -> None:
    api.choose(wants=off(("reminders", Channel.SMS)), actor=scene.me)
    scene.tell("thing.remind")
    assert ways() == ["email"]
    scene.tell("thing.done")
    assert ways() == ["email", "email", "sms"]


def test_what_the_law_requires_cannot_be_switched_off_but_its_channel_may_be_chosen(scene: Scene) -> None:
    everything = off(*(("progress", channel) for channel in Channel))
    with pytest.raises(MustStayReachable) as refused:
        api.choose(wants=everything, actor=scene.me)
    assert refused.value.fields == {"/progress": "Loại này pháp luật buộc phải báo: hãy giữ ít nhất một cách."}
    assert (SwitchedOff.objects.count(), queries.preferences_of(scene.account.person_id)) == (0, Preferences())
    only_sms = off(*(("progress", channel) for channel in Channel if channel is not Channel.SMS))
    api.choose(wants=only_sms, actor=scene.me)
    scene.tell("thing.zalo")
    assert ways() == ["sms"]


def test_the_own_quiet_hours_hold_back_what_rings_and_never_the_last_day(scene: Scene) -> None:
    api.choose(wants=Preferences(quiet_from=time(11), quiet_to=time(14)), actor=scene.me)
    with frozen(NOON):
        scene.tell()
        scene.tell(until=at_local(2026, 11, 24, 17))
    leaves = [f"{local(row.next_at):%H:%M}" for row in Message.objects.filter(channel="sms").order_by("id")]
    assert leaves == ["14:00", "12:00"]
    with frozen(NIGHT):
        scene.tell()
    # The own hours stand instead of the province's: who works at night wants it at night.
    assert f"{local(Message.objects.filter(channel='sms').latest('id').next_at):%H:%M}" == "22:30"
    assert {f"{local(row.next_at):%H:%M}" for row in Message.objects.filter(channel="email")} == {"12:00", "22:30"}


@pytest.mark.parametrize(
    "wants",
    [
        Preferences(quiet_from=time(21)), Preferences(quiet_from=time(21), quiet_to=time(21)), Preferences(language="fr"),
    ],
)  # fmt: skip
def test_half_a_choice_is_refused_and_changes_nothing(scene: Scene, wants: Preferences) -> None:
    with pytest.raises(Invalid):
        api.choose(wants=wants, actor=scene.me)
    assert queries.preferences_of(scene.account.person_id) == Preferences()


def test_several_small_notices_come_in_one_letter_at_the_end_of_the_day(scene: Scene, settings: Any) -> None:
    with frozen(NOON):
        for _ in range(3):
            scene.tell("thing.received")
        scene.tell("thing.done")
    assert ways() == ["email"] * 4 + ["sms"]
    assert send() == 2
    assert send(timedelta(hours=4)) == 0
    assert send(timedelta(hours=5)) == 1
    letter = lines("email", settings)[-1]
    assert letter["title"] == "3 thông báo trong ngày"
    assert letter["body"].count("Việc H61-0001 đã xong") == 3
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_a_letter_of_the_day_that_failed_goes_again_as_the_same_one(
    scene: Scene, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DemoEmail, "fails", 1)
    with frozen(NOON):
        scene.tell("thing.received")
        scene.tell("thing.received")
    assert send(timedelta(hours=5)) == 0
    bundles = set(Message.objects.values_list("bundle_id", flat=True))
    with frozen(NOON + timedelta(hours=5)):
        scene.tell("thing.received")
    assert send(timedelta(hours=5, minutes=2)) == 1
    (letter,) = lines("email", settings)
    assert (letter["title"], {letter["id"]}) == ("2 thông báo trong ngày", {str(one) for one in bundles})
    assert send(timedelta(hours=29)) == 1


def test_who_wants_no_daily_letter_gets_each_at_once(scene: Scene) -> None:
    api.choose(wants=Preferences(wants_digest=False), actor=scene.me)
    with frozen(NOON):
        scene.tell("thing.received")
    assert send() == 1


def test_a_digest_of_today_is_todays_until_its_hour() -> None:
    rule = Rule(quiet_from=time(21), quiet_to=time(7), quiet_channels=(), retry_minutes=(1,), digest_at=time(17))
    for hour, day in ((12, 24), (17, 25), (23, 25)):
        at = hours.digest_time(rule, at=at_local(2026, 11, 24, hour), wants=Preferences(), channel=Channel.EMAIL)
        assert at == at_local(2026, 11, day, 17)
    assert not hours.carries(Priority.LOW, Channel.SMS)


def test_one_click_stops_the_letters_of_a_kind_without_signing_in(scene: Scene, client: Client) -> None:
    token = token_of(person_id=scene.account.person_id, kind="reminders", channel=Channel.EMAIL)
    address = f"/thong-bao/thoi-nhan/{token}/"
    assert client.get(address).status_code == 200
    # Opening is not clicking: programs that look for viruses open every link.
    assert SwitchedOff.objects.count() == 0
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(SwitchedOff.objects.values_list("kind", "channel")) == [("reminders", "email")]
    scene.tell("thing.remind")
    assert ways() == ["sms"]


def test_a_link_that_was_changed_or_is_for_a_required_kind_stops_nothing(scene: Scene, client: Client) -> None:
    good = token_of(person_id=scene.account.person_id, kind="reminders", channel=Channel.EMAIL)
    required = token_of(person_id=scene.account.person_id, kind="progress", channel=Channel.EMAIL)
    foreign = signing.dumps([str(scene.account.person_id), "reminders", "email"], salt="something-else")
    for token in (good[:-2], f"{good}x", required, foreign, "khong-co"):
        with pytest.raises(BadLink):
            api.unsubscribe(token=token, actor=anonymous_actor())
        assert client.post(f"/thong-bao/thoi-nhan/{token}/").status_code == 404
    assert SwitchedOff.objects.count() == 0


def test_an_address_that_failed_for_good_is_marked_and_the_next_channel_is_used(
    scene: Scene, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.choose(wants=off(("progress", Channel.SMS)), actor=scene.me)
    monkeypatch.setattr(DemoEmail, "refuses", frozenset({"lan@example.vn"}))
    with frozen(NOON):
        scene.tell()
    send()
    # Nobody wanted a text message, but the law wants the person told.
    assert dict(Message.objects.values_list("channel", "state")) == {"email": "failed", "sms": "sent"}
    assert BadAddress.objects.count() == 1
    monkeypatch.setattr(DemoEmail, "refuses", frozenset())
    with frozen(NOON):
        scene.tell("thing.remind")
    send(timedelta(minutes=1))
    assert Message.objects.get(notice__template="thing.remind", channel="email").error.startswith("Không thử: ")
    api.forgive_addresses(person_id=scene.account.person_id, actor=system_actor())
    with frozen(NOON):
        scene.tell("thing.remind")
    assert send(timedelta(minutes=2)) >= 1
    assert lines("email", settings) != []


def test_who_is_reached_by_no_channel_is_on_the_operators_list_until_they_read_it_themselves(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DemoEmail, "refuses", frozenset({"lan@example.vn"}))
    monkeypatch.setattr(DemoSms, "refuses", frozenset({"0900000001"}))
    with frozen(NOON):
        scene.tell()
    send()
    (told,) = api.unreached()
    assert told.is_unreached
    assert [one.state.value for one in told.messages] == ["failed", "failed"]
    (again,) = api.told_of(("thing", Notice.objects.get().subject_id))
    assert again.id == told.id
    api.open_notice(notice_id=told.id, actor=scene.me)
    assert api.unreached() == ()


def test_every_try_is_on_record_with_the_answer_and_without_the_address(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DemoSms, "fails", 1)
    with frozen(NOON):
        scene.tell()
    Message.objects.exclude(channel="sms").delete()
    send()
    send(timedelta(minutes=2))
    (told,) = api.told_of(("thing", Notice.objects.get().subject_id))
    (message,) = told.messages
    assert [(one.outcome.value, one.answer) for one in message.tries] == [
        ("later", "Cổng gửi giả lập không trả lời."), ("sent", message.reference),
    ]  # fmt: skip
    assert not any("0900000001" in one.answer for one in Attempt.objects.all())


def test_an_officers_kinds_are_not_a_citizens_and_neither_choice_loses_the_other(scene: Scene) -> None:
    assert [kind.code for kind in queries.kinds_for(Audience.OFFICER)] == ["work"]
    api.choose(wants=off(("reminders", Channel.SMS)), actor=scene.me)
    both = off(("reminders", Channel.SMS), ("work", Channel.EMAIL))
    api.choose(wants=both, audience=Audience.OFFICER, actor=scene.me)
    assert queries.preferences_of(scene.account.person_id).off == both.off


def test_another_try_keeps_quiet_hours_too_but_for_the_last_day(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DemoSms, "fails", 2)
    late = at_local(2026, 11, 24, 20, 59)
    with frozen(late):
        scene.tell("thing.remind")
        scene.tell("thing.remind", until=at_local(2026, 11, 24, 23))
        api.send_due(actor=system_actor(), channels=[Channel.SMS])
    leaves = [f"{local(row.next_at):%d %H:%M}" for row in Message.objects.filter(channel="sms").order_by("id")]
    assert leaves == ["25 07:00", "24 21:00"]


def test_what_takes_the_place_of_a_failed_message_on_the_last_day_leaves_at_night(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DemoEmail, "refuses", frozenset({"lan@example.vn"}))
    api.choose(wants=off(("progress", Channel.SMS)), actor=scene.me)
    with frozen(NIGHT):
        scene.tell(until=at_local(2026, 11, 24, 23, 59))
        api.send_due(actor=system_actor())
    assert dict(Message.objects.values_list("channel", "state")) == {"email": "failed", "sms": "sent"}
