"""The result as it would be signed now: same letter, same words, "…" where the number will stand."""

from uuid import UUID

from tinhso.casework.dossiers import draft_files, initials, printing
from tinhso.casework.dossiers.actions.issue_result import result_type_of
from tinhso.casework.dossiers.applicants import Signer, signer_of
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.models import Dossier, Initial, Result, ResultDraft
from tinhso.casework.dossiers.types import Decision
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now

NUMBER_TO_COME = "…"


def draft_pdf(dossier_id: UUID, *, actor: Actor) -> bytes:
    """The PDF of the last version of the draft; nothing is stored. The caller has read the dossier as this actor.

    What was initialled as it stands is shown as it was initialled.

    Raises WrongStatus when there is no draft, or the result is signed already.
    """
    row = Dossier.objects.get(id=dossier_id)
    known = Result.objects.filter(dossier=row).first()
    last = ResultDraft.objects.filter(dossier=row).order_by("-seq").first()
    if known is not None and known.signed_at is not None:
        raise WrongStatus("Kết quả đã ký; hãy mở bản đã ký.")
    if last is None and known is None:
        raise WrongStatus("Chưa có dự thảo kết quả.")
    initialled = _initialled(row, known, last)
    if initialled is not None:
        return initials.read(initialled, actor=actor)
    decision, fields = (last.decision, last.fields) if last else (known.decision, known.fields) if known else ("", {})
    at = now()
    procedure = procedures.get_procedure_version(row.procedure_version_id)
    kind = result_type_of(procedure, decision)
    shown = Result(
        dossier=row,
        decision=decision,
        title=kind.title if decision == Decision.GRANTED else "Thông báo không giải quyết hồ sơ",
        fields=fields,
        number=NUMBER_TO_COME,
        verify_token="…",  # noqa: S106 - the sign that the token is still to come
    )
    return printing.result_pdf(
        row,
        shown,
        procedure,
        owner=identity.get_agency(row.owner_agency_id),
        signer=_signer(row, actor),
        valid_to=printing.valid_until(kind, decision, local(at).date()),
        at=at,
        written=draft_files.body_of(row, decision, actor=actor),
    )


def _signer(row: Dossier, actor: Actor) -> Signer:
    """Who looks at it, when they may sign it; else a place left open for whoever will."""
    if access.can(actor=actor, act="dossiers.sign", agency_id=row.owner_agency_id):
        return signer_of(actor)
    return Signer(name="(họ tên người ký)", title="(chức danh người ký)")


def _initialled(row: Dossier, known: Result | None, last: ResultDraft | None) -> Initial | None:
    """What carries initials and says what the draft says now."""
    there = initials.given(row.id)
    if not there or known is None or there[-1].content_sha256 != initials.content_of(row, known):
        return None
    is_newer = last is not None and (last.decision, last.fields) != (known.decision, known.fields)
    return None if is_newer else there[-1]
