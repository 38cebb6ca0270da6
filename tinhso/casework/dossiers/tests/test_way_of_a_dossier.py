"""From filing to the vault, in the words of the law: national codes 1, 2, 4, 9, 10."""

import pytest

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.api import TaskDone
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.types import Application, FilingChannel, ReturnMethod, Status
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.signatures import api as signatures
from tinhso.services.vault import api as vault

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n"


def application(province: SmallProvince, code: str = "1.001193") -> Application:
    stored = files.store(content=PDF, name="chung-sinh.pdf", media_type="application/pdf", actor=province.citizen)
    return Application(
        procedure_version_id=definitions.get("procedure", code).id,
        applicant=province.applicant,
        answers=province.applications[code]["answers"],
        receiving_agency_id=province.receiving_id,
        channel=FilingChannel.ONLINE,
        return_method=ReturnMethod.ONLINE,
        papers={"birth_notice": (stored.id,)},
    )


def do(dossier_id, outcome: str, actor: Actor, **extra) -> None:
    (task,) = workflow.open_tasks(("dossier", dossier_id))
    version = Dossier.objects.get(id=dossier_id).version
    api.do_task(task_id=task.id, done=TaskDone(outcome=outcome, **extra), version=version, actor=actor)


def test_a_birth_is_registered_the_same_day(province: SmallProvince):
    with frozen(at_local(2026, 11, 23, 8, 15)):
        filed = api.submit_dossier(application=application(province), idempotency_key="k1", actor=province.citizen)
    assert filed.code == "001.01.41.H61-261123-0001"
    with frozen(at_local(2026, 11, 23, 8, 30)):
        do(filed.id, "accepted", province.desk)
    dossier = api.get_dossier(filed.id, actor=province.citizen, purpose="xem")
    assert dossier.status is Status.PROCESSING
    assert dossier.due_at == at_local(2026, 11, 23, 17, 0)
    with frozen(at_local(2026, 11, 23, 9, 0)):
        do(filed.id, "eligible", province.specialist)
        do(filed.id, "agreed", province.reviewer)
        do(filed.id, "signed", province.leader)
        deliver_all()

    dossier = api.get_dossier(filed.id, actor=province.citizen, purpose="xem")
    assert [line["status"] for line in queries.trace(filed.id)] == [1, 2, 4, 9, 10]
    assert dossier.status is Status.RETURNED
    result = queries.result_of(filed.id)
    assert result is not None
    assert result.number == "1/2026"
    assert result.file_id is not None
    content = files.read_file(file_id=result.file_id, owner=("dossier_result", filed.id), actor=province.citizen)
    pdf = b"".join(content.stream)
    verification = signatures.verify_pdf(pdf)
    assert verification.intact
    assert next(signer.name for signer in verification.signers) == "Nguyễn Văn Lãnh Mẫu"
    (item,) = vault.find_items(holder=province.applicant, result_code="KQ.G15.000031", actor=province.citizen)
    assert item.title == "Giấy khai sinh"
    assert {paper.kind for paper in queries.papers_of(filed.id)} == {"receipt", "control_slip"}


def test_the_same_key_files_once(province: SmallProvince):
    one = api.submit_dossier(application=application(province), idempotency_key="k1", actor=province.citizen)
    two = api.submit_dossier(application=application(province), idempotency_key="k1", actor=province.citizen)

    assert (one.id, one.is_new, two.is_new) == (two.id, True, False)
    assert Dossier.objects.count() == 1
