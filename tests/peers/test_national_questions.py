"""Questions asked on the portal reach the agency that they name, and its answer goes back."""

import pytest
from django.db import connection

from tests.peers.conftest import Desk
from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.identity import testing
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.errors import Invalid
from tinhso.services.national_portal import api, queries
from tinhso.services.national_portal.errors import NotWaiting
from tinhso.services.national_portal.models import Message, Question

ASKED = {
    "HoiDapId": "HD-1", "MaDonVi": "H99.101", "TieuDe": "Khai sinh", "NoiDung": "Cần giấy gì?",
    "HoTen": "Lê Thị Hỏi Riêng", "Email": "rieng@example.vn", "NgayHoi": "20261130080000",
}  # fmt: skip


@pytest.fixture
def leader(desk: Desk) -> Actor:
    role = testing.role("tra-loi", {"national_portal.answer": "own"})
    testing.province(
        [
            ("vh", "H99", ("van-hanh",)),
            ("mc", "H99.101", ("mot-cua",)),
            ("mc2", "H99.13", ("mot-cua",)),
            ("tl", "H99.101", (role,)),
        ]
    )
    desk.portal.lists["questions"] = [
        dict(ASKED),
        {**ASKED, "HoiDapId": "HD-2", "MaDonVi": "X"},
        {"NoiDung": "không mã"},
    ]
    return testing.officer_actor(testing.officer("tl", "tl"), "tl")


def test_a_question_comes_once_to_its_agency_with_its_asker_encrypted(desk: Desk, leader: Actor) -> None:
    assert (api.pull_questions(actor=system_actor()), api.pull_questions(actor=system_actor())) == (2, 0)

    one = Question.objects.get(foreign_id="HD-1")
    assert (one.agency_id, one.topic, one.body["NoiDung"]) == (desk.agency_id, "Khai sinh", "Cần giấy gì?")
    assert Question.objects.get(foreign_id="HD-2").agency_id is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM national_portal_question")
        assert "Riêng" not in repr(cursor.fetchall())


def test_the_answer_of_the_agency_goes_back_once(desk: Desk, leader: Actor) -> None:
    api.pull_questions(actor=system_actor())
    asked = Question.objects.get(foreign_id="HD-1")

    with pytest.raises(Invalid):
        api.answer_question(question_id=asked.id, text="  ", actor=leader)
    assert not Message.objects.exists()
    api.answer_question(question_id=asked.id, text="Giấy chứng sinh.", actor=leader)
    with pytest.raises(NotWaiting):
        api.answer_question(question_id=asked.id, text="Giấy khác.", actor=leader)

    assert desk.send() == 1
    assert desk.portal.answers["HD-1"]["NoiDungTraLoi"] == "Giấy chứng sinh."


def test_another_agency_neither_sees_nor_answers(desk: Desk, leader: Actor) -> None:
    api.pull_questions(actor=system_actor())
    asked = Question.objects.get(foreign_id="HD-2")

    for who in (leader, desk.clerk):
        with pytest.raises(ActDenied):
            api.answer_question(question_id=asked.id, text="Không phải việc tôi.", actor=who)
    asked.refresh_from_db()
    assert (asked.answered_at, Message.objects.count()) == (None, 0)
    seen = queries.questions(access.scope(actor=leader, act="national_portal.answer"))
    assert [one.foreign_id for one in seen] == ["HD-1"]
