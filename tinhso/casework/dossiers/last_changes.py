"""Who changed a dossier last and what, for the officer whose page was older than that."""

from datetime import datetime
from uuid import UUID

from tinhso.casework.dossiers.models import ComponentCheck, Dossier, DraftFile, ResultDraft, StatusChange
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local


def last_change(row: Dossier, actor: Actor) -> str:
    """One sentence: name, moment, what. Reads the history, drafts and checks; the dossier has a history line at least."""
    at, person_id, words = max(_changes(row), key=lambda one: one[0])
    if person_id is not None and person_id == actor.person_id:
        who = "Chính bạn, ở một trang khác"
    else:
        who = identity.person_names([person_id]).get(person_id, "") if person_id else ""
    return f"{who or 'Hệ thống'} vừa thay đổi hồ sơ này lúc {local(at):%H:%M %d/%m/%Y}: {words.rstrip('.')}."


def _changes(row: Dossier) -> list[tuple[datetime, UUID | None, str]]:
    found: list[tuple[datetime, UUID | None, str]] = []
    line = StatusChange.objects.filter(dossier=row).order_by("-seq").first()
    if line is not None:
        found.append((line.at, line.person_id, line.words))
    draft = ResultDraft.objects.filter(dossier=row).order_by("-seq").first()
    if draft is not None:
        found.append((draft.drafted_at, draft.drafted_by_id, f"đã lưu bản dự thảo {draft.seq}"))
    file = DraftFile.objects.filter(dossier=row).order_by("-seq").first()
    if file is not None:
        found.append((file.made_at, file.made_by_id, f"đã lưu bản dự thảo Word {file.seq}"))
    check = ComponentCheck.objects.filter(dossier=row).order_by("-checked_at").first()
    if check is not None:
        found.append((check.checked_at, check.checked_by_id, "đã lưu kết quả kiểm tra thành phần hồ sơ"))
    return found
