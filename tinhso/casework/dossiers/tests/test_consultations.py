"""Asking other agencies: when each is due, who is late, who sees what, what silence means."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api, consultations, late_dossiers, printing, queries, worklists
from tinhso.casework.dossiers.api import TaskDone
from tinhso.casework.dossiers.errors import (
    HiddenDossier,
    NoDossier,
    NotOffered,
    PastMainDeadline,
    QuestionClosed,
    StaleVersion,
    WrongStatus,
)
from tinhso.casework.dossiers.models import Consultation, Dossier, StatusChange, WorkItem
from tinhso.casework.dossiers.testing import officer
from tinhso.casework.dossiers.tests.acts import PDF, do, everything, open_task, status_of, version_of
from tinhso.casework.dossiers.tests.consulting_scene import (
    ASKED_AT,
    CONSTRUCTION,
    JUSTICE,
    MAIN_DUE,
    POLICE,
    Scene,
    agency_id,
    ask,
    asked_of,
    load_scene,
    permit,
    question,
)
from tinhso.casework.dossiers.types import QuestionState, Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ActKind, ClockState, Term, TermUnit
from tinhso.engines.forms import api as forms
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Opinion
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Conflict, Denied, DomainError, Invalid
from tinhso.kernel.outbox.models import OutboxEvent
from tinhso.services.signatures import api as signatures

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def standing_scene(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_scene(tmp_path_factory.mktemp("definitions"))
        transaction.set_rollback(True)


@pytest.fixture
def scene(standing_scene: Scene, db: None) -> Scene:
    return standing_scene


def ask_three(scene: Scene) -> UUID:
    dossier_id = permit(scene)
    with frozen(ASKED_AT):
        ask(scene, dossier_id, question(CONSTRUCTION), question(JUSTICE), question(POLICE))
    return dossier_id


def answer(
    scene: Scene, dossier_id: UUID, code: str, at: datetime, *, said: Opinion = Opinion.AGREED, opinion: str = "",
    late_reason: str = "",
) -> None:  # fmt: skip
    who = {CONSTRUCTION: scene.construction, JUSTICE: scene.justice, POLICE: scene.police}[code]
    with frozen(at):
        api.answer_opinion(
            consultation_id=asked_of(dossier_id, code).id,
            answer=said,
            opinion=opinion,
            late_reason=late_reason,
            actor=who,
        )


def events(dossier_id: UUID, name: str) -> list[dict[str, Any]]:
    rows = OutboxEvent.objects.filter(name=name, aggregate_id=str(dossier_id)).order_by("seq")
    return [row.payload for row in rows]


# When


def test_each_opinion_is_due_on_the_calendar_of_the_agency_that_is_asked(scene: Scene) -> None:
    dossier_id = ask_three(scene)

    dues = {code: asked_of(dossier_id, code).due_at for code in (CONSTRUCTION, JUSTICE, POLICE)}

    assert dues == {
        # 25, 26, 27 November and the Saturday morning.
        CONSTRUCTION: at_local(2026, 11, 28, 11, 30),
        # 25, 26, 27, 30 November.
        JUSTICE: at_local(2026, 11, 30, 17, 0),
        # 26, 27, 30 November, 1 December.
        POLICE: at_local(2026, 12, 1, 17, 0),
    }
    assert Dossier.objects.get(id=dossier_id).due_at == MAIN_DUE
    for code, due in dues.items():
        (clock,) = deadlines.get_clocks(("consultation", asked_of(dossier_id, code).id))
        assert (clock.agency_code, clock.due_at, clock.state) == (code, due, ClockState.RUNNING)
        assert [line.act for line in deadlines.list_ledger(clock.id)] == [ActKind.STARTED]


def test_of_three_one_is_late_and_says_why(scene: Scene) -> None:
    dossier_id = ask_three(scene)

    answer(scene, dossier_id, POLICE, at_local(2026, 11, 26, 10, 0))
    answer(scene, dossier_id, JUSTICE, at_local(2026, 11, 30, 17, 0), said=Opinion.OBJECTED, opinion="Đất tranh chấp.")
    late_at = at_local(2026, 12, 1, 9, 0)
    before = everything()
    with pytest.raises(Invalid) as refused:
        answer(scene, dossier_id, CONSTRUCTION, late_at)
    assert refused.value.fields == {"/late_reason": "Đã quá hạn trả lời: ghi lý do chậm."}
    assert everything() == before
    answer(scene, dossier_id, CONSTRUCTION, late_at, late_reason="Phải đo lại hiện trạng.")

    with frozen(late_at):
        told = {one.agency_id: one for one in consultations.of_dossier(dossier_id)}
    assert {one.state for one in told.values()} == {QuestionState.ANSWERED}
    assert [told[agency_id(code)].late_words for code in (CONSTRUCTION, JUSTICE, POLICE)] == ["2 ngày làm việc", "", ""]
    assert told[agency_id(CONSTRUCTION)].late_reason == "Phải đo lại hiện trạng."
    given = {event["asked_agency_id"]: event for event in events(dossier_id, "dossier.opinion_given")}
    # Monday's 7.5 hours and an hour and a half of Tuesday.
    assert given[str(agency_id(CONSTRUCTION))]["late_minutes"] == 540
    assert given[str(agency_id(JUSTICE))]["late_minutes"] == 0
    assert "muộn 2 ngày làm việc" in StatusChange.objects.filter(dossier_id=dossier_id).latest("seq").words
    assert status_of(dossier_id) is Status.PROCESSING
    (clock,) = deadlines.get_clocks(("consultation", asked_of(dossier_id, CONSTRUCTION).id))
    assert deadlines.punctuality_of(clock).value == "late"


def test_a_sub_deadline_past_the_main_one_is_told_at_sending_and_sent_only_with_a_reason(scene: Scene) -> None:
    dossier_id = permit(scene)
    long = question(JUSTICE, term=Term(12, TermUnit.WORKING_DAYS))
    before = everything()

    with frozen(ASKED_AT), pytest.raises(PastMainDeadline, match="Sở Tư pháp"):
        ask(scene, dossier_id, question(POLICE), long)
    assert everything() == before

    with frozen(ASKED_AT):
        ask(scene, dossier_id, question(POLICE), long, reason="Phải khảo sát thực địa.")
    assert asked_of(dossier_id, JUSTICE).past_due_reason == "Phải khảo sát thực địa."
    assert asked_of(dossier_id, POLICE).past_due_reason == ""
    assert [event["is_past_due"] for event in events(dossier_id, "dossier.opinion_asked")] == [False, True]


# In turn


def test_in_turn_the_next_is_asked_when_the_one_before_has_answered(scene: Scene) -> None:
    dossier_id = permit(scene)
    with frozen(ASKED_AT):
        ask(scene, dossier_id, question(JUSTICE), question(POLICE), in_turn=True)
    second = asked_of(dossier_id, POLICE)
    assert (second.state, second.due_at) == (QuestionState.WAITING, None)
    with frozen(ASKED_AT), pytest.raises(NoDossier):
        consultations.asked(second.id, actor=scene.police)

    answer(scene, dossier_id, JUSTICE, at_local(2026, 11, 26, 10, 0))

    second.refresh_from_db()
    # Asked on Thursday 26th: 27, 30 November, 1 and 2 December.
    assert (second.state, second.due_at) == (QuestionState.OPEN, at_local(2026, 12, 2, 17, 0))


def test_in_turn_a_term_counts_from_the_end_of_the_one_before(scene: Scene) -> None:
    dossier_id = permit(scene)
    nine = Term(9, TermUnit.WORKING_DAYS)

    with frozen(ASKED_AT):
        # Side by side both end on 7 December, in time; one after the other they do not.
        with pytest.raises(PastMainDeadline, match="Công an tỉnh"):
            ask(scene, dossier_id, question(JUSTICE, term=nine), question(POLICE, term=nine), in_turn=True)
        ask(scene, dossier_id, question(JUSTICE, term=nine), question(POLICE, term=nine))


def test_a_question_taken_back_lets_the_next_go_and_leaves_the_list(scene: Scene) -> None:
    dossier_id = permit(scene)
    with frozen(ASKED_AT):
        first, second = ask(scene, dossier_id, question(JUSTICE), question(POLICE), in_turn=True)
        with pytest.raises(Denied):
            api.recall_opinion(consultation_id=first, reason="Nhầm", actor=scene.justice)
        with pytest.raises(Invalid):
            api.recall_opinion(consultation_id=first, reason=" ", actor=scene.builder)
        api.recall_opinion(consultation_id=first, reason="Hỏi nhầm cơ quan.", actor=scene.builder)
        assert worklists.page_of(worklists.ListQuery(), actor=scene.justice).items == ()
        with pytest.raises(QuestionClosed):
            api.answer_opinion(consultation_id=first, answer=Opinion.AGREED, opinion="", actor=scene.justice)

    assert Consultation.objects.get(id=second).state == QuestionState.OPEN
    (clock,) = deadlines.get_clocks(("consultation", first))
    assert clock.state is ClockState.CANCELLED
    assert len(events(dossier_id, "dossier.opinion_recalled")) == 1


# Who sees what


def test_who_is_asked_sees_what_the_question_shares_and_no_more(scene: Scene) -> None:
    dossier_id = permit(scene)
    by_name = {ref.name: ref.id for ref in files.files_of(("dossier", dossier_id))}
    with frozen(ASKED_AT):
        row = Dossier.objects.get(id=dossier_id)
        parts = [part.title for part in forms.summary(forms.form_of(row.procedure_version_id), row.answers)]
        (asked,) = ask(scene, dossier_id, question(CONSTRUCTION, files=(by_name["drawings.pdf"],), topics=(parts[1],)))
        seen = consultations.asked(asked, actor=scene.construction)

        assert [ref.name for _, ref in seen.files] == ["drawings.pdf"]
        assert [part.title for part in seen.parts] == [parts[1]]
        assert seen.applicant_name == ""
        assert (
            consultations.shared_file(asked, by_name["drawings.pdf"], actor=scene.construction).file.name
            == "drawings.pdf"
        )
        with pytest.raises(HiddenDossier):
            consultations.shared_file(asked, by_name["land_paper.pdf"], actor=scene.construction)
        with pytest.raises(HiddenDossier):
            queries.get_dossier(dossier_id, actor=scene.construction, purpose="Xem")
        for stranger in (scene.justice, scene.police, scene.province.citizen, scene.province.stranger):
            with pytest.raises(HiddenDossier):
                consultations.asked(asked, actor=stranger)
    reads = access.reads_of(scene.province.applicant)
    assert {read.purpose for read in reads if read.person_id == scene.construction.person_id} == {"Cho ý kiến phối hợp"}
    (item,) = worklists.page_of(worklists.ListQuery(), actor=scene.construction).items
    assert (item.consultation_id, item.applicant_name) == (asked, "(không chia sẻ)")


def test_the_applicants_name_is_shown_only_when_shared(scene: Scene) -> None:
    dossier_id = permit(scene)
    with frozen(ASKED_AT):
        (asked,) = ask(scene, dossier_id, question(JUSTICE, shows_applicant=True))
        assert consultations.asked(asked, actor=scene.justice).applicant_name == "Nguyễn Thị Lan Mẫu"


def test_an_opinion_comes_with_a_letter_signed_here_or_attached(scene: Scene) -> None:
    dossier_id = permit(scene)
    with frozen(ASKED_AT):
        signed, attached = ask(scene, dossier_id, question(CONSTRUCTION), question(JUSTICE))
        api.answer_opinion(
            consultation_id=signed, answer=Opinion.OBJECTED, opinion="Trái chỉ giới.", is_signed=True,
            actor=scene.construction,
        )  # fmt: skip
        api.answer_opinion(consultation_id=attached, answer=Opinion.AGREED, opinion="", letter=PDF, actor=scene.justice)

        letter = consultations.opinion_file(signed, actor=scene.builder).read()
        assert consultations.opinion_file(attached, actor=scene.builder).read() == PDF
        with pytest.raises(HiddenDossier):
            consultations.opinion_file(signed, actor=scene.police)
    report = signatures.verify_pdf(letter)
    assert (report.holds, [one.name for one in report.signers]) == (True, ["Dương Thị Cây Mẫu"])


# Refusals


def test_what_may_not_be_asked_is_refused_and_leaves_nothing(scene: Scene) -> None:
    dossier_id = permit(scene)
    elsewhere = files.store(content=b"%PDF-1.4", name="khac.pdf", media_type="application/pdf", actor=scene.builder)
    with frozen(ASKED_AT):
        ask(scene, dossier_id, question(POLICE))
        before = everything()
        refusals: list[tuple[type[DomainError], dict[str, Any]]] = [
            (Denied, {"actor": scene.justice}),
            (Denied, {"actor": scene.province.specialist}),
            (Denied, {"actor": scene.province.citizen}),
            (StaleVersion, {"version": 1}),
        ]
        for error, changes in refusals:
            with pytest.raises(error):
                ask(scene, dossier_id, question(JUSTICE), **changes)
        for error, asked in [
            (Invalid, ()),
            (Invalid, (question(JUSTICE), question(JUSTICE))),
            (Invalid, (question("H61.41.01"),)),
            (Invalid, (question(JUSTICE, text=" "),)),
            (Invalid, (question(JUSTICE, files=(elsewhere.id,)),)),
            (Invalid, (question(JUSTICE, topics=("Không có",)),)),
            (NotOffered, (question("H61.22"),)),
            (Conflict, (question(POLICE),)),
        ]:
            with pytest.raises(error):
                ask(scene, dossier_id, *asked)
        assert everything() == before


def test_only_the_answering_post_of_the_asked_agency_answers(scene: Scene) -> None:
    dossier_id = permit(scene)
    with frozen(ASKED_AT):
        (asked,) = ask(scene, dossier_id, question(CONSTRUCTION))
        before = everything()
        for other in (scene.builder, scene.justice, scene.province.leader, scene.province.citizen, system_actor()):
            with pytest.raises(Denied):
                api.answer_opinion(consultation_id=asked, answer=Opinion.AGREED, opinion="", actor=other)
        with pytest.raises(Invalid):
            api.answer_opinion(consultation_id=asked, answer=Opinion.NEEDS_MORE, opinion="", actor=scene.construction)
        assert everything() == before


def test_a_dossier_that_is_not_being_processed_asks_nobody(scene: Scene) -> None:
    dossier_id = permit(scene)
    api.withdraw_dossier(dossier_id=dossier_id, reason="", actor=scene.province.citizen)

    with frozen(ASKED_AT), pytest.raises((WrongStatus, Denied)):
        ask(scene, dossier_id, question(JUSTICE))


# Silence


def test_silence_is_reminded_when_due_and_reported_upward_a_working_day_later(scene: Scene) -> None:
    dossier_id = permit(scene)
    with frozen(ASKED_AT):
        (asked,) = ask(scene, dossier_id, question(JUSTICE))
    due = at_local(2026, 11, 30, 17, 0)

    def work() -> None:
        for one in api.overdue_questions():
            api.pass_deadline(consultation_id=one, actor=system_actor())

    for at, reminded, escalated in [
        (due, False, False),
        (due + timedelta(minutes=1), True, False),
        (at_local(2026, 12, 1, 17, 0), True, False),
        (at_local(2026, 12, 1, 17, 1), True, True),
        (at_local(2026, 12, 3, 9, 0), True, True),
    ]:
        with frozen(at):
            work()
        row = Consultation.objects.get(id=asked)
        assert (row.reminded_at is not None, row.escalated_at is not None) == (reminded, escalated)
        assert row.state == QuestionState.OPEN
    assert [event["is_escalated"] for event in events(dossier_id, "dossier.opinion_reminded")] == [False, True]


def test_a_colleagues_question_is_not_answered_over_the_head(scene: Scene) -> None:
    dossier_id = permit(scene)
    with frozen(ASKED_AT):
        (asked,) = ask(scene, dossier_id, question(CONSTRUCTION))
        other = officer("sxd.chuyen-vien-ha-tang", "Người Cùng Phòng Mẫu", username="sxd.cung-phong")
        api.take_task(task_id=asked, actor=other)
        with pytest.raises(Conflict, match="Đồng nghiệp"):
            api.answer_opinion(consultation_id=asked, answer=Opinion.AGREED, opinion="", actor=scene.construction)
        api.take_task(task_id=asked, give_back=True, actor=other)
        api.answer_opinion(consultation_id=asked, answer=Opinion.AGREED, opinion="", actor=scene.construction)


def test_who_is_only_asked_may_do_nothing_else_with_the_dossier(scene: Scene) -> None:
    dossier_id = permit(scene)
    with frozen(ASKED_AT):
        ask(scene, dossier_id, question(CONSTRUCTION))
        before = everything()
        for act in (
            lambda: ask(scene, dossier_id, question(JUSTICE), actor=scene.construction),
            lambda: do(dossier_id, "site_only", scene.construction),
            lambda: queries.get_dossier(dossier_id, actor=scene.construction, purpose="Xem"),
            lambda: api.save_draft(
                dossier_id=dossier_id,
                decision="granted",
                fields={},
                version=version_of(dossier_id),
                actor=scene.construction,
            ),
        ):
            with pytest.raises(DomainError):
                act()
        assert everything() == before


# By the process


def consult_by_process(scene: Scene) -> UUID:
    dossier_id = permit(scene, fire=True)
    with frozen(ASKED_AT):
        do(dossier_id, "needs_opinion", scene.builder)
    return dossier_id


def test_a_paper_of_a_level_goes_to_no_agency_by_rule_and_from_nobody_who_does_not_see_it(scene: Scene) -> None:
    dossier_id = permit(scene, fire=True)
    row = Dossier.objects.get(id=dossier_id)
    (drawing,) = row.papers["drawings"]
    with frozen(ASKED_AT):
        api.classify_dossier(
            dossier_id=dossier_id,
            level="",
            papers={"drawings": "sensitive"},
            reason="Bản vẽ trụ sở công an.",
            version=row.version,
            actor=scene.province.leader,
        )
        before = everything()
        with pytest.raises(Invalid):
            ask(scene, dossier_id, question(JUSTICE, files=(UUID(drawing),)))
        assert everything() == before
        do(dossier_id, "needs_opinion", scene.builder)
        asked = asked_of(dossier_id, CONSTRUCTION)
        seen = consultations.asked(asked.id, actor=scene.construction)
        assert {ref.name for _, ref in seen.files} == {"land_paper.pdf"}
        with pytest.raises(HiddenDossier):
            consultations.shared_file(asked.id, UUID(drawing), actor=scene.construction)


def test_a_step_that_asks_shows_the_agency_no_more_than_its_rule_shares(scene: Scene) -> None:
    dossier_id = consult_by_process(scene)

    asked = asked_of(dossier_id, CONSTRUCTION)
    with frozen(ASKED_AT):
        seen = consultations.asked(asked.id, actor=scene.construction)
        assert {ref.name for _, ref in seen.files} == {"land_paper.pdf", "drawings.pdf"}
        assert seen.applicant_name == ""
        with pytest.raises(HiddenDossier):
            queries.get_dossier(dossier_id, actor=scene.construction, purpose="Xem")
    # Five working days there: 25, 26, 27 and the Saturday, 30; and with the police away on the 25th.
    assert asked.due_at == at_local(2026, 11, 30, 17, 0)
    assert asked_of(dossier_id, POLICE).due_at == at_local(2026, 12, 2, 17, 0)
    assert {task.due_at for task in workflow.open_tasks(("dossier", dossier_id))} == {
        at_local(2026, 11, 30, 17, 0),
        at_local(2026, 12, 2, 17, 0),
    }


def test_the_process_goes_on_when_every_agency_that_it_asks_has_answered(scene: Scene) -> None:
    dossier_id = consult_by_process(scene)
    task = next(t for t in workflow.open_tasks(("dossier", dossier_id)) if t.step == "planning_opinion")
    before = everything()
    with frozen(ASKED_AT), pytest.raises(Conflict):
        api.do_task(
            task_id=task.id, done=TaskDone(outcome="agreed"), version=version_of(dossier_id), actor=scene.construction
        )
    with frozen(ASKED_AT), pytest.raises(Invalid):
        answer(scene, dossier_id, CONSTRUCTION, ASKED_AT, said=Opinion.NEEDS_MORE, opinion="Thiếu bản vẽ.")
    assert everything() == before

    answer(
        scene, dossier_id, CONSTRUCTION, at_local(2026, 11, 26, 9, 0), said=Opinion.OBJECTED, opinion="Trái quy hoạch."
    )
    assert {t.step for t in workflow.open_tasks(("dossier", dossier_id))} == {"fire_opinion"}
    answer(scene, dossier_id, POLICE, at_local(2026, 11, 26, 10, 0))

    assert open_task(dossier_id).step == "inspect"
    assert worklists.page_of(worklists.ListQuery(), actor=scene.police).items == ()


def test_silence_past_the_laws_term_is_agreement_and_the_step_moves_on(scene: Scene) -> None:
    dossier_id = consult_by_process(scene)
    answer(scene, dossier_id, CONSTRUCTION, at_local(2026, 11, 26, 9, 0))
    asked = asked_of(dossier_id, POLICE)
    # Twelve days by the calendar from 23 November end on a Saturday (5 December), so on Monday.
    lapses = at_local(2026, 12, 7, 17, 0)
    assert asked.next_at == lapses

    with frozen(lapses):
        assert api.overdue_questions() == ()
    with frozen(lapses + timedelta(minutes=1)):
        assert api.overdue_questions() == (asked.id,)
        assert api.pass_deadline(consultation_id=asked.id, actor=system_actor())
        assert not api.pass_deadline(consultation_id=asked.id, actor=system_actor())

    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.by_silence) == (QuestionState.ANSWERED, Opinion.AGREED, True)
    assert open_task(dossier_id).step == "inspect"
    with frozen(lapses + timedelta(days=1)), pytest.raises(QuestionClosed):
        api.answer_opinion(consultation_id=asked.id, answer=Opinion.OBJECTED, opinion="Muộn", actor=scene.police)


# Ends


def test_a_withdrawn_dossier_waits_for_no_opinion(scene: Scene) -> None:
    dossier_id = ask_three(scene)

    with frozen(at_local(2026, 11, 26, 9, 0)):
        api.withdraw_dossier(dossier_id=dossier_id, reason="", actor=scene.province.citizen)

    rows = Consultation.objects.filter(dossier_id=dossier_id)
    assert {row.state for row in rows} == {QuestionState.RECALLED}
    assert not WorkItem.objects.filter(dossier_id=dossier_id, is_open=True).exists()
    clocks = [clock for row in rows for clock in deadlines.get_clocks(("consultation", row.id))]
    assert {clock.state for clock in clocks} == {ClockState.CANCELLED}


def test_the_owner_stays_accountable_and_may_go_on_without_the_answer(scene: Scene) -> None:
    dossier_id = permit(scene)
    with frozen(ASKED_AT):
        ask(scene, dossier_id, question(JUSTICE))
        do(dossier_id, "site_only", scene.builder)
        do(dossier_id, "eligible", scene.builder)
        do(dossier_id, "agreed", scene.province.reviewer)
        do(dossier_id, "signed", scene.province.leader)
        do(dossier_id, "issued", scene.clerk)

    row = asked_of(dossier_id, JUSTICE)
    assert (row.state, row.recall_reason) == (QuestionState.RECALLED, "Hồ sơ đã có kết quả.")
    assert identity.get_agency(Dossier.objects.get(id=dossier_id).owner_agency_id).code == "H61.41.01"


# Whose lateness


def test_a_late_dossier_says_whose_lateness_it_is(scene: Scene) -> None:
    dossier_id = permit(scene)
    with frozen(ASKED_AT):
        ask(scene, dossier_id, question(CONSTRUCTION))
        do(dossier_id, "site_only", scene.builder)
    # A week over its term on Saturday 28 November; the dossier is due on 8 December, 17:00.
    answer(scene, dossier_id, CONSTRUCTION, at_local(2026, 12, 7, 17, 0), late_reason="Đo lại hiện trạng.")
    with frozen(at_local(2026, 12, 9, 9, 0)):
        do(dossier_id, "eligible", scene.builder)
        do(dossier_id, "agreed", scene.province.reviewer)
        do(dossier_id, "signed", scene.province.leader)
        do(dossier_id, "issued", scene.clerk)

    (finished,) = events(dossier_id, "dossier.finished")
    # Wednesday from 7:30 to 9:00.
    assert (finished["late_minutes"], finished["late_cause"]) == (90, "asked_agency")
    assert finished["late_agency_id"] == str(agency_id(CONSTRUCTION))
    found = queries.lateness_of(dossier_id)
    assert found is not None
    assert (late_dossiers.late_span(found), late_dossiers.cause_words(found)) == (
        "1 giờ 30 phút làm việc",
        "Sở Xây dựng 1 giờ 30 phút",
    )


def test_a_dossier_in_time_has_no_culprit(scene: Scene) -> None:
    dossier_id = permit(scene)
    with frozen(ASKED_AT):
        do(dossier_id, "site_only", scene.builder)
        do(dossier_id, "eligible", scene.builder)
        do(dossier_id, "agreed", scene.province.reviewer)
        do(dossier_id, "signed", scene.province.leader)
        do(dossier_id, "issued", scene.clerk)

    (finished,) = events(dossier_id, "dossier.finished")
    assert (finished["late_minutes"], finished["late_cause"], finished["late_agency_id"]) == (0, "", None)
    assert queries.lateness_of(dossier_id) is None


def test_a_hidden_dossier_is_known_to_who_is_asked_and_to_nobody_else_without_the_level(scene: Scene) -> None:
    dossier_id = ask_three(scene)
    asked_id, since = asked_of(dossier_id, JUSTICE).id, ASKED_AT - timedelta(days=1)
    with frozen(ASKED_AT):
        assert len(consultations.asked_by_us(actor=scene.builder, since=since)) == 3

        Dossier.objects.filter(id=dossier_id).update(level="sensitive")

        assert consultations.asked_by_us(actor=scene.builder, since=since) == ()
        with pytest.raises(HiddenDossier):
            consultations.asked(asked_id, actor=scene.builder)
        assert len(consultations.asked_by_us(actor=scene.province.leader, since=since)) == 3
        # The asked agency sees its own question, with what it shares.
        assert [line.question.id for line in consultations.to_answer(actor=scene.justice)] == [asked_id]
        assert consultations.asked(asked_id, actor=scene.justice).question.id == asked_id
    answer(scene, dossier_id, JUSTICE, at_local(2026, 11, 26, 10, 0))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
@pytest.mark.filterwarnings("ignore:No directory at")
def test_the_control_slip_names_who_was_asked_and_whose_lateness_it_is(scene: Scene, tmp_path: Path) -> None:
    dossier_id = permit(scene)
    with frozen(ASKED_AT):
        ask(scene, dossier_id, question(CONSTRUCTION), question(JUSTICE))
    answer(scene, dossier_id, JUSTICE, at_local(2026, 11, 26, 9, 0))
    answer(scene, dossier_id, CONSTRUCTION, at_local(2026, 12, 7, 17, 0), late_reason="Đo lại hiện trạng.")

    with frozen(at_local(2026, 12, 9, 9, 0)):
        paper = printing.paper_pdf(Dossier.objects.get(id=dossier_id), "control_slip", actor=system_actor())
    (tmp_path / "slip.pdf").write_bytes(paper.pdf)
    subprocess.run(["pdftotext", "slip.pdf"], cwd=tmp_path, check=True)
    told = " ".join((tmp_path / "slip.txt").read_text("utf-8").split())

    # Saturday 28 November to Monday 7 December, Saturday mornings worked: seven working days.
    assert "Sở Xây dựng tỉnh Vĩnh Long (muộn 7 ngày làm việc); Sở Tư pháp tỉnh Vĩnh Long" in told
    assert "Quá hạn: 1 giờ 30 phút làm việc; nguyên nhân: Sở Xây dựng 1 giờ 30 phút" in told
