"""Public HTTP API of procedures: search and look up."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from tinhso.engines.procedures import api
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.rest import api as rest
from tinhso.kernel.text import clean

# Open to everybody: the law has the list of procedures published.
router = Router(auth=rest.Open())


class HitOut(Schema):
    code: str
    title: str
    field: str
    levels: list[str]
    online_level: str | None
    fee_vnd: int | None
    is_operational: bool


class TermOut(Schema):
    channel: str
    case: str | None
    kind: str
    value: int | None
    unit: str | None
    same_day: bool
    fee_vnd: int | None
    source: str


class ComponentOut(Schema):
    code: str
    title: str
    originals: int | None
    copies: int | None
    case: str | None
    required_when: Any


class ResultOut(Schema):
    code: str | None
    title: str
    valid_months: int | None


class ProcedureOut(Schema):
    code: str
    title: str
    field_code: str
    field_title: str
    levels: list[str]
    subjects: list[str]
    route: str | None
    online_level: str | None
    is_operational: bool
    in_use: bool
    terms: list[TermOut]
    components: list[ComponentOut]
    results: list[ResultOut]
    legal_basis: list[dict[str, str]]


class Contents(Schema):
    count: int
    items: list[HitOut]
    next_cursor: str


@router.get("/procedures", response=Contents, summary="Tìm thủ tục", openapi_extra=rest.example(query={"q": "ket+hon"}))
def search_procedures(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    cursor: rest.Cursor = "",
    limit: rest.Limit = 20,
) -> dict[str, Any]:
    wanted = clean(q)
    page = rest.told_next(
        request,
        rest.by_place(lambda n: api.search(wanted, limit=n), cursor=cursor, limit=limit, place=f"procedures.{wanted}"),
    )
    items = [hit.__dict__ | {"field": hit.field_title, "levels": list(hit.levels)} for hit in page.items]
    return {"count": len(items), "items": items, "next_cursor": page.next_cursor}


@router.get(
    "/procedures/{code}",
    response=ProcedureOut,
    summary="Một thủ tục",
    openapi_extra=rest.example(path={"code": "$PROCEDURE"}),
)
def read_procedure(request: HttpRequest, code: str) -> Procedure:
    return api.get_procedure(code[:80])
