"""C27's public half: is this paper genuine? By its QR link, or by the PDF itself."""

import hashlib

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.foundation.identity.api import actor_of
from tinhso.foundation.ui.types import SummaryRow
from tinhso.services.vault import api
from tinhso.services.vault.errors import ItemNotFound
from tinhso.services.vault.types import ItemState, PublicFacts
from tinhso.services.vault.web.pages import signature_context
from tinhso.services.vault.web.signature_check import check_signatures

MAX_BYTES = 20 * 1024 * 1024
_MISSING = gettext_lazy("Chọn tệp PDF cần kiểm tra")
_TOO_BIG = gettext_lazy("Tệp lớn hơn 20 MB, không kiểm tra ở đây được")


@never_cache
@require_GET
def by_token(request: HttpRequest, token: str) -> HttpResponseBase:
    """What the QR on a paper opens: the paper's facts without personal data, and its signatures checked now."""
    try:
        facts = api.check_token(token)
    except ItemNotFound:
        return render(request, "vault/verify_unknown.html", status=404)
    report = check_signatures(api.file_of_token(token, actor=actor_of(request)))
    context = {"facts": _rows(facts), "title": facts.title, "state": facts, "token": token, **signature_context(report)}
    return render(request, "vault/verify_token.html", {**context, "is_valid": facts.state is ItemState.VALID})


@never_cache
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponseBase:
    """Check a PDF: its signatures, and whether it is byte for byte what a vault here holds. Nothing is kept."""
    if request.method == "GET":
        return render(request, "vault/verify.html", {"errors": {}})
    given = request.FILES.get("pdf")
    size = given.size if given is not None and given.size is not None else 0
    if given is None or not 0 < size <= MAX_BYTES:
        problem = _TOO_BIG if size > MAX_BYTES else _MISSING
        return render(request, "vault/verify.html", {"errors": {"pdf": str(problem)}}, status=422)
    content = given.read()
    token = request.POST.get("token", "")
    stored = api.facts_of_file(hashlib.sha256(content).hexdigest())
    report = check_signatures(content)
    return render(
        request,
        "vault/verify_result.html",
        {
            "file_name": given.name,
            "stored": stored,
            "facts": _rows(stored) if stored else (),
            "is_valid": stored is not None and stored.state is ItemState.VALID,
            "is_other_paper": bool(token) and not _same_item(token, stored),
            **signature_context(report),
        },
    )


def _same_item(token: str, stored: PublicFacts | None) -> bool:
    if stored is None:
        return False
    try:
        return api.check_token(token).item_id == stored.item_id
    except ItemNotFound:
        return False


def _rows(facts: PublicFacts) -> tuple[SummaryRow, ...]:
    return (
        SummaryRow(key=gettext("Tên giấy tờ"), value=facts.title),
        SummaryRow(key=gettext("Số, ký hiệu"), value=facts.number or None, empty=gettext("Không có")),
        SummaryRow(key=gettext("Cơ quan cấp"), value=facts.issuer_name),
        SummaryRow(key=gettext("Ngày cấp"), value=f"{facts.issued_on:%d/%m/%Y}"),
        SummaryRow(
            key=gettext("Có hiệu lực đến"),
            value=f"{facts.valid_to:%d/%m/%Y}" if facts.valid_to else None,
            empty=gettext("Không thời hạn"),
        ),
        SummaryRow(key=gettext("Tình trạng"), value=facts.words),
    )
