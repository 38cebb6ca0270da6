"""What tests of dossiers say again and again: file, do the open task, look whether anything changed."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.forms.models import model_to_dict

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.api import TaskDone
from tinhso.casework.dossiers.models import Dossier, WorkItem
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.types import Application, Filed, FilingChannel, Reason, ReturnMethod, Status
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Task
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n"
BIRTH, MARITAL = "1.001193", "1.004873"
REASONS = (
    Reason(component="birth_notice", text="Giấy chứng sinh không có dấu.", remedy="Xin bản có dấu của cơ sở y tế."),
    Reason(component="", text="Tên của con có chữ số.", remedy="Ghi lại tên theo Luật Hộ tịch."),
)


def application(province: SmallProvince, code: str = MARITAL, **changes: Any) -> Application:
    """An application that the one-stop can accept; `changes` replace its parts."""
    papers = {}
    if code == BIRTH:
        stored = files.store(content=PDF, name="chung-sinh.pdf", media_type="application/pdf", actor=province.citizen)
        papers = {"birth_notice": (stored.id,)}
    parts: dict[str, Any] = {
        "procedure_version_id": definitions.get("procedure", code).id,
        "applicant": province.applicant,
        "answers": province.applications[code]["answers"],
        "receiving_agency_id": province.receiving_id,
        "channel": FilingChannel.ONLINE,
        "return_method": ReturnMethod.ONLINE,
        "papers": papers,
    }
    return Application(**{**parts, **changes})


def file(
    province: SmallProvince, code: str = MARITAL, *, key: str | None = None, actor: Actor | None = None, **changes: Any
) -> Filed:
    """File and get the code."""
    return api.submit_dossier(
        application=application(province, code, **changes), idempotency_key=key, actor=actor or province.citizen
    )


def open_task(dossier_id: UUID) -> Task:
    (task,) = workflow.open_tasks(("dossier", dossier_id))
    return task


def version_of(dossier_id: UUID) -> int:
    return Dossier.objects.get(id=dossier_id).version


def status_of(dossier_id: UUID) -> Status:
    return Status(Dossier.objects.get(id=dossier_id).status)


def do(dossier_id: UUID, outcome: str, actor: Actor, **extra: Any) -> None:
    """Press a button of the one open task."""
    api.do_task(
        task_id=open_task(dossier_id).id,
        done=TaskDone(outcome=outcome, **extra),
        version=version_of(dossier_id),
        actor=actor,
    )


def accept(province: SmallProvince, dossier_id: UUID) -> None:
    do(dossier_id, "accepted", province.desk)


def finish(province: SmallProvince, dossier_id: UUID, *, refuse: str = "") -> None:
    """From accepted to signed: granted, or refused for that reason."""
    if refuse:
        do(dossier_id, "not_eligible", province.specialist, note=refuse, draft={"reason": refuse})
    else:
        do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)
    do(dossier_id, "signed", province.leader)


def table(label: str) -> Any:
    """The rows of another module's table, to count them: tests look into the database, not into modules."""
    return apps.get_model(label)._default_manager


# The security log alone may grow when an act is refused.
_GROWS = {"access.SecurityEntry", "sessions.Session"}


def everything() -> dict[str, Any]:
    """How many rows every table holds, and what dossiers and worklists say: equal before and after a refusal."""
    counts: dict[str, Any] = {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.label not in _GROWS
    }
    counts["dossiers"] = [model_to_dict(row) for row in Dossier.objects.order_by("id")]
    counts["work"] = [model_to_dict(row) for row in WorkItem.objects.order_by("id")]
    return counts


def organisation_ref(organisation_id: UUID) -> HolderRef:
    return HolderRef(kind="organisation", id=organisation_id)
