"""A department asks a commune about a dossier of the province: the commune answers on its own calendar and for itself,
the department stays accountable, and every page says so.

November 2026: Monday 23rd works, Tuesday 24th is the Day of Vietnamese Culture, Wednesday 25th to Friday 27th work.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api, consultations, queries
from tinhso.casework.dossiers.models import Consultation, Dossier
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province, officer
from tinhso.casework.dossiers.tests.acts import PDF, do, file, version_of
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.types import FilingChannel, Question, ReturnMethod
from tinhso.engines.deadlines.types import Term, TermUnit
from tinhso.engines.workflow.types import Opinion
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, OrganisationKind
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import at_local, frozen

BADGES = "2.002288"
MONDAY_8, MONDAY_9 = at_local(2026, 11, 23, 8), at_local(2026, 11, 23, 9)
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@dataclass(frozen=True, kw_only=True)
class Roads:
    """The province's one-stop and department, and the officer of a commune that is asked."""

    province: SmallProvince
    desk: Actor
    transport: Actor
    commune: Actor
    company: HolderRef


@pytest.fixture(scope="module")
def standing_roads(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Roads]:
    with django_db_blocker.unblock(), transaction.atomic():
        province = load_small_province(tmp_path_factory.mktemp("definitions"), procedures=(BADGES,))
        company = identity.register_organisation(
            name="Công ty TNHH Vận tải Minh Họa",
            kind=OrganisationKind.ENTERPRISE,
            tax_code="1599990018",
            actor=system_actor(),
        )
        yield Roads(
            province=province,
            desk=officer("ttpvhcc.mot-cua-1", "Hồ Thị Quầy Mẫu"),
            transport=officer("sxd.chuyen-vien-van-tai", "Cao Văn Xe Mẫu"),
            commune=officer("long-chau.dia-chinh-xay-dung", "Võ Văn Dựng Mẫu"),
            company=HolderRef(kind="organisation", id=company.id),
        )
        transaction.set_rollback(True)


@pytest.fixture
def roads(standing_roads: Roads, db: None) -> Roads:
    return standing_roads


def asked(roads: Roads) -> tuple[UUID, UUID]:
    """Accepted by the province's one-stop on Monday; the department asks the commune at nine, for two working days."""
    desk, receiving, commune = roads.desk, roads.desk.agency_id, roads.commune.agency_id
    assert receiving is not None
    assert commune is not None
    paper = files.store(content=PDF, name="dang-ky.pdf", media_type="application/pdf", actor=desk)
    with frozen(MONDAY_8):
        filed = file(
            roads.province,
            BADGES,
            actor=desk,
            applicant=roads.company,
            answers=roads.province.applications[BADGES]["answers"],
            receiving_agency_id=receiving,
            channel=FilingChannel.COUNTER,
            return_method=ReturnMethod.COUNTER,
            papers={"vehicle_registration": (paper.id,)},
        )
        do(filed.id, "accepted", desk)
    with frozen(MONDAY_9):
        (question_id,) = api.ask_opinions(
            dossier_id=filed.id,
            questions=(
                Question(
                    agency_id=commune,
                    text="Bến xe của đơn vị có ở địa bàn không?",
                    term=Term(2, TermUnit.WORKING_DAYS),
                    files=(paper.id,),
                ),
            ),
            in_turn=False,
            past_due_reason="Phải xác minh tại chỗ.",
            version=version_of(filed.id),
            actor=roads.transport,
        )
    return filed.id, question_id


def words_of(actor: Actor, address: str) -> str:
    answer = come_in(actor).get(address)
    assert answer.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_commune_is_asked_on_its_own_calendar_and_its_answer_leaves_the_department_accountable(roads: Roads) -> None:
    dossier_id, question_id = asked(roads)
    question = Consultation.objects.get(id=question_id)
    assert question.due_at == at_local(2026, 11, 26, 17)

    with frozen(at_local(2026, 11, 25, 9)):
        told = words_of(roads.commune, reverse("dossiers:opinion", args=[question_id]))
        assert "Cơ quan chủ trì Sở Xây dựng tỉnh Vĩnh Long" in told
        assert "Bến xe của đơn vị có ở địa bàn không?" in told
        # The dossier itself is not the commune's to open.
        assert come_in(roads.commune).get(reverse("dossiers:work", args=[dossier_id])).status_code == 404
        api.answer_opinion(
            consultation_id=question_id, answer=Opinion.OBJECTED, opinion="Bến đã đóng.", actor=roads.commune
        )
        (line,) = consultations.asked_by_us(actor=roads.transport, since=MONDAY_8)
    assert (line.question.answer, line.question.late_words) == (Opinion.OBJECTED, "")
    assert Dossier.objects.get(id=dossier_id).owner_agency_id == roads.transport.agency_id


def test_who_is_accountable_stands_on_every_page_where_the_dossier_is_seen(roads: Roads) -> None:
    dossier_id, question_id = asked(roads)
    row = Dossier.objects.get(id=dossier_id)
    with frozen(MONDAY_9):
        for actor, address, words in (
            (roads.transport, reverse("dossiers:work", args=[dossier_id]), "Cơ quan chủ trì Sở Xây dựng"),
            (roads.desk, reverse("dossiers:work", args=[dossier_id]), "Cơ quan chủ trì Sở Xây dựng"),
            (roads.commune, reverse("dossiers:opinion", args=[question_id]), "Cơ quan chủ trì Sở Xây dựng"),
            (roads.commune, reverse("dossiers:worklist"), "Chủ trì: Sở Xây dựng"),
            (roads.desk, reverse("dossiers:track_token", args=[row.verify_token]), "Cơ quan giải quyết Sở Xây dựng"),
        ):
            assert words in words_of(actor, address), address
        # Their own list need not say it: everything there that is not marked is theirs.
        assert "Chủ trì:" not in words_of(roads.transport, reverse("dossiers:worklist"))
    assert queries.track_by_token(row.verify_token).owner_title == "Sở Xây dựng tỉnh Vĩnh Long"


def test_a_commune_that_answers_late_bears_its_part_of_the_lateness(roads: Roads) -> None:
    dossier_id, question_id = asked(roads)
    with frozen(at_local(2026, 12, 1, 9)):
        api.answer_opinion(
            consultation_id=question_id,
            answer=Opinion.AGREED,
            opinion="",
            late_reason="Chờ chủ bến.",
            actor=roads.commune,
        )
        found = queries.lateness_of(dossier_id)
    assert found is not None
    commune = roads.commune.agency_id
    assert any(share.agency_id == commune and share.minutes > 0 for share in found.shares)
