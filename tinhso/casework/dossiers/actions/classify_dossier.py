"""Give a dossier, or some of its papers, another level of confidentiality; the lists and files obey from then on."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle
from tinhso.casework.dossiers.confidentiality import ACT, level_of, may_see
from tinhso.casework.dossiers.events import DossierClassified
from tinhso.casework.dossiers.models import Dossier, WorkItem
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Invalid


def classify_dossier(
    *, dossier_id: UUID, level: str, papers: Mapping[str, str], reason: str, version: int, actor: Actor
) -> None:
    """Set the level of the dossier and of each named component ("" = none); components that are not named have none.

    For the head of the agency that decides or receives. Raises HiddenDossier for who does not see the present level,
    Denied, StaleVersion, Invalid (no reason, no such level or component, or a level that the actor could not see).
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        may_classify(row, actor)
        kept = {component: code for component, code in papers.items() if code}
        _check(row, level, kept, reason, actor)
        at = now()
        words = f"Mức bảo mật: {_title(row.level)} → {_title(level)}"
        if kept != row.paper_levels:
            words += f"; giấy tờ có mức riêng: {len(kept)}"
        row.level, row.paper_levels = level, kept
        chronicle.note(row, words=f"{words}. Lý do: {reason.strip()}"[:300], at=at, actor=actor)
        chronicle.save(row, "level", "paper_levels")
        WorkItem.objects.filter(dossier=row, consultation_id__isnull=True).update(level=level)
        chronicle.tell(
            row,
            DossierClassified,
            act=ACT,
            actor=actor,
            detail={"level": level, "papers": sorted(kept)},
            level=level,
            papers=len(kept),
        )


def may_classify(row: Dossier, actor: Actor) -> None:
    """The head of the deciding or the receiving agency. Raises Denied."""
    if not access.can(actor=actor, act=ACT, agency_id=row.owner_agency_id):
        access.authorise(actor=actor, act=ACT, agency_id=row.receiving_agency_id)


def _check(row: Dossier, level: str, papers: Mapping[str, str], reason: str, actor: Actor) -> None:
    wrong: dict[str, str] = {}
    known = {one.code for one in procedures.get_procedure_version(row.procedure_version_id).components}
    for field, code in {"/level": level, **{f"/{component}": code for component, code in papers.items()}}.items():
        if field != "/level" and field[1:] not in known:
            wrong[field] = "Thủ tục không có thành phần này."
        elif code and level_of(code) is None:
            wrong[field] = "Không có mức bảo mật này."
        elif code and not may_see(code, actor):
            wrong[field] = "Vị trí của bạn không được xem mức này, nên không đặt được."
    if not reason.strip():
        wrong["/reason"] = "Ghi lý do đổi mức bảo mật."
    if wrong:
        raise Invalid("Chưa đổi được mức bảo mật.", fields=wrong)


def _title(code: str) -> str:
    level = level_of(code) if code else None
    return level.title if level else code or "không có"
