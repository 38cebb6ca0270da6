"""What goes to the portal: in order, once, after every outage, and what a person has to decide about the rest."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from tests.peers.conftest import AT, NAME, Desk
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.access.models import AuditEntry
from tinhso.kernel.errors import Invalid
from tinhso.kernel.ids import new_id
from tinhso.lab.peers.national_portal.faults import Fault
from tinhso.services.national_portal import api
from tinhso.services.national_portal.adapters import partner
from tinhso.services.national_portal.errors import NotWaiting
from tinhso.services.national_portal.models import Message
from tinhso.services.national_portal.types import CatalogueKind, RatingFacts

MINUTE = timedelta(minutes=1)


def message(seq: int = 1, number: int = 1) -> Message:
    return Message.objects.get(subject_id=UUID(int=number), seq=seq)


def test_a_dossier_is_told_as_it_is_and_each_step_in_order(desk: Desk) -> None:
    desk.happens(desk.dossier(), 1)
    desk.happens(desk.dossier(status=2, accepted_at=AT, due_at=AT), 2)

    assert desk.send() == 2

    there = desk.portal.dossiers[desk.dossier().code]
    assert (there["TrangThaiHoSo"], there["NgayHenTra"]) == ("2", "20261130080509")
    assert desk.told() == ["Bước 1", "Bước 2"]
    assert desk.states() == ["sent", "sent"]


def test_the_same_event_twice_is_one_message(desk: Desk) -> None:
    cause = new_id()

    assert desk.happens(desk.dossier(), 1, cause=cause)
    assert not desk.happens(desk.dossier(), 1, cause=cause)
    desk.send()

    assert desk.told() == ["Bước 1"]


def test_after_an_outage_everything_arrives_once_and_in_order(desk: Desk) -> None:
    desk.peer.script.add(Fault.DOWN, service="login", times=-1)
    for seq in (1, 2, 3):
        desk.happens(desk.dossier(), seq)
        desk.happens(desk.dossier(2), seq)
    for _ in range(5):
        assert desk.send(after=MINUTE) == 0
    desk.peer.script.clear()

    sent = sum(desk.send(after=5 * MINUTE) for _ in range(3))

    assert sent == 6
    assert (desk.told(1), desk.told(2)) == (["Bước 1", "Bước 2", "Bước 3"],) * 2


def test_a_portal_that_is_away_for_days_kills_no_message(desk: Desk, settings: Any) -> None:
    settings.NATIONAL_PORTAL_URL = "http://127.0.0.1:9"
    desk.happens(desk.dossier(), 1)
    for _ in range(12):
        desk.send(after=timedelta(hours=5))
    settings.NATIONAL_PORTAL_URL = desk.peer.address

    assert desk.states() == ["waiting"]
    assert desk.send(after=timedelta(hours=5)) == 1


@pytest.mark.parametrize("service", ["DongBoHoSoMC", "CapNhatTienDoHoSoMC"])
@pytest.mark.parametrize("fault", [Fault.LOST, Fault.TWICE, Fault.EXPIRED, Fault.BUSY, Fault.HTML, Fault.BROKEN_JSON])
def test_whatever_happens_to_a_try_the_dossier_is_there_once_and_its_step_too(
    desk: Desk, service: str, fault: Fault
) -> None:
    desk.peer.script.add(fault, service=service)
    desk.happens(desk.dossier(), 1)

    desk.send()
    desk.send(after=2 * MINUTE)

    assert desk.states() == ["sent"]
    # A proxy that repeats a step writes it twice there; we do not add a third.
    assert desk.told() == ["Bước 1"] * (2 if (fault, service) == (Fault.TWICE, "CapNhatTienDoHoSoMC") else 1)


def test_a_late_answer_is_looked_up_before_anything_is_sent_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partner, "SECONDS", 0.4)
    desk.peer.script.seconds = 1
    desk.peer.script.add(Fault.LATE, service="CapNhatTienDoHoSoMC")
    desk.happens(desk.dossier(), 1)

    desk.send()
    desk.send(after=2 * MINUTE)

    assert desk.told() == ["Bước 1"]
    assert [name for name, _ in desk.portal.log].count("CapNhatTienDoHoSoMC") == 1


def test_a_refusal_is_a_dead_letter_with_the_portals_reason_and_holds_only_its_own_dossier(desk: Desk) -> None:
    desk.peer.script.add(Fault.REFUSES, service="CapNhatTienDoHoSoMC")
    desk.happens(desk.dossier(), 1)
    desk.happens(desk.dossier(), 2)
    desk.happens(desk.dossier(2), 1)

    desk.send()
    desk.send(after=MINUTE)

    assert (desk.states(1), desk.states(2)) == (["dead", "waiting"], ["sent"])
    assert [one.error for one in api.dead()] == ["Cổng từ chối (mã -3): Dữ liệu không hợp lệ"]


def test_an_operator_lets_a_dead_letter_go_again_and_what_waited_follows(desk: Desk) -> None:
    test_a_refusal_is_a_dead_letter_with_the_portals_reason_and_holds_only_its_own_dossier(desk)

    api.send_again(message_id=message().id, actor=desk.operator)
    desk.send(after=MINUTE)

    assert desk.states() == ["sent", "sent"]
    assert desk.told() == ["Bước 1", "Bước 2"]
    assert AuditEntry.objects.filter(act="national_portal.send_again", person_id=desk.operator.person_id).count() == 1


def test_a_dead_letter_is_skipped_with_a_reason_only(desk: Desk) -> None:
    test_a_refusal_is_a_dead_letter_with_the_portals_reason_and_holds_only_its_own_dossier(desk)

    with pytest.raises(Invalid):
        api.skip(message_id=message().id, reason=" ", actor=desk.operator)
    assert desk.states() == ["dead", "waiting"]
    api.skip(message_id=message().id, reason="Cổng đã có bước này", actor=desk.operator)
    desk.send(after=MINUTE)

    assert desk.states() == ["skipped", "sent"]
    assert message().payload is None


def test_only_the_own_desk_and_the_operator_repeat_and_only_the_operator_skips(desk: Desk) -> None:
    desk.happens(desk.dossier(), 1)
    Message.objects.update(state="dead", error="lý do")
    before = list(Message.objects.values())

    for who in (desk.stranger,):
        with pytest.raises(ActDenied):
            api.send_again(message_id=message().id, actor=who)
    for who in (desk.stranger, desk.clerk):
        with pytest.raises(ActDenied):
            api.skip(message_id=message().id, reason="Vì thế", actor=who)
    assert list(Message.objects.values()) == before
    assert not AuditEntry.objects.filter(act__in=["national_portal.send_again", "national_portal.skip"]).exists()

    api.send_again(message_id=message().id, actor=desk.clerk)
    assert desk.states() == ["waiting"]


def test_a_message_of_no_desk_is_the_operators_alone(desk: Desk) -> None:
    desk.happens(desk.dossier(), 1)
    Message.objects.update(state="dead", agency_id=None)

    with pytest.raises(ActDenied):
        api.send_again(message_id=message().id, actor=desk.clerk)
    assert desk.states() == ["dead"]
    api.send_again(message_id=message().id, actor=desk.operator)


def test_what_went_is_not_sent_again(desk: Desk) -> None:
    desk.happens(desk.dossier(), 1)
    desk.send()

    with pytest.raises(NotWaiting):
        api.send_again(message_id=message().id, actor=desk.operator)


def test_a_message_that_nobody_hears_dies_after_the_rules_tries_and_says_how_many(desk: Desk) -> None:
    desk.peer.script.add(Fault.BUSY, service="TraCuuHoSo", times=-1)
    desk.happens(desk.dossier(), 1)

    for _ in range(7):
        desk.send(after=timedelta(hours=5))

    assert desk.states() == ["dead"]
    assert message().error == "Đã thử 7 lần. Cổng đang bận (mã -9)."


def test_a_dossier_without_a_code_there_is_named_and_goes_once_it_is_mapped(desk: Desk) -> None:
    desk.lists(CatalogueKind.PROCEDURES, "1.001193.000.00.00.H99")
    desk.portal.lists["procedures"].append({"MATTHC": "1.001193.000.00.00.H99"})
    desk.happens(desk.dossier(procedure_code="1.001193", field_code="cu-tru", field_title="Cư trú"), 1)

    desk.send()
    assert desk.states() == ["blocked"]
    assert message().error == "Chưa ghép mã với danh mục của Cổng: Lĩnh vực cu-tru (Cư trú)."
    desk.lists(CatalogueKind.FIELDS, "G01-CT")
    api.map_code(
        kind=CatalogueKind.PROCEDURES, our_code="1.001193", their_code="1.001193.000.00.00.H99", actor=desk.operator
    )
    assert desk.send() == 0
    desk.lists(CatalogueKind.FIELDS, "cu-tru")
    desk.send(after=timedelta(hours=2))

    assert desk.portal.dossiers[desk.dossier().code]["MaTTHC"] == "1.001193.000.00.00.H99"


def test_a_confidential_dossier_is_noted_as_withheld_and_nothing_of_it_leaves(desk: Desk) -> None:
    desk.happens(desk.dossier(level="mat"), 1)

    assert desk.send() == 0

    assert (desk.states(), message().payload, desk.portal.log) == (["withheld"], None, [])
    assert message().error.startswith("Hồ sơ có mức bảo mật")


def test_a_name_rests_encrypted_while_it_waits_and_is_gone_once_it_went(desk: Desk) -> None:
    desk.happens(desk.dossier(), 1)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM national_portal_message")
        assert NAME not in repr(cursor.fetchall())
    assert NAME in repr(message().payload)
    desk.send()
    assert message().payload is None


def test_a_process_that_died_while_sending_loses_and_doubles_nothing(desk: Desk) -> None:
    desk.peer.script.add(Fault.LOST, service="CapNhatTienDoHoSoMC")
    desk.happens(desk.dossier(), 1)
    desk.send()
    Message.objects.update(state="sending", tried_at=desk.at)

    assert desk.send(after=MINUTE) == 0
    assert desk.send(after=10 * MINUTE) == 1

    assert desk.told() == ["Bước 1"]


def test_two_failures_in_a_row_end_a_round(desk: Desk) -> None:
    desk.peer.script.add(Fault.HTML, times=-1)
    for number in range(1, 9):
        desk.happens(desk.dossier(number), 1)

    desk.send()

    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0] * 6 + [1, 1]
    assert set(Message.objects.values_list("state", flat=True)) == {"waiting"}


def test_a_rating_goes_once_in_the_portals_words_and_its_change_after_it(desk: Desk) -> None:
    slip, first, second = new_id(), new_id(), new_id()
    facts = RatingFacts(
        dossier_code="X-1", procedure_code="1.001193", level="satisfied", is_satisfied=True, version_no=1, on=AT.date()
    )
    for cause, given in ((second, replace(facts, version_no=2)), (first, facts), (first, facts)):
        api.queue_rating(slip_id=slip, cause_id=cause, facts=given, agency_id=desk.agency_id, actor=desk.operator)

    assert desk.send() == 2
    assert [one["LanDanhGia"] for one in desk.portal.ratings] == ["1", "2"]
    assert desk.portal.ratings[0] == {
        "MaHoSo": "X-1", "MaTTHC": "1.001193", "MucDo": "satisfied", "HaiLong": "True", "LanDanhGia": "1", "NgayDanhGia": "20261130",
        "Diem": {},
    }  # fmt: skip


def test_no_secret_stands_in_an_error(desk: Desk, settings: Any) -> None:
    desk.portal.password = "khác"
    desk.happens(desk.dossier(), 1)

    desk.send()

    secret = Path(settings.NATIONAL_PORTAL_PASSWORD_FILE).read_text("utf-8").strip()
    assert secret not in message().error
    assert "đăng nhập" in message().error
