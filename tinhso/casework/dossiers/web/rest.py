"""Dossiers over HTTP for programs: the signed-in person's own, an officer's by permission, public tracking."""

import hashlib
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Header, Router, Schema
from ninja import Status as HttpStatus
from ninja.security import django_auth

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.errors import NotOffered
from tinhso.casework.dossiers.types import Application, Dossier, FilingChannel, ReturnMethod
from tinhso.casework.dossiers.web.rest_agencies import router as agencies_router
from tinhso.casework.dossiers.web.rest_bundles import router as bundles_router
from tinhso.casework.dossiers.web.rest_exemption import ExemptionIn, claim_of, pointing_at
from tinhso.casework.dossiers.web.rest_mailing import MailingIn, mailing_of
from tinhso.casework.dossiers.web.rest_money import router as money_router
from tinhso.engines.forms import api as forms
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.foundation.rest import api as rest
from tinhso.kernel.errors import Denied, Invalid

router = Router()
router.add_router("", bundles_router)
router.add_router("", agencies_router)
router.add_router("", money_router)


class DossierOut(Schema):
    """A dossier: codes, national status, instants (UTC). No answers: they are asked for one by one."""

    id: UUID
    code: str
    procedure: str
    title: str
    status: int
    status_title: str
    channel: int
    submitted_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None


class TraceLine(Schema):
    status: int
    at: datetime


class DossierDetail(DossierOut):
    """One dossier with its national trace and, once signed, the hash of its result."""

    trace: list[TraceLine]
    result_sha256: str | None
    papers: list[str]
    version: int


class FilingIn(Schema):
    """An application without papers of its own; `answers` follow the procedure's form (JSON Schema 2020-12)."""

    procedure: str = Field(max_length=40)
    agency: str = Field(max_length=40, description="Mã định danh của bộ phận một cửa")
    answers: dict[str, Any]
    return_method: ReturnMethod = ReturnMethod.ONLINE
    mailing: MailingIn | None = None
    exemption: ExemptionIn | None = None
    organisation: UUID | None = None


class FiledOut(Schema):
    id: UUID
    code: str
    submitted_at: datetime
    answer_due_at: datetime | None
    is_new: bool


class TrackIn(Schema):
    code: str = Field(min_length=1, max_length=60)
    last_four: str = Field(min_length=4, max_length=4)


IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=64)]


class TrackOut(Schema):
    code: str
    title: str
    status: int
    status_words: str
    due_at: datetime | None


def _out(dossier: Dossier) -> dict[str, Any]:
    return {
        "id": dossier.id,
        "code": dossier.code,
        "procedure": dossier.procedure_code,
        "title": dossier.procedure_title,
        "status": int(dossier.status),
        "status_title": dossier.status.title,
        "channel": dossier.channel.national,
        "submitted_at": dossier.submitted_at,
        "accepted_at": dossier.accepted_at,
        "due_at": dossier.due_at,
        "finished_at": dossier.finished_at,
        "returned_at": dossier.returned_at,
    }


def _own_key(person_id: UUID, key: str) -> str:
    """A person's keys are theirs: two people may send the same one."""
    return "api-" + hashlib.sha256(f"{person_id}|{key}".encode()).hexdigest()


@router.get("/dossiers", auth=django_auth, response=list[DossierOut], openapi_extra=rest.example())
def list_mine(request: HttpRequest, cursor: rest.Cursor = "", limit: rest.Limit = 100) -> list[dict[str, Any]]:
    """The signed-in person's dossiers and their organisations', newest first; the `Link` header names the next page."""
    actor = identity.actor_of(request)
    rows = queries.rows_of_person(actor)
    place = f"dossiers.{actor.person_id}"
    page = rest.told_next(request, rest.by_time(rows, at="submitted_at", cursor=cursor, limit=limit, place=place))
    return [_out(queries.without_answers(row)) for row in page.items]


@router.get(
    "/dossiers/{uuid:dossier_id}",
    auth=django_auth,
    response=DossierDetail,
    openapi_extra=rest.example(path={"dossier_id": "$DOSSIER_ID"}),
)
def read_one(request: HttpRequest, dossier_id: UUID) -> dict[str, Any]:
    """One dossier, for its applicant or an officer who may read it."""
    dossier = api.get_dossier(dossier_id, actor=identity.actor_of(request), purpose="Đọc hồ sơ qua API")
    result = queries.result_of(dossier.id)
    return {
        **_out(dossier),
        "trace": queries.trace(dossier.id),
        "result_sha256": result.sha256 if result and result.file_id else None,
        "papers": [paper.kind for paper in queries.papers_of(dossier.id)],
        "version": dossier.version,
    }


@router.post("/dossiers", auth=django_auth, response={201: FiledOut, 200: FiledOut})
def file_one(request: HttpRequest, body: FilingIn, key: IdempotencyKey) -> HttpStatus[dict[str, Any]]:
    """File online. Send `Idempotency-Key`: the same key again answers with the same dossier (200 instead of 201)."""
    actor = identity.actor_of(request)
    if actor.person_id is None:
        raise Denied("Cần đăng nhập.")
    holder = HolderRef(kind="person", id=actor.person_id)
    if body.organisation:
        holder = HolderRef(kind="organisation", id=body.organisation)
    agency = identity.standing_agency(body.agency)
    if agency is None:
        raise Invalid("Không có cơ quan này.", fields={"/agency": "Mã định danh không có trong tỉnh."})
    procedure = procedures.get_procedure(body.procedure)
    if not procedure.is_operational:
        raise NotOffered("Thủ tục này chưa tiếp nhận trên hệ thống của tỉnh.")
    if not api.is_one_stop(agency, procedure):
        raise NotOffered("Nơi này không tiếp nhận thủ tục bạn chọn.", fields={"/agency": "Không phải bộ phận một cửa."})
    version = definitions.get("procedure", body.procedure)
    form = forms.form_of(version.id)
    application = Application(
        procedure_version_id=version.id,
        applicant=holder,
        answers=forms.normalise(form, body.answers),
        receiving_agency_id=agency.id,
        channel=FilingChannel.ONLINE,
        return_method=body.return_method,
        mailing=mailing_of(body.mailing),
        claim=claim_of(body.exemption),
    )
    with pointing_at("/exemption"):
        filed = api.submit_dossier(application=application, idempotency_key=_own_key(actor.person_id, key), actor=actor)
    answer = {
        "id": filed.id,
        "code": filed.code,
        "submitted_at": filed.submitted_at,
        "answer_due_at": filed.answer_due_at,
        "is_new": filed.is_new,
    }
    return HttpStatus(201 if filed.is_new else 200, answer)


@router.post(
    "/dossiers/track",
    auth=rest.Open(),
    response=TrackOut,
    openapi_extra=rest.example(body={"code": "$DOSSIER_CODE", "last_four": "0073"}),
)
def track(request: HttpRequest, body: TrackIn) -> dict[str, Any]:
    """Public tracking by code and last four characters; five wrong tries an hour an address; unknown and wrong answer alike."""
    tracked = queries.track(code=body.code, last_four=body.last_four, address=request.META.get("REMOTE_ADDR", ""))
    return {
        "code": tracked.code,
        "title": tracked.procedure_title,
        "status": int(tracked.status),
        "status_words": tracked.status.public,
        "due_at": tracked.due_at,
    }
