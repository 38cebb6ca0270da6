"""Questions to other agencies and their answers go out when the letter is signed on the officer's own machine."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers.models import Consultation, WaitingLetter
from tinhso.casework.dossiers.tests import consulting_scene as consulting
from tinhso.casework.dossiers.tests.acts import version_of
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.tests.letter_steps import LIST, answers_of, open_act, sign, to_batch
from tinhso.casework.dossiers.types import QuestionState
from tinhso.foundation.files import api as files
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import frozen
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures import testing as keys

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture(scope="module")
def standing_scene(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[consulting.Scene]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield consulting.load_scene(tmp_path_factory.mktemp("definitions"))
        transaction.set_rollback(True)


@pytest.fixture
def scene(standing_scene: consulting.Scene, db: None) -> consulting.Scene:
    return standing_scene


def _ask(scene: consulting.Scene, client: Client, dossier_id: UUID) -> None:
    sent: dict[str, Any] = {"text": "Đề nghị cho ý kiến.", "order": "cung-luc", "version": version_of(dossier_id)}
    for number, code in enumerate((consulting.CONSTRUCTION, consulting.JUSTICE), start=1):
        sent |= {
            f"agency_{number}": str(consulting.agency_id(code)),
            f"term_{number}": "4",
            f"unit_{number}": "working_days",
        }
    page = client.post(reverse("dossiers:ask_opinion", args=[dossier_id]), sent)
    assert (page.status_code, page.headers.get("Location")) == (302, LIST), page.content.decode()


def test_questions_leave_together_when_all_their_letters_are_signed(scene: consulting.Scene) -> None:
    dossier_id = consulting.permit(scene)
    with frozen(consulting.ASKED_AT):
        builder, key = come_in(scene.builder), keys.register_token(scene.builder)
        _ask(scene, builder, dossier_id)
        assert not Consultation.objects.filter(dossier_id=dossier_id).exists()
        batch = to_batch(builder, scene.builder, open_act(waiting=2))
        answers = answers_of(builder, batch, key)

        half = builder.post(batch, dict(answers_of(builder, batch, key, but=1))).content.decode()
        assert "Máy của bạn chưa gửi chữ ký cho văn bản này." in half
        assert not Consultation.objects.filter(dossier_id=dossier_id).exists()
        builder.post(batch, dict(answers))

    asked = Consultation.objects.filter(dossier_id=dossier_id, state=QuestionState.OPEN).order_by("seq")
    assert [one.agency_id for one in asked] == [
        consulting.agency_id(consulting.CONSTRUCTION), consulting.agency_id(consulting.JUSTICE),
    ]  # fmt: skip
    for one in asked:
        assert one.request_file_id is not None
        content = files.read_file(file_id=one.request_file_id, owner=("consultation", one.id), actor=system_actor())
        assert signatures.verify_pdf(content.read()).holds


def test_an_answer_is_given_when_its_letter_is_signed_by_the_asked_officers_token(scene: consulting.Scene) -> None:
    dossier_id = consulting.permit(scene)
    with frozen(consulting.ASKED_AT):
        (asked,) = consulting.ask(scene, dossier_id, consulting.question(consulting.JUSTICE))
        answering, key = come_in(scene.justice), keys.register_token(scene.justice)
        sent = {"answer": "objected", "opinion": "Thửa đất đang tranh chấp.", "how": "ky-so"}
        answering.post(reverse("dossiers:opinion", args=[asked]), sent)
        assert Consultation.objects.get().state == QuestionState.OPEN
        assert "tranh chấp" not in str(list(WaitingLetter.objects.values_list("act", "state")))
        sign(answering, scene.justice, key, open_act())

    row = Consultation.objects.get()
    assert (row.state, row.answer, row.is_signed) == (QuestionState.ANSWERED, "objected", True)


def test_an_asked_officer_who_signs_no_results_is_led_to_the_letters_that_wait_for_them(
    scene: consulting.Scene,
) -> None:
    dossier_id = consulting.permit(scene)
    home = reverse("staff:home")
    with frozen(consulting.ASKED_AT):
        builder = come_in(scene.builder)
        assert builder.get(LIST).status_code == 403
        keys.register_token(scene.builder)
        assert f'href="{LIST}"' not in builder.get(home).content.decode()
        _ask(scene, builder, dossier_id)
        led = builder.get(home).content.decode()
        colleague = come_in(scene.construction).get(home).content.decode()

    assert f'href="{LIST}"' in led
    assert "Văn bản chờ ký" in led
    assert "Văn bản chờ ký" not in colleague
