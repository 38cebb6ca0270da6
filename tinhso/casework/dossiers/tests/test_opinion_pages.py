"""The pages of a consultation: asked with the dates in sight, answered with what is shared, closed to everybody else."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api, worklists
from tinhso.casework.dossiers.models import Consultation, Dossier
from tinhso.casework.dossiers.testing import officer
from tinhso.casework.dossiers.tests.acts import do, everything, table
from tinhso.casework.dossiers.tests.consulting_scene import (
    ASKED_AT,
    CONSTRUCTION,
    JUSTICE,
    POLICE,
    Scene,
    agency_id,
    ask,
    load_scene,
    permit,
    question,
)
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.types import QuestionState
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.errors import SigningUnavailable

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture(scope="module")
def standing_scene(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_scene(tmp_path_factory.mktemp("definitions"))
        transaction.set_rollback(True)


@pytest.fixture
def scene(standing_scene: Scene, db: None) -> Iterator[Scene]:
    cache.clear()
    with frozen(ASKED_AT):
        yield standing_scene


def url(name: str, *args: Any) -> str:
    return reverse(f"dossiers:{name}", args=args)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def asked_with_drawings(scene: Scene) -> tuple[UUID, UUID, dict[str, UUID]]:
    """(dossier, question to the construction department, files by name); the drawings alone are shared."""
    dossier_id = permit(scene)
    by_name = {ref.name: ref.id for ref in files.files_of(("dossier", dossier_id))}
    (asked,) = ask(scene, dossier_id, question(CONSTRUCTION, files=(by_name["drawings.pdf"],)))
    return dossier_id, asked, by_name


def test_the_dates_are_seen_before_sending_and_a_late_one_needs_its_reason(scene: Scene) -> None:
    dossier_id = permit(scene)
    client = come_in(scene.builder)
    address = url("ask_opinion", dossier_id)
    form = {
        "version": str(Dossier.objects.get(id=dossier_id).version),
        "agency_1": str(agency_id(JUSTICE)), "term_1": "3", "unit_1": "working_days",
        "agency_2": str(agency_id(POLICE)), "term_2": "12", "unit_2": "working_days",
        "order": "cung-luc", "text": "Đề nghị cho ý kiến.",
    }  # fmt: skip

    seen = client.post(address, {**form, "xem": "1"}).content.decode()
    assert "Hạn trả lời: 17 giờ 00 phút, thứ Sáu ngày 27/11/2026" in seen
    assert "muộn hơn hẹn trả của hồ sơ" in seen
    assert not Consultation.objects.filter(dossier_id=dossier_id).exists()

    assert client.post(address, {**form, "gui": "1"}).status_code == 422
    assert not Consultation.objects.filter(dossier_id=dossier_id).exists()

    assert client.post(address, {**form, "gui": "1", "past_due_reason": "Khảo sát."}).status_code == 302
    told = page(client, url("work", dossier_id))
    assert "Sở Tư pháp tỉnh Vĩnh Long Chờ trả lời" in told
    assert "chịu trách nhiệm chung về hồ sơ" in told


def test_what_was_typed_stays_after_a_refusal(scene: Scene) -> None:
    dossier_id = permit(scene)
    client = come_in(scene.builder)
    version = str(Dossier.objects.get(id=dossier_id).version)

    answer = client.post(url("ask_opinion", dossier_id), {"version": version, "text": "Giữ lại câu này.", "gui": "1"})

    assert answer.status_code == 422
    assert "Giữ lại câu này." in answer.content.decode()
    assert "Chọn cơ quan cần hỏi." in answer.content.decode()


def test_the_asked_agency_answers_on_its_page_late_with_a_reason(scene: Scene) -> None:
    dossier_id, asked, _ = asked_with_drawings(scene)
    client = come_in(scene.construction)
    assert "Cấp giấy phép xây dựng" in page(client, url("opinions"))
    assert f'href="{url("opinion", asked)}"' in client.get(url("worklist")).content.decode()
    with frozen(at_local(2026, 11, 30, 9, 0)):
        client = come_in(scene.construction)
        told = page(client, url("opinion", asked))
        assert "Quá hạn, chưa trả lời" in told
        assert "Bản vẽ thiết kế xây dựng" in told

        bare = client.post(url("opinion", asked), {"answer": "agreed", "opinion": "", "how": "khong"})
        assert bare.status_code == 422
        assert "Đã quá hạn trả lời: ghi lý do chậm." in bare.content.decode()
        none = client.post(url("opinion", asked), {"opinion": "Chưa chọn"})
        assert none.status_code == 422
        assert "Chưa chọn" in none.content.decode()

        sent = client.post(
            url("opinion", asked), {"answer": "agreed", "opinion": "", "late_reason": "Đo lại.", "how": "ky-so"}
        )
        assert sent.status_code == 302
        builder = come_in(scene.builder)
        told = page(builder, url("work", dossier_id))
        letter = builder.get(url("opinion_letter", asked))
    assert "Đồng ý" in told
    assert "muộn 1 ngày làm việc (Đo lại.)" in told
    assert letter.headers["Content-Type"] == "application/pdf"


def test_a_letter_that_is_no_pdf_is_refused_and_nothing_is_kept(scene: Scene) -> None:
    _, asked, _ = asked_with_drawings(scene)
    client = come_in(scene.construction)
    answer = client.post(
        url("opinion", asked),
        {
            "answer": "agreed",
            "opinion": "",
            "how": "tep",
            "letter": SimpleUploadedFile("y-kien.pdf", b"MZ\x90 not a PDF"),
        },
    )

    assert answer.status_code == 422
    assert Consultation.objects.get(id=asked).state == QuestionState.OPEN


@pytest.mark.parametrize("who", ["justice", "police", "citizen", "stranger", "desk_head", "nobody"])
def test_every_door_of_a_question_is_closed_to_everybody_else(scene: Scene, who: str) -> None:
    dossier_id, asked, by_name = asked_with_drawings(scene)
    actor: Actor | None = None
    if who != "nobody":
        actor = getattr(scene, who, None) or getattr(scene.province, who)
    client = come_in(actor)
    before = list(Consultation.objects.values())

    addresses = [
        url("opinion", asked),
        url("shared_file", asked, by_name["drawings.pdf"]),
        url("shared_page", asked, by_name["drawings.pdf"], 1),
        url("opinion_letter", asked),
        url("ask_opinion", dossier_id),
        url("recall_opinion", dossier_id, asked),
    ]

    for address in addresses:
        assert client.get(address).status_code in (302, 403, 404), address
        answer = client.post(address, {"answer": "agreed", "opinion": "x", "reason": "x", "gui": "1"})
        assert answer.status_code in (302, 403, 404, 405), address
    assert list(Consultation.objects.values()) == before


def test_who_is_asked_opens_no_other_door_of_the_dossier(scene: Scene) -> None:
    dossier_id, asked, by_name = asked_with_drawings(scene)
    client = come_in(scene.construction)

    assert client.get(url("shared_file", asked, by_name["drawings.pdf"])).status_code == 200
    closed = [
        url("shared_file", asked, by_name["land_paper.pdf"]),
        url("work", dossier_id),
        url("desk_file", dossier_id, by_name["drawings.pdf"]),
        url("desk_papers", dossier_id),
        url("draft", dossier_id),
        url("ask_opinion", dossier_id),
        url("recall_opinion", dossier_id, asked),
    ]
    assert [client.get(address).status_code for address in closed] == [404] * len(closed)


def test_the_applicant_reads_whose_opinion_is_waited_for(scene: Scene) -> None:
    dossier_id, _, _ = asked_with_drawings(scene)
    client = come_in(scene.province.citizen)

    told = page(client, url("detail", dossier_id))
    assert "Đang chờ ý kiến của: Sở Xây dựng tỉnh Vĩnh Long" in told
    assert "Đề nghị cho ý kiến về vị trí" not in told

    client.cookies["django_language"] = "en"
    assert "Waiting for the opinion of" in page(client, url("detail", dossier_id))


def test_the_list_costs_the_same_for_one_question_and_for_four(
    scene: Scene, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    late = ASKED_AT + timedelta(days=20)
    counts = []
    for more in (1, 3):
        for _ in range(more):
            ask(scene, permit(scene), question(CONSTRUCTION))
        with frozen(late):
            client = come_in(scene.construction)
            page(client, url("opinions"))
            with django_assert_max_num_queries(100) as counted:
                page(client, url("opinions"))
        counts.append(len(counted))

    assert counts[0] == counts[1]


def test_the_heads_of_both_agencies_are_told_of_a_silence(scene: Scene) -> None:
    dossier_id, asked, _ = asked_with_drawings(scene)
    head = officer("sxd.giam-doc", "Đặng Văn Xây Mẫu")
    for at in (at_local(2026, 11, 28, 12, 0), at_local(2026, 11, 30, 17, 1)):
        with frozen(at):
            assert [
                api.pass_deadline(consultation_id=one, actor=system_actor()) for one in api.overdue_questions()
            ] == [True]

    with frozen(at_local(2026, 12, 1, 8, 0)):
        owners = come_in(scene.province.leader).get(url("morning")).content.decode()
        theirs = come_in(head).get(url("morning")).content.decode()
    assert "Cơ quan được hỏi chưa trả lời, đã báo lên (1)" in " ".join(owners.split())
    assert url("work", dossier_id) in owners
    assert url("opinion", asked) in theirs
    assert url("work", dossier_id) not in theirs


def test_next_and_previous_never_lead_into_a_dossier_that_one_may_not_open(scene: Scene) -> None:
    asked_with_drawings(scene)
    own = permit(scene)
    near = worklists.neighbours(own, worklists.ListQuery(), actor=scene.construction)
    assert (near.previous, near.next) == (None, None)


def test_the_question_goes_as_a_letter_signed_by_who_asks_and_sealed_by_the_agency(scene: Scene) -> None:
    dossier_id, asked, _ = asked_with_drawings(scene)

    letter = come_in(scene.construction).get(url("opinion_request", asked))

    report = signatures.verify_pdf(letter.getvalue())
    assert report.holds
    asker = "Ủy ban nhân dân phường Long Châu"
    assert [one.name for one in report.signers] == ["Võ Văn Dựng Mẫu", asker]
    assert "Mở công văn đề nghị đã ký số" in page(come_in(scene.construction), url("opinion", asked))
    assert "Công văn đề nghị gửi Sở Xây dựng" in page(come_in(scene.builder), url("work", dossier_id))
    for stranger in (scene.justice, scene.province.citizen):
        assert come_in(stranger).get(url("opinion_request", asked)).status_code in (403, 404)
    with pytest.raises(IntegrityError), transaction.atomic():
        table("files.FileLink").filter(owner_id=str(asked)).delete()


def test_a_signature_server_that_fails_sends_no_question(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier_id = permit(scene)
    client, address = come_in(scene.builder), url("ask_opinion", dossier_id)
    client.get(address)
    before = everything()

    def fails(**_: Any) -> None:
        raise SigningUnavailable("Hệ thống ký số chưa sẵn sàng.")

    monkeypatch.setattr("tinhso.casework.dossiers.signing_hands.signatures.sign_person", fails)
    form = {
        "version": str(Dossier.objects.get(id=dossier_id).version), "agency_1": str(agency_id(JUSTICE)), "term_1": "3",
        "unit_1": "working_days", "order": "cung-luc", "text": "Đề nghị cho ý kiến.", "gui": "1",
    }  # fmt: skip
    answer = client.post(address, form)

    assert answer.status_code == 503
    assert "Hệ thống ký số chưa sẵn sàng." in answer.content.decode()
    reads = {"access.ReadEntry", "access.ReadSubject"}
    assert {name: told for name, told in everything().items() if name not in reads} == {
        name: told for name, told in before.items() if name not in reads
    }


def test_the_letter_of_a_step_is_sealed_by_the_worker_once_and_its_words_are_a_definition(scene: Scene) -> None:
    dossier_id = permit(scene)
    do(dossier_id, "needs_opinion", scene.builder)
    asked = Consultation.objects.get(dossier_id=dossier_id)
    assert asked.request_file_id is None

    for _ in range(2):
        api.seal_opinion_request(consultation_id=asked.id, actor=system_actor())

    asked.refresh_from_db()
    letter = come_in(scene.construction).get(url("opinion_request", asked.id)).getvalue()
    assert [one.name for one in signatures.verify_pdf(letter).signers] == ["Ủy ban nhân dân phường Long Châu"]
    words = definitions.get("letter", "opinion_request").body["body"]
    assert "{{ question }}" in words
    assert "{{ opinion_due_words }}" in words


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_the_letter_says_what_is_asked_until_when_and_not_whose_dossier_it_is(scene: Scene) -> None:
    _, asked, _ = asked_with_drawings(scene)

    content = come_in(scene.construction).get(url("opinion_request", asked)).getvalue()
    shown = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)

    text = " ".join(shown.stdout.decode().split())
    for words in (
        "Kính gửi: Sở Xây dựng tỉnh Vĩnh Long",
        "Đề nghị cho ý kiến về vị trí xây dựng.",
        "Đề nghị trả lời trước 11 giờ 30 phút, thứ Bảy ngày 28/11/2026.",
        "Hết thời hạn mà chưa trả lời thì hệ thống nhắc, rồi báo người đứng đầu hai cơ quan.",
    ):
        assert words in text
    assert scene.province.applications["1.013225"]["answers"]["requester"]["full_name"] not in text
    assert "Nguyễn Thị Lan Mẫu" not in text
