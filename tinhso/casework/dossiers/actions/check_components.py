"""Keep what the desk found about each component; the reasons of a refusal come from here."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.models import ComponentCheck, Dossier
from tinhso.casework.dossiers.types import Check, Reason, Status, Verdict
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Invalid

MOST_PAPERS = 999


def check_components(*, dossier_id: UUID, checks: Iterable[Check], version: int, actor: Actor) -> None:
    """Write the desk's findings before acceptance. Raises Denied, StaleVersion, WrongStatus, Invalid (wrong without why)."""
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        access.authorise(actor=actor, act="dossiers.accept", agency_id=row.receiving_agency_id)
        if row.status != Status.REGISTERED:
            raise WrongStatus("Hồ sơ đã qua bước tiếp nhận, không kiểm tra lại thành phần được.")
        keep_checks(row, tuple(checks), actor=actor)
        # A colleague whose page is older than this is told, instead of writing over it.
        chronicle.save(row)
        detail = {"count": ComponentCheck.objects.filter(dossier=row).exclude(verdict="").count()}
        access.record_write(actor=actor, act="dossiers.check_components", target=("dossier", row.id), detail=detail)


def keep_checks(row: Dossier, checks: tuple[Check, ...], *, actor: Actor) -> None:
    """The rows themselves, for the caller's transaction."""
    known = {c.code for c in procedures.get_procedure_version(row.procedure_version_id).components}
    wrong = {
        f"/{check.component}/reason": "Ghi điều không đạt và cách khắc phục."
        for check in checks
        if check.verdict is Verdict.WRONG and not (check.reason.strip() and check.remedy.strip())
    }
    if wrong:
        raise Invalid("Thành phần không đạt phải có lý do và cách khắc phục.", fields=wrong)
    if actor.person_id is None or any(c.component not in known for c in checks):
        raise Invalid("Thủ tục này không có thành phần hồ sơ đó.")
    for check in checks:
        ComponentCheck.objects.update_or_create(
            dossier=row,
            component=check.component,
            defaults={
                "verdict": check.verdict.value,
                "originals": min(max(check.originals, 0), MOST_PAPERS),
                "copies": min(max(check.copies, 0), MOST_PAPERS),
                "reason": check.reason.strip()[:500] if check.verdict is Verdict.WRONG else "",
                "remedy": check.remedy.strip()[:500] if check.verdict is Verdict.WRONG else "",
                "checked_at": now(),
                "checked_by_id": actor.person_id,
            },
        )


def reasons_found(dossier_id: UUID) -> tuple[Reason, ...]:
    """The wrong components as reasons of a refusal."""
    rows = ComponentCheck.objects.filter(dossier_id=dossier_id, verdict=Verdict.WRONG.value).order_by(
        "checked_at", "id"
    )
    return tuple(Reason(component=row.component, text=row.reason, remedy=row.remedy) for row in rows)


def refuse_wrong(row: Dossier) -> None:
    """A dossier with a component found wrong is not accepted. Raises Invalid."""
    if ComponentCheck.objects.filter(dossier=row, verdict=Verdict.WRONG.value).exists():
        raise Invalid(
            "Còn thành phần không đạt.",
            fields={"/note": "Còn thành phần hồ sơ ghi “Không đạt”: sửa lại kết quả kiểm tra hoặc từ chối tiếp nhận."},
        )
