"""What the state holds is not asked for again: which components the vault answers, and the counted exceptions.

NĐ 107/2021/NĐ-CP Điều 1 khoản 8 (Điều 14 NĐ 61/2018/NĐ-CP), CV 159/TTg-CĐS 13/02/2026: no paper that the data vault holds.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

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


def count_demands(*, since: datetime, until: datetime, agency_id: UUID | None = None) -> int:
    """How often a held paper was asked for all the same, between two instants; for statistics."""
    rows = HeldDemand.objects.filter(demanded_at__gte=since, demanded_at__lt=until)
    return (rows.filter(agency_id=agency_id) if agency_id else rows).count()
