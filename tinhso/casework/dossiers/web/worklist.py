"""O01 counters for the home page, O20 the officer's list, taking several tasks at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tinhso.casework.dossiers import api, tallies, worklists
from tinhso.casework.dossiers.types import WorkItem
from tinhso.casework.dossiers.web.duty import (
    list_address,
    list_query,
    on_duty,
    tone_of,
    urgency,
    uuid_of,
    when,
)
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import FilterField, Option, SlotContent, Stat, Tone
from tinhso.kernel.errors import DomainError

# Stands for the dossier while the address of its page is reckoned once for all rows.
_ANY = UUID(int=0)
# Columns that may be left out, as they are in the address.
COLUMNS = {"thu-tuc": "Thủ tục", "buoc": "Bước", "giu": "Người giữ", "tra": "Hẹn trả"}
_TONES = {"late": Tone.BAD, "today": Tone.WARN, "intake": Tone.INFO, "return": Tone.GOOD, "sign": Tone.INFO}
_DEFINITIONS = {
    "late": "Việc đang mở của vị trí bạn đã qua hạn bước, hoặc qua hạn hồ sơ khi bước không có hạn riêng.",
    "today": "Việc có hạn trước 24 giờ hôm nay, chưa quá hạn.",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of the list as the template draws it: everything that depends on the row is decided here."""

    item: WorkItem
    href: str
    due: str
    step_due: str
    urgency: str
    tone: str
    row_class: str
    tag_class: str
    dossier_due: str
    holder: str
    holder_class: str
    disabled: str


@on_duty
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    """O20: what the post has to do, most urgent first; the address reproduces the list."""
    actor = identity.actor_of(request)
    query = list_query(request.GET)
    page = worklists.page_of(query, actor=actor, cursor=request.GET.get("sau", ""))
    counts = tallies.counters(actor=actor)
    chosen = [name for name in request.GET.getlist("cot") if name in COLUMNS] or list(COLUMNS)
    following = request.GET.copy()
    following["sau"] = page.next_cursor
    context = {
        "views": [
            (title, list_address(worklists.ListQuery(view=key)), counts[key], key == query.view)
            for key, title in worklists.VIEWS.items()
            if key != "sign" or counts["sign"] or key == query.view
        ],
        "current": worklists.VIEWS[query.view],
        "query": query,
        "fields": (
            FilterField(name="q", label="Mã hồ sơ hoặc tên, có dấu hay không dấu", kind="search", value=query.text),
            FilterField(
                name="tt",
                label="Thủ tục",
                kind="select",
                value=query.procedure,
                options=tuple(Option(value=code, text=title) for code, title in tallies.procedures_in(actor=actor)),
            ),
        ),
        "lines": lines_of(page.items, list_address(query)),
        "columns": COLUMNS,
        "shown": chosen,
        "next_url": f"?{following.urlencode()}" if page.next_cursor else "",
        "is_first": not request.GET.get("sau"),
        "can_take": access.can(actor=actor, act="dossiers.process"),
        "here": request.get_full_path(),
    }
    return render(request, "dossiers/worklist.html", context)


def lines_of(items: Iterable[WorkItem], address: str) -> list[Line]:
    """Rows with names of who holds them, one query for all."""
    given = list(items)
    names = identity.person_names([item.person_id for item in given if item.person_id])
    before, after = reverse("dossiers:work", args=[_ANY]).split(str(_ANY))
    after += f"?{address}" if address else ""
    return [_line(item, _href(item) or f"{before}{item.dossier_id}{after}", names) for item in given]


def _href(item: WorkItem) -> str:
    """The page of a question that is asked of us; "" for a step of a dossier."""
    return reverse("dossiers:opinion", args=[item.consultation_id]) if item.consultation_id else ""


def _line(item: WorkItem, href: str, names: Mapping[UUID, str]) -> Line:
    due, tone = when(item.due_at), tone_of(item)
    holder = names.get(item.person_id, "") if item.person_id else ""
    return Line(
        item=item,
        href=href,
        due=due,
        step_due=due if item.due_at else "",
        urgency=urgency(item),
        tone=tone,
        row_class=f"ts-row--{tone}" if tone else "",
        tag_class=f"govuk-tag ts-tag--{tone}" if tone else "",
        dossier_due=when(item.dossier_due_at),
        holder=holder or "Chưa ai nhận",
        holder_class="" if holder else "ts-fine",
        disabled="disabled" if item.person_id else "",
    )


@on_duty
@require_POST
def take_several(request: HttpRequest) -> HttpResponseBase:
    """Take the ticked tasks; each is its own act, and what could not be taken is said."""
    actor = identity.actor_of(request)
    wanted = [one for one in (uuid_of(text) for text in request.POST.getlist("viec")[: worklists.PAGE]) if one]
    taken, refused = 0, []
    for task_id in wanted:
        try:
            api.take_task(task_id=task_id, actor=actor)
            taken += 1
        except DomainError as why:
            refused.append(why.message)
    if taken:
        messages.success(request, f"Bạn đã nhận {taken} việc; xem ở “Tôi đang giữ”.")
    for message in sorted(set(refused)):
        messages.warning(request, f"Không nhận được {refused.count(message)} việc: {message}")
    if not wanted:
        messages.info(request, "Chưa chọn việc nào.")
    back = list_address(list_query(request.POST))
    return redirect(reverse("dossiers:worklist") + (f"?{back}" if back else ""))


def home(request: HttpRequest) -> SlotContent | None:
    """O01: the counters of the post, each a saved list, and the most urgent work."""
    actor = identity.actor_of(request)
    if not actor.is_officer or not access.can(actor=actor, act="dossiers.read"):
        return None
    counts = tallies.counters(actor=actor)
    receives = access.can(actor=actor, act="dossiers.receive", agency_id=actor.agency_id)
    signs = access.can(actor=actor, act="dossiers.sign", agency_id=actor.agency_id)
    names = [n for n in worklists.VIEWS if n and (n not in ("intake", "return") or receives) and (n != "sign" or signs)]
    urgent = worklists.page_of(worklists.ListQuery(), actor=actor, limit=8)
    context = {
        "stats": [_stat(name, counts[name]) for name in names],
        "lines": lines_of(urgent.items, ""),
        "all": counts[""],
        "receives": receives,
        "signs": signs and counts["sign"],
        "supervises": access.can(actor=actor, act="dossiers.supervise"),
        "issues": access.can(actor=actor, act="registers.read"),
    }
    return SlotContent(template="dossiers/desk/home.html", context=context)


def _stat(name: str, count: int) -> Stat:
    return Stat(
        label=worklists.VIEWS[name],
        value=count,
        href=f"{reverse('dossiers:worklist')}?{list_address(worklists.ListQuery(view=name))}",
        tone=_TONES.get(name, Tone.NEUTRAL) if count else Tone.NEUTRAL,
        definition=_DEFINITIONS.get(name, ""),
    )
