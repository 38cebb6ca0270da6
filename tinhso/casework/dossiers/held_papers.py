"""What the state holds is not asked for again: which components the vault answers, and the counted exceptions.

NĐ 107/2021/NĐ-CP Điều 1 khoản 8 (Điều 14 NĐ 61/2018/NĐ-CP), CV 159/TTg-CĐS 13/02/2026: no paper that the data vault holds.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.casework.dossiers.confidentiality import in_sight
from tinhso.casework.dossiers.errors import AlreadyHeld
from tinhso.casework.dossiers.models import Dossier, HeldDemand
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor, system_actor
from tinhso.services.vault import api as vault

MOST_WORDS = 500


def held_components(row: Dossier) -> dict[str, UUID]:
    """Component → the valid vault item of this applicant that answers it, today; read by the platform itself."""
    found = {}
    for component in procedures.get_procedure_version(row.procedure_version_id).components:
        if component.result_code is None:
            continue
        items = vault.find_items(holder=row.holder, result_code=component.result_code, actor=system_actor())
        if items:
            found[component.code] = items[0].id
    return found


def check_demand(row: Dossier, components: Collection[str], *, despite: str | None, at: datetime, actor: Actor) -> None:
    """Refuse to ask for what is held, unless `despite` says why; then each is counted. Inside the caller's act.

    `despite` None: the act knows no exception (a refusal at intake).

    Raises AlreadyHeld.
    """
    wanted = {code for code in components if code}
    held = {code: item for code, item in held_components(row).items() if code in wanted} if wanted else {}
    if not held:
        return
    titles = {one.code: one.title for one in procedures.get_procedure_version(row.procedure_version_id).components}
    refused = f"Đã có trong kho dữ liệu, không được yêu cầu nộp lại: {'; '.join(titles[code] for code in held)}."
    if despite is None:
        raise AlreadyHeld(f"{refused} Nếu bản trong kho không dùng được, hãy gửi yêu cầu bổ sung có nêu lý do.")
    reason = despite.strip()
    if not reason:
        words = "Nếu vẫn cần, ghi rõ vì sao bản trong kho không dùng được; lần yêu cầu này được thống kê."
        raise AlreadyHeld(refused, fields={"/despite_held": words})
    assert actor.person_id is not None
    HeldDemand.objects.bulk_create(
        HeldDemand(
            dossier_id=row.id,
            component=code,
            item_id=item,
            reason=reason[:MOST_WORDS],
            agency_id=actor.agency_id,
            post_id=actor.post_id,
            person_id=actor.person_id,
            demanded_at=at,
        )
        for code, item in held.items()
    )
    access.record_write(
        actor=actor, act="dossiers.demand_held", target=("dossier", row.id), detail={"components": sorted(held)}
    )


@dataclass(frozen=True, kw_only=True)
class Demand:
    """A held paper that was asked for all the same: of which dossier, which paper, why, by whom."""

    dossier_id: UUID
    code: str
    paper: str
    reason: str
    person_id: UUID
    at: datetime


def demands_in_sight(*, since: datetime, actor: Actor, limit: int = 20) -> tuple[int, tuple[Demand, ...]]:
    """How often it happened since then at the agencies whom the actor supervises, and the newest; by level in sight.

    Raises Denied without `dossiers.supervise`.
    """
    access.authorise(actor=actor, act="dossiers.supervise", agency_id=access.Whose.ANY_OF_MINE)
    seen = access.scope(actor=actor, act="dossiers.supervise")
    rows = HeldDemand.objects.filter(demanded_at__gte=since)
    if not seen.everywhere:
        rows = rows.filter(agency_id__in=seen.agency_ids)
    rows = rows.filter(dossier_id__in=Dossier.objects.filter(in_sight(actor)).values("id"))
    newest = list(rows.order_by("-demanded_at", "id")[:limit])
    dossiers = Dossier.objects.in_bulk([row.dossier_id for row in newest])
    return rows.count(), tuple(_demand(row, dossiers[row.dossier_id]) for row in newest)


def _demand(row: HeldDemand, dossier: Dossier) -> Demand:
    components = procedures.get_procedure_version(dossier.procedure_version_id).components
    return Demand(
        dossier_id=dossier.id,
        code=dossier.code,
        paper=next((one.title for one in components if one.code == row.component), row.component),
        reason=row.reason,
        person_id=row.person_id,
        at=row.demanded_at,
    )


def count_demands(*, since: datetime, until: datetime, agency_id: UUID | None = None) -> int:
    """How often a held paper was asked for all the same, between two instants; for statistics."""
    rows = HeldDemand.objects.filter(demanded_at__gte=since, demanded_at__lt=until)
    return (rows.filter(agency_id=agency_id) if agency_id else rows).count()
