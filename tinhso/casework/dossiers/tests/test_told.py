"""Officers hear of their work by the same door as citizens, and see on a dossier who was told what, and who was not reached."""

from datetime import timedelta

import pytest

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.tasks import warn
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import MARITAL, accept, file, table
from tinhso.casework.dossiers.tests.doors import signed_in
from tinhso.casework.dossiers.tests.test_notices import telling
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.notifications import api as notifications

__all__ = ["telling"]

pytestmark = pytest.mark.django_db
MONDAY_9 = at_local(2026, 11, 23, 9)
SECRET = "Gọi lại cho hộ tịch xã bên"


def heard(actor: Actor) -> list[tuple[str, str]]:
    """(template, title) in the officer's inbox."""
    rows = table("notifications.Notice").filter(person_id=actor.person_id).order_by("created_at", "id")
    return [(row.template, row.texts["vi"][0]) for row in rows]


def test_a_colleague_who_is_called_upon_finds_it_in_the_inbox_without_the_words(telling: SmallProvince) -> None:
    assert telling.specialist.person_id is not None
    with frozen(MONDAY_9):
        filed = file(telling)
        accept(telling, filed.id)
        api.write_note(dossier_id=filed.id, words=SECRET, mentioned=[telling.specialist.person_id], actor=telling.desk)
    ((template, title),) = heard(telling.specialist)
    assert template == "work.mentioned"
    assert title.endswith(f"nhắc đến bạn ở hồ sơ {filed.code}")
    row = table("notifications.Notice").get(template="work.mentioned")
    assert SECRET not in str(row.texts)
    assert row.link == f"/can-bo/ho-so/{filed.id}/"
    assert heard(telling.desk) == heard(telling.citizen) == []
    page = signed_in(telling.specialist).get("/can-bo/thong-bao/").content.decode()
    assert title in page


def test_a_warning_comes_once_and_with_the_letter_of_the_day(telling: SmallProvince) -> None:
    with frozen(MONDAY_9):
        accept(telling, file(telling, MARITAL).id)
    with frozen(MONDAY_9 + timedelta(hours=1)):
        assert warn() > 0
        warn()
    found = heard(telling.specialist)
    assert [template for template, _ in found] == ["work.due_warning"]
    assert "đến hạn 17 giờ 00 phút, thứ Sáu ngày 27/11/2026" in found[0][1]
    message = table("notifications.Message").get(notice__template="work.due_warning")
    assert (message.in_digest, message.next_at) == (True, at_local(2026, 11, 23, 17))


def test_the_dossiers_page_tells_its_officers_by_which_ways_the_citizen_was_told(telling: SmallProvince) -> None:
    assert telling.citizen.person_id is not None
    identity.change_contacts(person_id=telling.citizen.person_id, phone="0900000001", email="", actor=system_actor())
    with frozen(MONDAY_9):
        filed = file(telling)
        accept(telling, filed.id)
        deliver_all()
        notifications.send_due(actor=system_actor())
    page = signed_in(telling.specialist).get(f"/can-bo/ho-so/{filed.id}/").content.decode()
    assert "Đã báo cho người dân" in page
    assert f"Hồ sơ {filed.code} đã được tiếp nhận" in page
    assert "Zalo: đã gửi" in page
    assert "thư điện tử: không có nơi nhận. Chưa có địa chỉ nhận thư điện tử." in page
    assert "Chưa xem trên cổng." in page
    assert "Đã báo cho người dân" not in signed_in(telling.citizen).get(f"/ho-so/{filed.id}/").content.decode()


def test_a_citizen_whom_nothing_reaches_is_named_to_the_officer_until_they_look(telling: SmallProvince) -> None:
    assert telling.citizen.person_id is not None
    identity.change_contacts(person_id=telling.citizen.person_id, phone="", email="", actor=system_actor())
    with frozen(MONDAY_9):
        filed = file(telling)
        accept(telling, filed.id)
        deliver_all()
        for minutes in range(3):
            with frozen(MONDAY_9 + timedelta(minutes=minutes)):
                notifications.send_due(actor=system_actor())
    desk = signed_in(telling.specialist)
    assert "Chưa báo được cho" in desk.get(f"/can-bo/ho-so/{filed.id}/").content.decode()
    notifications.mark_all_read(actor=telling.citizen)
    assert "Chưa báo được cho" not in desk.get(f"/can-bo/ho-so/{filed.id}/").content.decode()
