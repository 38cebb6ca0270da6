"""C24: the applicant answers what a supplement request asks, only that, in pieces; the desk does it for who comes in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import api, correspondence, queries
from tinhso.casework.dossiers.correspondence import ClockRule, Item, Supplement, SupplementState
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.types import Dossier
from tinhso.casework.dossiers.web import words
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of
from tinhso.casework.dossiers.web.kept import signed_in
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.types import Field, FieldKind
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import MEGABYTE, FileRef
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reference import api as reference
from tinhso.foundation.ui import api as ui
from tinhso.foundation.ui.types import DateValue, Option
from tinhso.kernel.errors import Conflict, DomainError

_PURPOSE = "Bổ sung hồ sơ"
MOST_AT_ONCE = 64 * MEGABYTE
# What one request may carry beside files.
_MOST_WORDS = 2000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An item as the page asks it: which box, what stands in it, what is wrong."""

    item: Item
    box: str
    widget: str
    label: str
    value: Any
    options: tuple[Option, ...]
    files: tuple[FileRef, ...]
    told: str
    was: str
    error: str


@signed_in
@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """The applicant's page: every item with its own button, then one button that sends the whole."""
    actor = identity.actor_of(request)
    if actor.is_officer:
        return redirect("dossiers:mend_at_desk", dossier_id=dossier_id)
    dossier = api.get_dossier(dossier_id, actor=actor, purpose=_PURPOSE)
    return _page(request, dossier, at_desk=False)


@on_duty
@require_http_methods(["GET", "POST"])
def mend_at_desk(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """The same at the counter, by an officer of the desk that received the dossier."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose=_PURPOSE)
    access.authorise(actor=actor, act="dossiers.receive", agency_id=dossier.receiving_agency_id)
    return _page(request, dossier, at_desk=True)


def _page(request: HttpRequest, dossier: Dossier, *, at_desk: bool) -> HttpResponseBase:
    open_ones = [one for one in correspondence.supplements_of(dossier.id) if one.asked_at is not None]
    asked = open_ones[-1] if open_ones else None
    if asked is None or asked.state is not SupplementState.OPEN:
        messages.info(request, gettext("Hồ sơ này không có nội dung nào đang chờ bổ sung."))
        return redirect(_home(at_desk), dossier_id=dossier.id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            return _act(request, dossier, asked, at_desk=at_desk)
        except DomainError as refused:
            if refused.status in (403, 404):
                raise
            errors, status = _errors(request, refused), 409 if isinstance(refused, Conflict) else 422
            asked = next(one for one in correspondence.supplements_of(dossier.id) if one.id == asked.id)
    context = {
        "base": "ui/base_officer.html" if at_desk else "ui/base_citizen.html",
        "at_desk": at_desk,
        "dossier": dossier,
        "asked": asked,
        "rows": _rows(request, dossier, asked, errors),
        "answer_by": words.moment(asked.answer_by) if asked.answer_by else "",
        "effect": clock_words(asked),
        "done": len(asked.items) - len(asked.missing),
        "errors": errors,
        "question": request.POST.get("text", "") if errors else "",
        "home": reverse(_home(at_desk), args=[dossier.id]),
        "limit": gettext("PDF hoặc ảnh chụp (JPG, PNG, HEIC); mỗi tệp nhiều nhất 20 MB."),
    }
    return render(request, "dossiers/mend.html", context, status=status)


def _home(at_desk: bool) -> str:
    return "dossiers:work" if at_desk else "dossiers:detail"


def clock_words(asked: Supplement) -> str:
    """What the request does to the promised date, as the applicant reads it."""
    if asked.clock is ClockRule.PAUSE:
        return gettext("Thời hạn giải quyết tạm dừng từ lúc yêu cầu và tính tiếp khi bạn gửi đủ.")
    return gettext("Thời hạn giải quyết tạm dừng và tính lại từ đầu khi bạn gửi đủ.")


def _act(request: HttpRequest, dossier: Dossier, asked: Supplement, *, at_desk: bool) -> HttpResponse:
    actor = identity.actor_of(request)
    here = reverse(f"dossiers:{'mend_at_desk' if at_desk else 'mend'}", args=[dossier.id])
    if "hoi" in request.POST:
        api.write_message(supplement_id=asked.id, text=request.POST.get("text", "")[:_MOST_WORDS], actor=actor)
        messages.success(request, gettext("Đã gửi câu hỏi; trả lời sẽ hiện ở trang này."))
        return redirect(here + "#hoi-dap")
    if "gui" in request.POST:
        api.send_answer(supplement_id=asked.id, actor=actor)
        messages.success(request, gettext("Đã gửi đủ phần bổ sung. Thời hạn giải quyết được tính tiếp."))
        return redirect(_home(at_desk), dossier_id=dossier.id)
    item = next((one for one in asked.items if one.id == uuid_of(request.POST.get("item"))), None)
    if item is None:
        raise NoDossier
    dropped = uuid_of(request.POST.get("bo"))
    if dropped is not None:
        api.take_back_file(item_id=item.id, file_id=dropped, actor=actor)
    elif item.component:
        api.answer_item(item_id=item.id, uploads=_uploads(request), actor=actor)
    else:
        api.answer_item(item_id=item.id, value=_value(request, _field(dossier, item)), actor=actor)
    return redirect(f"{here}#noi-dung-{asked.items.index(item) + 1}")


def _uploads(request: HttpRequest) -> list[tuple[str, bytes]]:
    chosen = request.FILES.getlist("files")[:20]
    if sum(one.size or 0 for one in chosen) > MOST_AT_ONCE:
        chosen = []
    return [(one.name or "tệp", one.read()) for one in chosen]


def _field(dossier: Dossier, item: Item) -> Field | None:
    return correspondence.askable_fields(dossier.procedure_version_id).get(item.field) if item.field else None


def _value(request: HttpRequest, field: Field | None) -> Any:
    if field is not None and field.kind is FieldKind.DATE:
        day = ui.read_date(request.POST, "value").as_date()
        return day.isoformat() if day else "?"
    text = request.POST.get("value", "").strip()[:_MOST_WORDS]
    if field is not None and field.kind is FieldKind.BOOLEAN:
        return {"true": True, "false": False}.get(text)
    return text


def _errors(request: HttpRequest, refused: DomainError) -> dict[str, str]:
    """The refusal at the box it is about."""
    if "hoi" in request.POST:
        return {"text": gettext(refused.message)}
    if "gui" in request.POST:
        pairs = {key.strip("/").replace("item", "noi-dung"): text for key, text in refused.fields.items()}
        return pairs or {"gui": refused.message}
    told = next(iter(refused.fields.values()), refused.message)
    return {f"box-{request.POST.get('item', '')}": gettext(told)}


def _rows(
    request: HttpRequest, dossier: Dossier, asked: Supplement, errors: Mapping[str, str]
) -> list[tuple[int, Asked]]:
    fields = correspondence.askable_fields(dossier.procedure_version_id)
    by_id = {one.id: one for one in files.files_of(("dossier_supplement", asked.id))}
    posted = request.POST.get("item", "") if errors else ""
    return [
        (
            number,
            _asked(item, fields.get(item.field), by_id, errors, request.POST if posted == str(item.id) else {}),
        )
        for number, item in enumerate(asked.items, start=1)
    ]


def _asked(
    item: Item,
    field: Field | None,
    by_id: Mapping[UUID, FileRef],
    errors: Mapping[str, str],
    posted: Mapping[str, str],
) -> Asked:
    options = _options(field)
    is_date = field is not None and field.kind is FieldKind.DATE
    widget = (
        "files" if item.component else "date" if is_date else "select" if options else "input" if field else "textarea"
    )
    value: Any = posted.get("value", item.value if item.value is not None else "")
    if is_date:
        given = str(item.value or "").split("-") if item.value else ["", "", ""]
        value = ui.read_date(posted, "value") if posted else DateValue(year=given[0], month=given[1], day=given[2])
    elif isinstance(value, bool):
        value = str(value).lower()
    return Asked(
        item=item,
        box=f"box-{item.id}",
        widget=widget,
        label=field.title if field else gettext("Trả lời của bạn"),
        value=value,
        options=options,
        files=tuple(by_id[one] for one in item.file_ids if one in by_id),
        told=forms.shown(field, item.value) if field and item.value is not None else str(item.value or ""),
        was=forms.shown(field, item.was) if field and item.was is not None else "",
        error=errors.get(f"box-{item.id}", ""),
    )


def _options(field: Field | None) -> tuple[Option, ...]:
    if field is None:
        return ()
    if field.kind is FieldKind.BOOLEAN:
        return (Option(value="true", text=gettext("Có")), Option(value="false", text=gettext("Không")))
    if field.kind is FieldKind.CODE_LIST:
        return tuple(Option(value=one.code, text=one.title) for one in reference.get_code_list(field.code_list).entries)
    return tuple(Option(value=str(one.code), text=one.title) for one in field.choices)


@signed_in
@require_GET
def mended_file(request: HttpRequest, dossier_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file that was given as an answer, sent or not, for its applicant and the dossier's officers."""
    actor = identity.actor_of(request)
    hidden = api.get_dossier(dossier_id, actor=actor, purpose=_PURPOSE).hidden_papers
    for asked in correspondence.supplements_of(dossier_id):
        if file_id in {one for item in asked.items if item.component not in hidden for one in item.file_ids}:
            return files.download_response(
                files.read_file(file_id=file_id, owner=("dossier_supplement", asked.id), actor=actor)
            )
    raise NoDossier
