"""What a dossier owes and which letters the post carries for it, over HTTP. Mounted by `rest.py`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security import django_auth

from tinhso.casework.dossiers import api, dues, mailing, queries
from tinhso.casework.dossiers.web.rest_agencies import READ
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.rest import api as rest
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import Due
from tinhso.services.post.types import Order

router = Router()
_PURPOSE = "Đọc hồ sơ qua API"


class DueOut(Schema):
    """Money of a dossier, whole đồng. `kind`: fee, charge, postal; `state`: open, settled, exempt, cancelled; `waits`:
    which step waits for it; `account`: code of the account that it goes to."""

    id: UUID
    kind: str
    title: str
    state: str
    full_vnd: int
    amount_vnd: int
    paid_vnd: int
    left_vnd: int
    waits: str
    pay_by: datetime | None
    account: str


class DuesOut(Schema):
    """Everything that was asked for, oldest first; `left_vnd`: still to be paid."""

    left_vnd: int
    items: list[DueOut]


class LetterOut(Schema):
    """A letter between home and one-stop. `national` is the field's code of its state: 0 to 4."""

    id: UUID
    direction: str
    state: str
    state_title: str
    national: int
    waybill: str
    price_vnd: int
    created_at: datetime
    state_at: datetime


@router.get(
    "/dossiers/{uuid:dossier_id}/dues",
    auth=django_auth,
    response=DuesOut,
    summary="Khoản phải nộp của một hồ sơ",
    openapi_extra=rest.example(path={"dossier_id": "$DOSSIER_ID"}),
)
def read_dues(request: HttpRequest, dossier_id: UUID) -> dict[str, Any]:
    """What is owed for one dossier, for its applicant or an officer who may read it."""
    dossier = api.get_dossier(dossier_id, actor=identity.actor_of(request), purpose=_PURPOSE)
    return _owed(fees.dues_of((dues.KIND, dossier.id)))


@router.get(
    "/agencies/dossiers/{uuid:dossier_id}/dues",
    auth=READ,
    response=DuesOut,
    summary="Khoản phải nộp của một hồ sơ của các cơ quan được cấp",
    openapi_extra=rest.example(path={"dossier_id": "$DOSSIER_ID"}),
)
def read_dues_of_agencies(request: HttpRequest, dossier_id: UUID) -> dict[str, Any]:
    """The same for systems of agencies; whose dossier it is, and why somebody pays less, stands nowhere here."""
    client, _ = rest.client_of(request)
    found = queries.dossier_of_agencies(dossier_id, access.client_scope(client))
    return _owed(fees.dues_of((dues.KIND, found.id)))


@router.get(
    "/dossiers/{uuid:dossier_id}/letters",
    auth=django_auth,
    response=list[LetterOut],
    summary="Bưu gửi của một hồ sơ",
    openapi_extra=rest.example(path={"dossier_id": "$DOSSIER_ID"}),
)
def read_letters(request: HttpRequest, dossier_id: UUID) -> list[dict[str, Any]]:
    """The letters of one dossier, newest first, for its applicant or an officer who may read it. No address."""
    dossier = api.get_dossier(dossier_id, actor=identity.actor_of(request), purpose=_PURPOSE)
    return [_letter(one) for one in mailing.orders_of(dossier.id)]


def _owed(found: Iterable[Due]) -> dict[str, Any]:
    items = [_due(one) for one in found]
    return {"left_vnd": sum(one["left_vnd"] for one in items), "items": items}


def _due(one: Due) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "title": one.title,
        "state": one.state.value,
        "full_vnd": one.full_vnd,
        "amount_vnd": one.amount_vnd,
        "paid_vnd": one.paid_vnd,
        "left_vnd": one.left_vnd,
        "waits": one.waits.value,
        "pay_by": one.pay_by,
        "account": one.account_code,
    }


def _letter(one: Order) -> dict[str, Any]:
    return {
        "id": one.id,
        "direction": one.direction.value,
        "state": one.state.value,
        "state_title": one.state.words,
        "national": one.state.national,
        "waybill": one.waybill,
        "price_vnd": one.price_vnd,
        "created_at": one.created_at,
        "state_at": one.state_at,
    }
