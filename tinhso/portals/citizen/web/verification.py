"""C50: is this paper genuine? By its QR link, or by the PDF itself.

The register of issued results answers from the signature on; for a paper that no register here lists (an older one in
somebody's vault) the vault answers. Whoever has the link learns what the paper is, who signed and whether it counts:
no personal data, no officer but the signers.
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.foundation.files.errors import FileLost
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Signer, SummaryRow
from tinhso.kernel.actor import Actor
from tinhso.services.registers import api as registers
from tinhso.services.registers.errors import EntryNotFound
from tinhso.services.registers.types import EntryState, IssuedFacts
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.types import Verification
from tinhso.services.vault import api as vault
from tinhso.services.vault.errors import ItemNotFound
from tinhso.services.vault.types import ItemState, PublicFacts

MAX_BYTES = 20 * 1024 * 1024
_MISSING = gettext_lazy("Chọn tệp PDF cần kiểm tra")
_TOO_BIG = gettext_lazy("Tệp lớn hơn 20 MB, không kiểm tra ở đây được")


@dataclass(frozen=True, kw_only=True)
class Known:
    """A paper that the platform knows: `key` tells two papers apart, `words` say whether it counts."""

    key: tuple[str, UUID]
    title: str
    words: str
    counts: bool
    is_handed_over: bool
    rows: tuple[SummaryRow, ...]
    history: tuple[str, ...] = ()


@never_cache
@require_GET
def by_token(request: HttpRequest, token: str) -> HttpResponseBase:
    """What the QR on a paper opens: the paper's facts without personal data, and its signatures checked now."""
    actor = identity.actor_of(request)
    known = _by_token(token)
    if known is None:
        return render(request, "citizen/verify_unknown.html", status=404)
    pdf = _pdf_of(token, actor)
    report = None if pdf is None else signatures.verify_pdf(pdf)
    context = {"paper": known, "token": token, **_signature_context(report)}
    return render(request, "citizen/verify_token.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponseBase:
    """Check a PDF: its signatures, and whether it is byte for byte what an agency here issued. Nothing is kept."""
    if request.method == "GET":
        return render(request, "citizen/verify.html", {"errors": {}})
    given = request.FILES.get("pdf")
    size = given.size if given is not None and given.size is not None else 0
    if given is None or not 0 < size <= MAX_BYTES:
        problem = _TOO_BIG if size > MAX_BYTES else _MISSING
        return render(request, "citizen/verify.html", {"errors": {"pdf": str(problem)}}, status=422)
    content = given.read()
    token = request.POST.get("token", "")
    paper = _by_file(hashlib.sha256(content).hexdigest())
    asked = _by_token(token) if token else None
    context = {
        "file_name": given.name,
        "paper": paper,
        "is_other_paper": bool(token) and (asked is None or paper is None or asked.key != paper.key),
        **_signature_context(signatures.verify_pdf(content)),
    }
    return render(request, "citizen/verify_result.html", context)


def _by_token(token: str) -> Known | None:
    try:
        return _issued(registers.check_token(token))
    except EntryNotFound:
        pass
    try:
        return _kept(vault.check_token(token))
    except ItemNotFound:
        return None


def _by_file(sha256: str) -> Known | None:
    issued = registers.facts_of_file(sha256)
    if issued is not None:
        return _issued(issued)
    kept = vault.facts_of_file(sha256)
    return None if kept is None else _kept(kept)


def _pdf_of(token: str, actor: Actor) -> bytes | None:
    """None where no file is kept, or the store lost it: the register's words about the paper count all the same."""
    try:
        try:
            return registers.file_of_token(token, actor=actor)
        except EntryNotFound:
            return vault.file_of_token(token, actor=actor)
    except FileLost:
        return None


def _issued(facts: IssuedFacts) -> Known:
    return Known(
        key=("register", facts.entry_id),
        title=facts.title,
        words=facts.words,
        counts=facts.state is EntryState.IN_FORCE,
        is_handed_over=facts.is_handed_over,
        rows=_rows(facts, "" if facts.agency_id is None else identity.get_agency(facts.agency_id).name),
        history=facts.history,
    )


def _kept(facts: PublicFacts) -> Known:
    return Known(
        key=("vault", facts.item_id),
        title=facts.title,
        words=facts.words,
        counts=facts.state is ItemState.VALID,
        is_handed_over=True,
        rows=_rows(facts, facts.issuer_name),
    )


def _rows(facts: IssuedFacts | PublicFacts, issuer: str) -> tuple[SummaryRow, ...]:
    return (
        SummaryRow(key=gettext("Tên giấy tờ"), value=facts.title),
        SummaryRow(key=gettext("Số, ký hiệu"), value=facts.number or None, empty=gettext("Không có")),
        SummaryRow(key=gettext("Cơ quan cấp"), value=issuer or None, empty=gettext("Không rõ")),
        SummaryRow(key=gettext("Ngày cấp"), value=f"{facts.issued_on:%d/%m/%Y}"),
        SummaryRow(
            key=gettext("Có hiệu lực đến"),
            value=f"{facts.valid_to:%d/%m/%Y}" if facts.valid_to else None,
            empty=gettext("Không thời hạn"),
        ),
    )


def _signature_context(report: Verification | None) -> dict[str, object]:
    """What the `signature_status` component needs; `checked` is false when there is no file to check."""
    if report is None:
        return {"checked": False}
    signers = tuple(
        Signer(name=fact.name, role=fact.role, signed_at=fact.signed_at, timestamped=fact.timestamped)
        for fact in report.signers
    )
    return {
        "checked": True,
        "signers": signers,
        "intact": report.intact,
        "trusted": report.trusted,
        "words": report.remarks if signers else report.words,
    }
