"""The sample's permit for a protected tree, as its own definition plays it: the department is asked, the neighbourhood is told,
the time runs out by itself, and what the department objected to cannot be granted.

November 2026: Monday 23rd works, Tuesday 24th is the Day of Vietnamese Culture, Wednesday 25th to Friday 27th work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api, tasks
from tinhso.casework.dossiers.models import Consultation, Dossier
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province, officer
from tinhso.casework.dossiers.tests.acts import PDF, do, everything, file, open_task, status_of, version_of
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.types import Question, Status
from tinhso.engines.workflow.errors import OutcomeGuarded
from tinhso.engines.workflow.types import Opinion
from tinhso.foundation.files import api as files
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local, frozen

TREE = "1.002693"
MONDAY_8, MONDAY_9, WEDNESDAY_9 = at_local(2026, 11, 23, 8), at_local(2026, 11, 23, 9), at_local(2026, 11, 25, 9)
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@dataclass(frozen=True, kw_only=True)
class Street:
    """The commune, its officer for trees and the department's."""

    province: SmallProvince
    builder: Actor
    department: Actor


@pytest.fixture(scope="module")
def standing_street(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Street]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Street(
            province=load_small_province(tmp_path_factory.mktemp("definitions"), procedures=(TREE,)),
            builder=officer("long-chau.dia-chinh-xay-dung", "Võ Văn Dựng Mẫu"),
            department=officer("sxd.chuyen-vien-ha-tang", "Dương Thị Cây Mẫu"),
        )
        transaction.set_rollback(True)


@pytest.fixture
def street(standing_street: Street, db: None) -> Street:
    return standing_street


def asked(street: Street) -> UUID:
    """Filed and accepted on Monday, inspected at nine: the department has the question."""
    province = street.province
    photo = files.store(content=PDF, name="cay.pdf", media_type="application/pdf", actor=province.citizen)
    answers = {**province.applications[TREE]["answers"], "situation": "protected"}
    with frozen(MONDAY_8):
        filed = file(province, TREE, answers=answers, papers={"photos": (photo.id,)})
        do(filed.id, "accepted", province.desk)
    with frozen(MONDAY_9):
        do(filed.id, "inspected", street.builder)
    return filed.id


def answered(street: Street, said: Opinion, words: str = "") -> UUID:
    dossier_id = asked(street)
    question = Consultation.objects.get(dossier_id=dossier_id)
    with frozen(WEDNESDAY_9):
        api.answer_opinion(consultation_id=question.id, answer=said, opinion=words, actor=street.department)
    return dossier_id


def test_the_neighbourhood_is_told_and_the_dossier_goes_on_by_itself_to_its_end(street: Street) -> None:
    dossier_id = answered(street, Opinion.AGREED)
    assert open_task(dossier_id).step == "notice"

    # Told on Wednesday at nine: three working days after it is Monday evening.
    with frozen(at_local(2026, 11, 30, 16, 59)):
        assert tasks.move_steps_on() == 0
    with frozen(at_local(2026, 11, 30, 17, 1)):
        assert tasks.move_steps_on() == 1

    assert open_task(dossier_id).step == "draft"
    with frozen(at_local(2026, 12, 1, 9)):
        do(dossier_id, "eligible", street.builder)
        do(dossier_id, "agreed", street.province.reviewer)
        do(dossier_id, "signed", street.province.leader)
    row = Dossier.objects.get(id=dossier_id)
    assert (row.decision, status_of(dossier_id)) == ("granted", Status.FINISHED)
    assert row.due_at is not None
    assert row.finished_at is not None
    assert row.finished_at < row.due_at


def test_an_objection_of_the_neighbourhood_leads_back_to_the_inspection(street: Street) -> None:
    dossier_id = answered(street, Opinion.AGREED)
    with frozen(at_local(2026, 11, 26, 9)):
        do(dossier_id, "objection", street.builder, note="Hộ bên cạnh nói cây không nghiêng.")
    with frozen(at_local(2026, 12, 2, 9)):
        assert tasks.move_steps_on() == 0
    assert open_task(dossier_id).step == "inspect"


def test_what_the_department_objects_to_is_not_granted_and_the_page_says_why(street: Street) -> None:
    dossier_id = answered(street, Opinion.OBJECTED, "Cây thuộc danh mục bảo tồn.")
    words = "Sở Xây dựng không đồng ý: chỉ trình được văn bản từ chối, hoặc hỏi lại Sở."
    assert open_task(dossier_id).step == "draft"
    with frozen(WEDNESDAY_9):
        page = come_in(street.builder).get(f"/can-bo/ho-so/{dossier_id}/").content.decode()
        assert f"chưa làm được. {words}" in page
        assert 'value="eligible"' not in page
        before = everything()
        with pytest.raises(OutcomeGuarded, match="Sở Xây dựng không đồng ý"):
            do(dossier_id, "eligible", street.builder)
        assert everything() == before
        do(dossier_id, "not_eligible", street.builder, note="Sở không đồng ý.", draft={"reason": "Cây bảo tồn."})
    assert open_task(dossier_id).step == "check"


def test_nothing_is_granted_while_an_agency_that_was_asked_has_not_answered(street: Street) -> None:
    dossier_id = answered(street, Opinion.AGREED)
    department = street.department.agency_id
    assert department is not None
    with frozen(at_local(2026, 11, 26, 9)):
        do(dossier_id, "no_objection", street.builder)
        (question_id,) = api.ask_opinions(
            dossier_id=dossier_id,
            questions=(Question(agency_id=department, text="Có được trồng thay thế không?"),),
            in_turn=False,
            past_due_reason="",
            version=version_of(dossier_id),
            actor=street.builder,
        )
        with pytest.raises(OutcomeGuarded, match="Còn cơ quan chưa trả lời ý kiến"):
            do(dossier_id, "eligible", street.builder)
        api.answer_opinion(consultation_id=question_id, answer=Opinion.AGREED, opinion="", actor=street.department)
        do(dossier_id, "eligible", street.builder)
    assert open_task(dossier_id).step == "check"
