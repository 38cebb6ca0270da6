"""Keep a version of the result's draft before it is passed on."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, result_lines
from tinhso.casework.dossiers.actions.issue_result import keep_version
from tinhso.casework.dossiers.actions.take_task import in_role
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.models import Dossier, WorkItem
from tinhso.casework.dossiers.stand_ins import is_free_for
from tinhso.casework.dossiers.types import Decision
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Conflict, Denied, Invalid

LONGEST = 4000


def save_draft(
    *,
    dossier_id: UUID,
    decision: str,
    fields: Mapping[str, str],
    refused_lines: Mapping[str, str] | None = None,
    version: int,
    actor: Actor,
) -> None:
    """A new version of the draft; the step stays open. Raises Denied, StaleVersion, WrongStatus, Invalid, Conflict.

    `refused_lines`: of a group that is granted, line → why it is not ("vehicles.2": "Hết niên hạn sử dụng").
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        item = drafting_item(row)
        access.authorise(actor=actor, act="dossiers.process", agency_id=item.agency_id)
        if not in_role(item, actor):
            raise Denied("Bước dự thảo thuộc vị trí khác.")
        if not is_free_for(item.person_id, actor):
            raise Conflict("Đồng nghiệp đang giữ bước dự thảo này.")
        text: dict[str, Any] = {name: value.strip()[:LONGEST] for name, value in fields.items() if value.strip()}
        if decision not in {d.value for d in Decision}:
            raise Invalid(
                "Chọn quyết định của dự thảo.", fields={"/decision": "Chọn giải quyết hoặc không giải quyết."}
            )
        if decision == Decision.REFUSED and not text.get("reason"):
            raise Invalid("Thiếu lý do.", fields={"/reason": "Văn bản không giải quyết phải nêu lý do."})
        if refused_lines and decision == Decision.GRANTED:
            lines = result_lines.lines_of(row.procedure_version_id, row.answers, {})
            text |= {result_lines.FIELD: kept} if (kept := result_lines.checked(lines, refused_lines)) else {}
        keep_version(row, decision, text, at=now(), actor=actor)
        # A colleague whose page is older than this is told, instead of putting another text on top unread.
        chronicle.save(row)
        access.record_write(actor=actor, act="dossiers.save_draft", target=("dossier", row.id), detail={})


def drafting_item(row: Dossier) -> WorkItem:
    """The open step that drafts the result. Raises WrongStatus when the dossier is not there."""
    steps = WorkItem.objects.filter(dossier=row, is_open=True, consultation_id__isnull=True)
    for item in steps.order_by("opened_at"):
        if any(Act.DRAFT in outcome.does for outcome in workflow.get_task(item.task_id).outcomes):
            return item
    raise WrongStatus("Hồ sơ không ở bước dự thảo kết quả.")
