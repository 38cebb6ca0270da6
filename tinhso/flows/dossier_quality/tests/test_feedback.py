"""Feedback about a dossier: who may send it, its term, its answer, what is published; and how both it and slips reach the index."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.feedback import api
from tinhso.casework.feedback.errors import FeedbackRefused, NoFeedback, WrongTime
from tinhso.casework.feedback.testing import models, queries
from tinhso.casework.ratings import api as ratings
from tinhso.flows.dossier_quality.tests.conftest import AFTER, Served
from tinhso.foundation.definitions import api as definitions
from tinhso.insight.scorecards import api as scorecards
from tinhso.insight.warehouse.testing import sign_in
from tinhso.insight.warehouse.types import Selection
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Denied
from tinhso.kernel.outbox.delivery import deliver_all

KIND, WORDS = "dossier", "Tôi chờ quá lâu mà không ai báo."
OCTOBER = Selection(first=date(2026, 10, 1), last=date(2026, 10, 31))


def send(served: Served, *, actor: Actor | None = None, may_publish: bool = True, topic: str = "late") -> UUID:
    return api.send_feedback(
        kind=KIND,
        subject_id=served.open,
        topic=topic,
        text=WORDS,
        may_publish=may_publish,
        actor=actor or served.province.citizen,
    )


def numbers(code: str, card: str = "qd-766") -> tuple[int, int]:
    found = scorecards.whole(scorecards.card_of(card, on=OCTOBER.last), OCTOBER, actor=system_actor())
    line = next(one for one in found.lines if one.item.code == code)
    return line.numbers.good, line.numbers.of


def test_the_answer_is_due_after_the_working_days_of_the_rule(served: Served) -> None:
    """Sent on Wednesday 7 October: ten working days end on Wednesday 21 October when the office closes."""
    with frozen(AFTER):
        found = queries.own(send(served), actor=served.province.citizen)

    assert found.due_at == at_local(2026, 10, 21, 17, 0)
    assert (found.state, found.text) == ("sent", WORDS)


def test_only_the_people_of_the_dossier_send_feedback_about_it(served: Served) -> None:
    with frozen(AFTER):
        with pytest.raises(NoDossier):
            send(served, actor=served.province.stranger)
        with pytest.raises(Denied):
            send(served, actor=served.province.desk)
    assert not models.Feedback.objects.exists()


def test_without_a_topic_or_words_nothing_is_sent_and_not_without_end(served: Served) -> None:
    with frozen(AFTER):
        with pytest.raises(FeedbackRefused):
            send(served, topic="weather")
        for _ in range(3):
            send(served)
        with pytest.raises(WrongTime):
            send(served)
    assert models.Feedback.objects.count() == 3


def test_the_agency_answers_once_its_sender_is_told_and_judges(served: Served, tmp_path: Path) -> None:
    province = served.province
    (tmp_path / "notices").mkdir()
    for name in ("kinds", "tra-loi-phan-anh.yaml"):
        (tmp_path / "notices" / name).symlink_to(settings.DEFINITIONS_DIR / "notices" / name)
    definitions.apply_folder(tmp_path, actor=system_actor())
    with frozen(AFTER):
        feedback_id = send(served)
        api.receive_feedback(feedback_id=feedback_id, actor=province.leader)
        api.answer_feedback(
            feedback_id=feedback_id, answer="Xin lỗi, chúng tôi trả trong hôm nay.", publish=True, actor=province.leader
        )
        with pytest.raises(WrongTime):
            api.answer_feedback(feedback_id=feedback_id, answer="Khác.", publish=True, actor=province.leader)
        with pytest.raises(NoFeedback):
            api.judge_answer(feedback_id=feedback_id, satisfied=True, actor=province.stranger)
        api.judge_answer(feedback_id=feedback_id, satisfied=True, actor=province.citizen)
        page = Client().get("/phan-anh/").content.decode()

    found = queries.own(feedback_id, actor=province.citizen)
    assert (found.state, found.satisfied, found.is_published) == ("answered", True, True)
    told = apps.get_model("notifications", "Notice").objects.filter(subject_id=feedback_id)
    assert [one.person_id for one in told] == [province.citizen.person_id]
    assert "Xin lỗi, chúng tôi trả trong hôm nay." in page
    assert found.matter_code not in page
    assert "Lan Mẫu" not in page


def test_what_its_sender_keeps_private_is_not_published(served: Served) -> None:
    with frozen(AFTER):
        feedback_id = send(served, may_publish=False)
        api.answer_feedback(feedback_id=feedback_id, answer="Đã xử lý.", publish=True, actor=served.province.leader)
        assert "Đã xử lý." not in Client().get("/phan-anh/").content.decode()


def test_another_agency_and_who_may_not_answer_do_nothing(served: Served) -> None:
    with frozen(AFTER):
        feedback_id = send(served)
        for actor in (served.province.desk, served.province.specialist):
            with pytest.raises(Denied):
                api.answer_feedback(feedback_id=feedback_id, answer="Xong.", publish=False, actor=actor)
            with pytest.raises(NoFeedback):
                queries.for_officer(feedback_id, actor=actor)
    assert models.Feedback.objects.get().state == "sent"


def test_words_rest_encrypted(served: Served) -> None:
    with frozen(AFTER):
        send(served)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM feedback")
        assert WORDS not in cursor.fetchone()[0]


def test_feedback_counts_against_the_agency_when_its_answer_is_late_or_will_not_do(served: Served) -> None:
    with frozen(AFTER):
        answered, waiting = send(served), send(served)
        api.answer_feedback(feedback_id=answered, answer="Xong.", publish=False, actor=served.province.leader)
        deliver_all()
        assert (numbers("feedback-in-time"), numbers("feedback-satisfied")) == ((2, 2), (2, 2))
        api.judge_answer(feedback_id=answered, satisfied=False, actor=served.province.citizen)
        deliver_all()
        assert (numbers("feedback-in-time"), numbers("feedback-satisfied")) == ((2, 2), (1, 2))
    # Nothing happens, but the second one's last moment passes.
    with frozen(at_local(2026, 10, 22, 8, 0)):
        assert (numbers("feedback-in-time"), numbers("feedback-satisfied")) == ((1, 2), (0, 2))
        api.answer_feedback(
            feedback_id=waiting, answer="Của sở.", publish=False, refuse=True, actor=served.province.leader
        )
        deliver_all()
        assert numbers("feedback-in-time") == (1, 1)
        # Three dossiers came in October; there is feedback about one of them.
        assert numbers("dossiers-without-feedback") == (2, 3)


def test_slips_give_the_indicators_that_are_taken_from_slips(served: Served) -> None:
    happy = ratings.Given(level="satisfied", choices={"contacts": "none", "attitude": "good"})
    less = ratings.Given(level="unsatisfied", choices={"contacts": "once"})
    citizen = served.province.citizen
    with frozen(AFTER):
        ratings.rate(kind=KIND, subject_id=served.done, given=happy, actor=citizen)
        ratings.rate(kind=KIND, subject_id=served.at_counter, given=happy, actor=citizen)
        deliver_all()
        assert numbers("contacts", "tt-01-2018") == (4, 2)
    with frozen(AFTER + timedelta(days=1)):
        ratings.rate(kind=KIND, subject_id=served.done, given=less, actor=citizen)
        deliver_all()
        assert numbers("contacts", "tt-01-2018") == (3, 2)
        assert numbers("attitude", "tt-01-2018") == (2, 1)
        rebuilt = scorecards.rebuild()
        assert rebuilt == 5
        assert numbers("contacts", "tt-01-2018") == (3, 2)


def test_the_whole_way_goes_through_the_pages(served: Served) -> None:
    citizen, leader = sign_in(served.province.citizen), sign_in(served.province.leader)
    with frozen(AFTER):
        page = f"/phan-anh/gui/{served.open}/"
        assert page in citizen.get(f"/ho-so/{served.open}/").content.decode()
        assert citizen.post(page, {}).status_code == 422
        own = citizen.post(page, {"topic": "late", "text": WORDS, "may_publish": "yes"}).headers["Location"]
        assert WORDS in citizen.get(own).content.decode()
        inbox = leader.get("/can-bo/phan-anh/").content.decode()
        feedback_id = own.rstrip("/").rpartition("/")[2]
        assert f"/can-bo/phan-anh/{feedback_id}/" in inbox
        desk = f"/can-bo/phan-anh/{feedback_id}/"
        assert leader.post(desk, {"viec": "nhan"}).status_code == 302
        assert leader.post(desk, {"viec": "tra-loi"}).status_code == 422
        assert leader.post(desk, {"viec": "tra-loi", "answer": "Xong.", "publish": "yes"}).status_code == 302
        assert citizen.post(own, {"satisfied": "no"}).status_code == 302

    assert models.Feedback.objects.get().satisfied is False
