"""One line of the register of issued results, and the decisions that change it: renew, amend, revoke, replace."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import api, queries, validity
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.validity import EXTRACT
from tinhso.casework.dossiers.web.duty import on_duty
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Action, DateValue, SummaryRow, TimelineEvent, Tone
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.services.registers import api as registers
from tinhso.services.registers.errors import EntryWithoutTerm
from tinhso.services.registers.types import ChangeKind, Decree, Entry, EntryState

TONES = {
    EntryState.IN_FORCE: ("Còn hiệu lực", Tone.GOOD),
    EntryState.EXPIRED: ("Hết hạn", Tone.WARN),
    EntryState.REVOKED: ("Đã thu hồi", Tone.BAD),
    EntryState.REPLACED: ("Đã thay thế", Tone.NEUTRAL),
}


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One way to change a line: its address, its words, who may."""

    slug: str
    kind: ChangeKind
    title: str
    button: str
    effect: str
    act: str


DEEDS = {
    deed.slug: deed
    for deed in (
        Deed(
            slug="gia-han",
            kind=ChangeKind.RENEWED,
            title="Gia hạn kết quả",
            button="Ghi gia hạn",
            effect="Giấy tờ có hiệu lực đến hết ngày mới; trang xác minh và kho giấy tờ đổi ngay.",
            act="registers.change",
        ),
        Deed(
            slug="dinh-chinh",
            kind=ChangeKind.AMENDED,
            title="Sửa đổi, đính chính kết quả",
            button="Ghi sửa đổi, đính chính",
            effect="Giấy tờ vẫn có hiệu lực; trang xác minh nói thêm văn bản sửa đổi.",
            act="registers.change",
        ),
        Deed(
            slug="cap-lai",
            kind=ChangeKind.REPLACED,
            title="Ghi bản cấp lại",
            button="Ghi bản cấp lại",
            effect="Giấy tờ này hết giá trị từ ngày ghi; bản cấp lại (đã có số trong cùng sổ) thay cho nó.",
            act="registers.change",
        ),
        Deed(
            slug="thu-hoi",
            kind=ChangeKind.REVOKED,
            title="Thu hồi kết quả",
            button="Thu hồi kết quả",
            effect="Giấy tờ mất giá trị: ai quét mã QR đều đọc được quyết định, ngày và lý do; giấy trong kho không còn "
            "điền sẵn hay thay giấy tờ phải nộp. Không hoàn tác được.",
            act="registers.revoke",
        ),
    )
}


@on_duty
@require_GET
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponseBase:
    """What was issued, whether it is in force, what happened to it, and what the officer may decide."""
    actor = identity.actor_of(request)
    line = registers.get_entry(entry_id, actor=actor)
    changes = registers.changes_of(line)
    names = identity.person_names([one.person_id for one in changes if one.person_id])
    text, tone = TONES[line.state]
    context = {
        "entry": line,
        "state": text,
        "tone": tone,
        "words": registers.state_in_words(line),
        "rows": _rows(line, actor),
        "events": tuple(
            TimelineEvent(title=one.words, at=one.recorded_at, by=names.get(one.person_id, "") if one.person_id else "")
            for one in reversed(changes)
        ),
        "deeds": _open_deeds(line, actor),
        "extracts": _may_extract(line, actor),
        "lacks_number": _may_number(line, actor),
        "of_extract": line.subject[1] if line.subject[0] == EXTRACT else None,
        "verify_url": f"{settings.PUBLIC_ADDRESS}/xac-minh/{line.token}/",
    }
    return render(request, "dossiers/desk/entry.html", context)


@on_duty
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, entry_id: UUID, deed: str) -> HttpResponseBase:
    """Enter one decision; the officer sees first what it will do."""
    actor = identity.actor_of(request)
    line = registers.get_entry(entry_id, actor=actor)
    chosen = DEEDS.get(deed)
    if chosen is None:
        raise NoDossier
    access.authorise(actor=actor, act=chosen.act, agency_id=line.agency_id)
    if chosen.kind is ChangeKind.RENEWED and line.valid_to is None:
        raise EntryWithoutTerm
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            api.change_result(entry_id=entry_id, change=_change(request, chosen), actor=actor)
        except Invalid as refused:
            errors, status = refused.by_box("decree_number"), 422
        except Conflict as refused:
            errors, status = {"decree_number": refused.message}, 409
        else:
            messages.success(request, f"Đã ghi vào sổ: {chosen.title.lower()} số {line.notation}.")
            return redirect("dossiers:entry", entry_id=entry_id)
    context = {
        "entry": line,
        "deed": chosen,
        "errors": errors,
        "typed": request.POST,
        "dates": {name: _typed_date(request, name) for name in ("decided_on", "effective_on", "valid_to")},
        "renews": chosen.kind is ChangeKind.RENEWED,
        "replaces": chosen.kind is ChangeKind.REPLACED,
        "ends": chosen.kind in (ChangeKind.REVOKED, ChangeKind.REPLACED),
    }
    return render(request, "dossiers/desk/entry_change.html", context, status=status)


def _may_extract(line: Entry, actor: Actor) -> bool:
    """Whether this officer may sign an extract of the line: a result in force, a rule, both permissions."""
    acts = ("dossiers.sign", "registers.change")
    allowed = all(access.can(actor=actor, act=act, agency_id=line.agency_id) for act in acts)
    ended = line.state in (EntryState.REVOKED, EntryState.REPLACED)
    return allowed and not ended and line.subject[0] != EXTRACT and validity.extract_rule() is not None


def _may_number(line: Entry, actor: Actor) -> bool:
    """Whether this officer may enter the number that the holder of the result did not have yet."""
    may = access.can(actor=actor, act="people.number", agency_id=line.agency_id)
    return may and api.unnumbered_holder(line) is not None


def _rows(line: Entry, actor: Actor) -> tuple[SummaryRow, ...]:
    opens = access.can(actor=actor, act="dossiers.read", agency_id=line.agency_id)
    code = queries.codes_of([line.subject[1]]).get(line.subject[1], "") if line.subject[0] == "dossier" else ""
    return (
        SummaryRow(key="Số, ký hiệu", value=line.notation),
        SummaryRow(key="Cơ quan cấp", value=identity.get_agency(line.agency_id).name if line.agency_id else None),
        SummaryRow(key="Ngày cấp", value=f"{line.issued_on:%d/%m/%Y}"),
        SummaryRow(
            key="Có hiệu lực đến", value=f"{line.valid_to:%d/%m/%Y}" if line.valid_to else None, empty="Không thời hạn"
        ),
        SummaryRow(
            key="Trả cho người nhận",
            value=f"{line.handed_over_on:%d/%m/%Y}" if line.handed_over_on else None,
            empty="Chưa trả",
        ),
        SummaryRow(
            key="Hồ sơ",
            value=code or None,
            empty="Không có",
            action=Action(text="Mở", href=reverse("dossiers:work", args=[line.subject[1]])) if code and opens else None,
        ),
    )


def _open_deeds(line: Entry, actor: Actor) -> list[tuple[Deed, str]]:
    """What may still happen to the line by this officer's hand, with the address."""
    if line.state in (EntryState.REVOKED, EntryState.REPLACED):
        return []
    allowed = [deed for deed in DEEDS.values() if access.can(actor=actor, act=deed.act, agency_id=line.agency_id)]
    return [
        (deed, reverse("dossiers:change_entry", args=[line.id, deed.slug]))
        for deed in allowed
        if deed.kind is not ChangeKind.RENEWED or line.valid_to is not None
    ]


def _change(request: HttpRequest, deed: Deed) -> api.ResultChange:
    """What was typed. Raises Invalid where a date is none."""
    wrong = {}
    dates: dict[str, date | None] = {}
    for name in ("decided_on", "effective_on", "valid_to"):
        typed = _typed_date(request, name)
        try:
            given = (typed.year, typed.month, typed.day)
            dates[name] = date(int(typed.year), int(typed.month), int(typed.day)) if any(given) else None
        except (ValueError, OverflowError):
            wrong[f"/{name}"] = "Ghi ngày, tháng, năm có thật, ví dụ 3 12 2026."
    if dates.get("decided_on") is None and "/decided_on" not in wrong:
        wrong["/decided_on"] = "Ghi ngày của quyết định hoặc văn bản."
    if wrong:
        # The register would tell these next; an officer mends everything at once.
        if not request.POST.get("decree_number", "").strip():
            wrong["/decree_number"] = "Ghi số của quyết định hoặc văn bản, ví dụ 12/QĐ-UBND."
        if not request.POST.get("reason", "").strip():
            wrong["/reason"] = "Ghi lý do, không quá 500 chữ."
        raise Invalid("Nội dung ghi chưa đúng.", fields=wrong)
    number, _, year = request.POST.get("by_number", "").partition("/")
    decided = dates["decided_on"] or today()
    return api.ResultChange(
        kind=deed.kind,
        decree=Decree(
            number=request.POST.get("decree_number", ""), decided_on=decided, reason=request.POST.get("reason", "")
        ),
        effective_on=dates["effective_on"] or today(),
        valid_to=dates["valid_to"],
        by_number=_serial(number),
        by_year=_serial(year) or today().year,
    )


def _serial(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _typed_date(request: HttpRequest, name: str) -> DateValue:
    typed = {part: request.POST.get(f"{name}-{part}", "").strip()[:4] for part in ("day", "month", "year")}
    return DateValue(**typed)
