"""Of a group one line is refused by itself: the result, the applicant's page and the register say which and why."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api, previews, queries
from tinhso.casework.dossiers.models import Dossier, ResultDraft
from tinhso.casework.dossiers.testing import load_small_province, officer
from tinhso.casework.dossiers.tests.acts import PDF, do, everything, file, version_of
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.types import Decision, FilingChannel, ReturnMethod
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, OrganisationKind
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Invalid
from tinhso.services.registers import api as registers

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
BADGES, REASON = "2.002288", "Xe đã hết niên hạn sử dụng"


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """Two vehicles of a company, accepted; the officer who examines them, and who signs."""

    dossier_id: UUID
    transport: Actor
    reviewer: Actor
    head: Actor


@pytest.fixture(scope="module")
def standing_fleet(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fleet]:
    with django_db_blocker.unblock(), transaction.atomic(), frozen(at_local(2026, 11, 25, 9)):
        province = load_small_province(tmp_path_factory.mktemp("definitions"), procedures=(BADGES,))
        company = identity.register_organisation(
            name="Công ty TNHH Vận tải Minh Họa", kind=OrganisationKind.ENTERPRISE, tax_code="1599990018",
            actor=system_actor(),
        )  # fmt: skip
        desk = officer("ttpvhcc.mot-cua-1", "Hồ Thị Quầy Mẫu")
        paper = files.store(content=PDF, name="dang-ky.pdf", media_type="application/pdf", actor=desk)
        assert desk.agency_id is not None
        filed = file(
            province, BADGES, actor=desk, applicant=HolderRef(kind="organisation", id=company.id),
            answers=province.applications[BADGES]["answers"], receiving_agency_id=desk.agency_id,
            channel=FilingChannel.COUNTER, return_method=ReturnMethod.COUNTER,
            papers={"vehicle_registration": (paper.id,)},
        )  # fmt: skip
        do(filed.id, "accepted", desk)
        yield Fleet(
            dossier_id=filed.id,
            transport=officer("sxd.chuyen-vien-van-tai", "Cao Văn Xe Mẫu"),
            reviewer=officer("sxd.truong-phong-van-tai", "Lê Thị Soát Mẫu"),
            head=officer("sxd.giam-doc", "Mai Văn Ký Mẫu"),
        )
        transaction.set_rollback(True)


@pytest.fixture
def fleet(standing_fleet: Fleet, db: None) -> Iterator[Fleet]:
    with frozen(at_local(2026, 11, 25, 10)):
        yield standing_fleet


def _save(fleet: Fleet, reasons: dict[str, str], decision: Decision = Decision.GRANTED) -> None:
    api.save_draft(
        dossier_id=fleet.dossier_id, decision=decision.value, fields={}, refused_lines=reasons,
        version=version_of(fleet.dossier_id), actor=fleet.transport,
    )  # fmt: skip


def test_one_vehicle_is_refused_and_every_place_says_which_and_why(fleet: Fleet) -> None:
    page = come_in(fleet.transport)
    address = reverse("dossiers:draft", args=[fleet.dossier_id])
    assert "Không giải quyết một số dòng (2 dòng)" in page.get(address).content.decode()
    sent = {"decision": "granted", "line-vehicles.2": REASON, "version": version_of(fleet.dossier_id)}
    assert page.post(address, sent).status_code == 302
    # What is typed beside the button does not undo what was decided line by line.
    do(fleet.dossier_id, "eligible", fleet.transport, draft={"text": "Giao tại trụ sở."})
    do(fleet.dossier_id, "agreed", fleet.reviewer)
    do(fleet.dossier_id, "signed", fleet.head)

    row, result = Dossier.objects.get(id=fleet.dossier_id), queries.result_of(fleet.dossier_id)
    assert result is not None
    (entry,) = registers.entries_of(("dossier", row.id))

    assert row.decision == Decision.GRANTED
    assert result.fields == {"text": "Giao tại trụ sở.", "lines": {"vehicles.2": REASON}}
    assert entry.title.endswith("(cấp 1/2 dòng)")
    assert "Giải quyết 1/2 dòng" in queries.history(row.id)[-1].words


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_the_result_lists_what_is_granted_and_apart_what_is_not_and_why(fleet: Fleet) -> None:
    _save(fleet, {"vehicles.2": REASON})

    pdf = previews.draft_pdf(fleet.dossier_id, actor=fleet.head)

    shown = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    granted, refused = " ".join(shown.decode().split()).split("Không giải quyết")
    assert "64A-000.01" in granted
    assert "64C-000.02" not in granted
    assert "64C-000.02" in refused
    assert f"Lý do: {REASON}" in refused


def test_when_no_line_is_left_the_dossier_itself_is_refused(fleet: Fleet) -> None:
    before = everything()

    with pytest.raises(Invalid) as refused:
        _save(fleet, {"vehicles.1": REASON, "vehicles.2": REASON})
    with pytest.raises(Invalid):
        _save(fleet, {"vehicles.9": REASON})

    assert "/decision" in (refused.value.fields or {})
    assert everything() == before


def test_a_draft_that_refuses_nothing_says_nothing_of_lines(fleet: Fleet) -> None:
    _save(fleet, {"vehicles.1": "  ", "vehicles.2": ""})

    assert ResultDraft.objects.get(dossier_id=fleet.dossier_id).fields == {}
