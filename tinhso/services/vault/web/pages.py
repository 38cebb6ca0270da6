"""The holder's own pages: C30 list, C31 document, C33 who saw my data."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_GET

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import ReadEntry
from tinhso.foundation.files import api as files
from tinhso.foundation.files.errors import FileLost
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.foundation.ui.types import Cell, Column, Row, Signer, SummaryRow, Tone
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.services.vault import api, queries
from tinhso.services.vault.types import ItemState, PublicFacts, SignatureReport, VaultItem
from tinhso.services.vault.web.signature_check import check_signatures

P = ParamSpec("P")
_VIEW_PURPOSE = "Xem giấy tờ trong kho của mình"
_TONES = {
    ItemState.VALID: (gettext_lazy("Còn hiệu lực"), Tone.GOOD),
    ItemState.EXPIRED: (gettext_lazy("Hết hạn"), Tone.WARN),
    ItemState.REVOKED: (gettext_lazy("Đã thu hồi"), Tone.BAD),
    ItemState.SUPERSEDED: (gettext_lazy("Đã thay thế"), Tone.NEUTRAL),
}


def signed_in(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for somebody: others are sent to sign in first."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if identity.actor_of(request).person_id is None:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


@require_GET
@signed_in
def items(request: HttpRequest) -> HttpResponseBase:
    """C30: documents of the person, of children and wards, of organisations."""
    actor = identity.actor_of(request)
    groups = [
        {"title": title, "items": [_card(item) for item in api.list_items(holder=holder, actor=actor)]}
        for title, holder in holders_of(actor)
    ]
    shown = [group for group in groups if group["items"]]
    own = [one for _, holder in holders_of(actor) for one in api.list_own_documents(holder=holder, actor=actor)]
    return render(request, "vault/items.html", {"groups": shown, "single": len(groups) == 1, "own": own})


@require_GET
@signed_in
def item(request: HttpRequest, item_id: UUID) -> HttpResponseBase:
    """C31: what the document is, whether it is in force, who signed it, where to check it."""
    actor = identity.actor_of(request)
    content = _bytes(item_id, actor)
    opened = api.open_item(item_id=item_id, actor=actor, purpose=_VIEW_PURPOSE).item
    link = request.build_absolute_uri(opened.verification_path)
    context = {
        "item": _card(opened),
        "item_id": opened.id,
        "rows": _facts(opened),
        "link": link,
        "may_share": any(queries.is_own(holder, actor) for _, holder in holders_of(actor) if holder == opened.holder),
        "in_force": queries.in_words(opened),
        "is_lost": content is None,
        **signature_context(None if content is None else check_signatures(content)),
    }
    return render(request, "vault/item.html", context)


@require_GET
@signed_in
def download(request: HttpRequest, item_id: UUID) -> HttpResponseBase:
    """The signed file itself, as an attachment."""
    actor = identity.actor_of(request)
    content = api.read_file(item_id=item_id, actor=actor, purpose="Tải giấy tờ trong kho của mình")
    return files.download_response(content)


@require_GET
@signed_in
def reads(request: HttpRequest) -> HttpResponseBase:
    """C33: who read the person's data, when and what for."""
    actor = identity.actor_of(request)
    everything = "tat-ca" in request.GET
    entries = [
        (title, entry)
        for title, holder in holders_of(actor)
        for entry in access.reads_of(holder)
        if everything or not _is_own(entry, actor)
    ]
    entries.sort(key=lambda pair: pair[1].at, reverse=True)
    rows = tuple(
        Row(
            cells=(
                Cell(
                    text=f"{local(entry.at):%H:%M %d/%m/%Y}",
                    href=reverse("vault:object", args=[entry.id]),
                    about=f"{entry.purpose}, {title}",
                ),
                reader_of(entry, actor),
                entry.purpose,
                title,
            )
        )
        for title, entry in entries[:200]
    )
    columns = tuple(
        Column(title=title)
        for title in (gettext("Lúc"), gettext("Người xem"), gettext("Để làm gì"), gettext("Dữ liệu"))
    )
    return render(request, "vault/reads.html", {"columns": columns, "rows": rows, "everything": everything})


def public_rows(facts: PublicFacts) -> tuple[SummaryRow, ...]:
    """What a share link tells of a document, besides whose it is."""
    return (
        SummaryRow(key=gettext("Số, ký hiệu"), value=facts.number or None, empty=gettext("Không có")),
        SummaryRow(key=gettext("Cơ quan cấp"), value=facts.issuer_name),
        SummaryRow(key=gettext("Ngày cấp"), value=f"{facts.issued_on:%d/%m/%Y}"),
        SummaryRow(key=gettext("Tình trạng"), value=facts.words),
    )


def _bytes(item_id: UUID, actor: Actor) -> bytes | None:
    try:
        return api.read_file(item_id=item_id, actor=actor, purpose=_VIEW_PURPOSE).read()
    except FileLost:
        return None


def signature_context(report: SignatureReport | None) -> dict[str, object]:
    """What the `signature_status` component needs; `checked` is false when no check is wired."""
    if report is None:
        return {"checked": False}
    signers = tuple(
        Signer(name=fact.name, role=fact.role, signed_at=fact.signed_at, timestamped=fact.timestamped)
        for fact in getattr(report, "signers", ())
    )
    return {
        "checked": True,
        "signers": signers,
        "intact": report.intact,
        "trusted": report.trusted,
        "words": getattr(report, "remarks", ()) if signers else report.words,
    }


def holders_of(actor: Actor) -> list[tuple[str, HolderRef]]:
    """Whose vaults the person sees, with the words for the heading."""
    if actor.person_id is None:
        return []
    wards = identity.wards_of(actor.person_id)
    names = identity.person_names(wards)
    return [
        (gettext("Của bạn"), HolderRef("person", actor.person_id)),
        *((f"Của {names[ward]}", HolderRef("person", ward)) for ward in wards if ward in names),
        *((one.name, HolderRef("organisation", one.id)) for one in identity.organisations_of(actor.person_id)),
    ]


def _card(item: VaultItem) -> dict[str, object]:
    text, tone = _TONES[item.state]
    return {
        "href": reverse("vault:item", args=[item.id]),
        "download": reverse("vault:download", args=[item.id]),
        "title": item.title,
        "number": item.number,
        "issuer": identity.get_agency(item.issuer_agency_id).name,
        "issued_on": item.issued_on,
        "valid_to": item.valid_to,
        "state": str(text),
        "tone": tone,
        "held_for": item.beneficiary_id is not None,
    }


def _facts(item: VaultItem) -> tuple[SummaryRow, ...]:
    return (
        SummaryRow(key=gettext("Số, ký hiệu"), value=item.number or None, empty=gettext("Không có")),
        SummaryRow(key=gettext("Cơ quan cấp"), value=identity.get_agency(item.issuer_agency_id).name),
        SummaryRow(key=gettext("Ngày cấp"), value=f"{item.issued_on:%d/%m/%Y}"),
        SummaryRow(
            key=gettext("Có hiệu lực đến"),
            value=f"{item.valid_to:%d/%m/%Y}" if item.valid_to else None,
            empty=gettext("Không thời hạn"),
        ),
        SummaryRow(key=gettext("Mã kết quả"), value=item.result_code),
    )


def _is_own(entry: ReadEntry, actor: Actor) -> bool:
    """The person's own reading as a citizen; as an officer it counts as the office's."""
    return entry.post_id is None and entry.person_id is not None and entry.person_id == actor.person_id


def reader_of(entry: ReadEntry, actor: Actor) -> Cell:
    """An officer is shown as post and agency; the person as "Bạn"; the platform as such."""
    if entry.post_id is not None:
        post = identity.get_post(entry.post_id)
        return Cell(text=post.title, note=identity.get_agency(post.agency_id).name)
    if _is_own(entry, actor):
        return Cell(text=gettext("Bạn"))
    if entry.person_id is not None:
        names = identity.person_names([entry.person_id])
        return Cell(text=names.get(entry.person_id, gettext("Người khác")))
    return Cell(text=gettext("Hệ thống"), note=gettext("xử lý tự động"))
