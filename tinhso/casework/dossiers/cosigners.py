"""Who signs an application together with its applicant, and whether they have confirmed what is to be filed.

Luật Hộ tịch Điều 18, Điều 38: both sides of a marriage sign one declaration. At the counter they sign on paper before
the officer; online the other confirms from the own sign-in.
"""

import hashlib
import json
from uuid import UUID

from tinhso.casework.dossiers.models import Cosigning, FilingPlan
from tinhso.casework.dossiers.types import Cosigner, CosigningRequest, CosigningState
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.errors import DraftNotFound
from tinhso.engines.forms.types import Draft
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.encryption import blind_index, mask

_INDEX = "dossier.cosigner"


def number_index(number: str) -> bytes:
    """By which a request is found without telling the number."""
    return blind_index(number, _INDEX)


def number_of(person_id: UUID) -> str:
    """The personal number of an account's person, "" without one."""
    purpose = "Đối chiếu người cùng ký"
    return identity.get_person(person_id, actor=system_actor(), purpose=purpose, reveal=True).personal_number


def digest_of(draft: Draft) -> str:
    """What a cosigner confirms: the answers and the papers, to the byte."""
    papers = {code: [file.sha256 for file in files] for code, files in draft.files.items()}
    held = {code: str(item) for code, item in draft.held.items()}
    told = json.dumps([draft.data, papers, held], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def named_in(draft: Draft) -> dict[str, tuple[str, str]]:
    """Section → (name, personal number) of everybody whom the form makes sign."""
    found = {}
    for role in forms.form_of(draft.procedure_version_id).cosigners:
        described: object = draft.data
        for part in role.split("."):
            described = described.get(part, {}) if isinstance(described, dict) else {}
        person = described if isinstance(described, dict) else {}
        found[role] = (str(person.get("full_name", "")), str(person.get("personal_number", "")))
    return found


def cosigners_of(draft: Draft, *, applicant_id: UUID | None) -> tuple[Cosigner, ...]:
    """Everybody but the applicant who has to sign, with what they answered; the caller has guarded the draft."""
    named = named_in(draft)
    if not named:
        return ()
    own = number_of(applicant_id) if applicant_id else ""
    digest = digest_of(draft)
    rows = {row.role: row for row in Cosigning.objects.filter(draft_id=draft.id)}
    return tuple(
        _cosigner(role, *named[role], rows.get(role), digest) for role in named if named[role][1] != own or not own
    )


def _cosigner(role: str, name: str, number: str, row: Cosigning | None, digest: str) -> Cosigner:
    if row is None or bytes(row.number_index) != number_index(number):
        return Cosigner(role=role, name=name, number=mask(number))
    return Cosigner(
        role=role,
        name=name,
        number=mask(number),
        id=row.id,
        state=CosigningState(row.state),
        answered_at=row.answered_at,
        reason=row.reason,
        is_stale=row.digest != digest,
    )


def requests_for(actor: Actor) -> tuple[CosigningRequest, ...]:
    """What waits for this person's confirmation, and what they confirmed that is not filed yet; newest first."""
    if actor.person_id is None or actor.is_officer:
        return ()
    number = number_of(actor.person_id)
    if not number:
        return ()
    rows = Cosigning.objects.filter(number_index=number_index(number), dossier_id=None).order_by("-asked_at")[:20]
    names = identity.person_names([row.asked_by_id for row in rows])
    return tuple(request for row in rows if (request := _request(row, names.get(row.asked_by_id, ""))) is not None)


def _request(row: Cosigning, asked_by: str) -> CosigningRequest | None:
    try:
        draft = forms.get_draft(row.draft_id, actor=system_actor())
    except DraftNotFound:
        return None
    return CosigningRequest(
        id=row.id,
        draft_id=row.draft_id,
        procedure_title=draft.title,
        asked_by=asked_by,
        asked_at=row.asked_at,
        state=CosigningState(row.state),
        is_stale=row.digest != digest_of(draft),
    )


def plan_and_draft(draft_id: UUID) -> tuple[FilingPlan | None, Draft]:
    """The draft behind a request, read by the platform itself; the caller has guarded the request."""
    return FilingPlan.objects.filter(draft_id=draft_id).first(), forms.get_draft(draft_id, actor=system_actor())


def was_cosigned_by(dossier_id: UUID, person_id: UUID | None) -> bool:
    """Whether this person signed the dossier with its applicant."""
    if person_id is None:
        return False
    return Cosigning.objects.filter(dossier_id=dossier_id, answered_by_id=person_id).exists()
