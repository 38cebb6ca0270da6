"""Procedures whose result is given while the applicant waits: a dossier without an appointment slip."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province
from tinhso.casework.dossiers.tests.acts import accept, do, file, finish, status_of
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.types import FilingChannel, ReturnMethod, Status
from tinhso.engines.forms import api as forms
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.outbox.api import events_of
from tinhso.kernel.outbox.delivery import deliver_all

SIGNATURE = "2.000884"


@pytest.fixture(scope="module")
def standing_province(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    """The small province with a procedure that is given at once, and one that is not."""
    folder: Path = tmp_path_factory.mktemp("definitions")
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_small_province(folder, procedures=(SIGNATURE, "1.004873"))
        transaction.set_rollback(True)


def received(province: SmallProvince) -> UUID:
    """A dossier filed and accepted at the counter, its events delivered."""
    draft_id = api.begin_at_counter(
        procedure_code=SIGNATURE, applicant=province.applicant, owner_agency_id=None, actor=province.desk
    )
    answers = province.applications[SIGNATURE]["answers"]
    for topic in forms.form_of(definitions.get("procedure", SIGNATURE).id).topics:
        values = {one.field.path: at(answers, one.field.path) for one in topic.asked}
        forms.save_topic(draft_id=draft_id, topic=topic.code, values=values, actor=province.desk)
    _, draft = api.plan_of(draft_id, actor=province.desk)
    filed = api.receive_at_counter(
        draft_id=draft_id,
        channel=FilingChannel.COUNTER,
        return_method=ReturnMethod.COUNTER,
        on_paper={paper.spec.code: (1, 0) for paper in draft.papers},
        actor=province.desk,
    )
    deliver_all()
    return filed.id


def at(answers: object, path: str) -> object:
    for part in path.split("."):
        answers = answers.get(part) if isinstance(answers, dict) else None
    return answers


def test_a_result_given_at_once_needs_no_slip_and_is_a_dossier_all_the_same(province: SmallProvince) -> None:
    dossier_id = received(province)

    assert status_of(dossier_id) is Status.PROCESSING
    assert [paper.kind for paper in queries.papers_of(dossier_id)] == []
    assert [step.words for step in queries.history(dossier_id)] == [
        "Nộp hồ sơ (trực tiếp).",
        "Tiếp nhận hồ sơ, trả kết quả ngay trong buổi: không lập giấy hẹn.",
        "Chuyển hồ sơ đến bộ phận chuyên môn.",
    ]

    finish(province, dossier_id)
    do(dossier_id, "returned", province.desk, identity_checked="Thẻ căn cước")

    assert status_of(dossier_id) is Status.RETURNED
    told = events_of(("dossier", dossier_id))
    assert {record.payload["applicant_kind"] for record in told} == {"person"}
    assert [record.name for record in told if record.name != "dossier.moved"] == [
        "dossier.submitted",
        "dossier.accepted",
        "dossier.finished",
        "dossier.returned",
    ]


def test_other_procedures_keep_their_slip(province: SmallProvince) -> None:
    filed = file(province, "1.004873", actor=province.desk, channel=FilingChannel.COUNTER)
    accept(province, filed.id)
    deliver_all()

    assert [paper.kind for paper in queries.papers_of(filed.id)] == ["receipt"]


def test_the_desk_reads_that_no_slip_is_due_and_prints_one_when_the_session_is_not_enough(
    province: SmallProvince,
) -> None:
    dossier_id = received(province)
    client = come_in(province.desk)

    page = client.get(reverse("dossiers:intake_done", args=[dossier_id])).content.decode()

    assert "Trả kết quả ngay trong buổi này, không lập giấy hẹn" in page
    assert "Kiểm tra giấy tờ, chứng kiến việc ký, ghi lời chứng" in page
    assert "Đang tạo" not in page
    slip = client.get(reverse("dossiers:intake_receipt", args=[dossier_id]))
    assert slip.headers["Content-Type"] == "application/pdf"
    assert [paper.kind for paper in queries.papers_of(dossier_id)] == ["receipt"]
