"""HTTP API of bundles: file one filled-in form as several procedures, and read what was filed. Mounted by `rest.py`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja import Status as HttpStatus
from ninja.security import django_auth

from tinhso.casework.dossiers import api, bundles
from tinhso.casework.dossiers.types import Dossier, ReturnMethod
from tinhso.casework.dossiers.web.rest_exemption import ExemptionIn, claim_of, pointing_at
from tinhso.casework.dossiers.web.rest_mailing import MailingIn, mailing_of
from tinhso.foundation.identity import api as identity
from tinhso.kernel.errors import Denied

router = Router()


class BundleIn(Schema):
    """The own draft of the bundle's one form, with its answers and papers, and how the results are wanted."""

    draft: UUID
    bundle: str = Field(max_length=80, description="Mã bộ hồ sơ, ví dụ co-con")
    return_method: ReturnMethod = ReturnMethod.ONLINE
    mailing: MailingIn | None = None
    exemptions: dict[str, ExemptionIn] = Field({}, description="Mã thủ tục trong bộ → diện miễn, giảm của thủ tục đó")


class MemberOut(Schema):
    """A procedure of the bundle: its own code, status and times; `owner` = the agency that answers for it."""

    id: UUID
    code: str
    procedure: str
    title: str
    status: int
    status_title: str
    owner: str
    due_at: datetime | None
    finished_at: datetime | None


class BundleOut(Schema):
    """What was filed under one tracking number, and what belongs to the event but is filed elsewhere."""

    id: UUID
    code: str
    title: str
    submitted_at: datetime
    dossiers: list[MemberOut]
    elsewhere: list[dict[str, str]]


@router.post("/bundles", auth=django_auth, response={201: BundleOut, 200: BundleOut})
def file_bundle(request: HttpRequest, body: BundleIn) -> HttpStatus[dict[str, Any]]:
    """All procedures of the bundle, or none. The draft is the key: sent again, it answers with the same bundle (200)."""
    actor = identity.actor_of(request)
    if actor.person_id is None:
        raise Denied("Cần đăng nhập.")
    known = bundles.filed_from(body.draft, actor=actor)
    with pointing_at("/exemptions"):
        bundle_id = known or api.file_bundle(
            draft_id=body.draft,
            bundle_code=body.bundle,
            return_method=body.return_method,
            mailing=mailing_of(body.mailing),
            claims={code: claim for code, said in body.exemptions.items() if (claim := claim_of(said))},
            actor=actor,
        )
    return HttpStatus(200 if known else 201, read_bundle(request, bundle_id))


@router.get("/bundles/{uuid:bundle_id}", auth=django_auth, response=BundleOut)
def read_bundle(request: HttpRequest, bundle_id: UUID) -> dict[str, Any]:
    """One bundle, for its applicant."""
    found = bundles.get_bundle(bundle_id, actor=identity.actor_of(request), purpose="Đọc bộ hồ sơ qua API")
    return {
        "id": found.id,
        "code": found.code,
        "title": found.title,
        "submitted_at": found.submitted_at,
        "dossiers": [_member(one) for one in found.dossiers],
        "elsewhere": [{"title": one.title, "url": one.url} for one in found.elsewhere],
    }


def _member(dossier: Dossier) -> dict[str, Any]:
    return {
        "id": dossier.id,
        "code": dossier.code,
        "procedure": dossier.procedure_code,
        "title": dossier.procedure_title,
        "status": int(dossier.status),
        "status_title": dossier.status.title,
        "owner": identity.get_agency(dossier.owner_agency_id).code,
        "due_at": dossier.due_at,
        "finished_at": dossier.finished_at,
    }
