"""O01 counters for the home page, O20 the officer's list: every address reproduces one, also under a saved name."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tinhso.casework.dossiers import correspondence, tallies, worklists
from tinhso.casework.dossiers.intake_order import order_at
from tinhso.casework.dossiers.stand_ins import covered
from tinhso.casework.dossiers.types import WorkItem
from tinhso.casework.dossiers.web.duty import (
    COLUMNS,
    list_address,
    list_fields,
    list_query,
    on_duty,
    tone_of,
    urgency,
    when,
)
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import FilterField, Option, SlotContent, Stat, Tone
from tinhso.kernel.clock import today
from tinhso.kernel.ids import new_id
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import Balance
from tinhso.services.saved_views import api as saved_views

# The list's name among those that saved views belong to.
LIST = "dossiers.worklist"
# Views that not every post has work in: shown when there is some.
_WHERE_NEEDED = ("sign", "typing")
# Stands for the dossier while the address of its page is reckoned once for all rows.
_ANY = UUID(int=0)
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
    # Who answers for the dossier, where that is not the agency of this list nor the one above its desk.
    owner: str
    # What is owed or paid of it, in words.
    money: str = ""


@on_duty
@require_GET
def worklist(request: HttpRequest) -> HttpResponseBase:
    """O20: what the post has to do; the address reproduces the list. Without one: the officer's own first list."""
    actor = identity.actor_of(request)
    named = saved_views.views_of(LIST, actor=actor)
    if not request.GET:
        first = next((view.address for view in named if view.is_default), "")
        if first:
            return redirect(f"{reverse('dossiers:worklist')}?{first}")
    query = list_query(request.GET)
    page = worklists.page_of(query, actor=actor, cursor=request.GET.get("sau", ""))
    counts = tallies.counters(actor=actor)
    following = request.GET.copy()
    following["sau"] = page.next_cursor
    address = list_address(query)
    context = {
        "views": [
            (title, list_address(replace(query, view=key, text="", procedure="")), counts[key], key == query.view)
            for key, title in worklists.VIEWS.items()
            if key not in _WHERE_NEEDED or counts[key] or key == query.view
        ],
        "named": [(view, view.address == address) for view in named],
        "current": worklists.VIEWS[query.view],
        "order_words": order_at(actor.agency_id, on=today()).words if query.view == "intake" and not query.sort else "",
        "query": query,
        "list_fields": list_fields(query),
        "address": address,
        "plain_address": list_address(replace(query, text="", procedure="")),
        "fields": _fields(query, tallies.procedures_in(actor=actor)),
        "lines": lines_of(page.items, address, stead=covered(actor)),
        "columns": COLUMNS,
        "shown": query.columns or tuple(COLUMNS),
        "next_url": f"?{following.urlencode()}" if page.next_cursor else "",
        "is_first": not request.GET.get("sau"),
        "can_take": access.can(actor=actor, act="dossiers.process", agency_id=access.Whose.ANY_OF_MINE),
        "key": new_id(),
    }
    return render(request, "dossiers/worklist.html", context)


def _fields(query: worklists.ListQuery, kinds: Iterable[tuple[str, str]]) -> tuple[FilterField, ...]:
    return (
        FilterField(name="q", label="Mã hồ sơ hoặc tên, có dấu hay không dấu", kind="search", value=query.text),
        FilterField(
            name="tt",
            label="Thủ tục",
            kind="select",
            value=query.procedure,
            options=(Option(value="", text="Tất cả"), *(Option(value=code, text=title) for code, title in kinds)),
        ),
        FilterField(
            name="xep",
            label="Xếp theo",
            kind="select",
            value=query.sort,
            options=tuple(Option(value=key, text=title) for key, title in worklists.SORT_TITLES.items()),
        ),
    )


def lines_of(items: Iterable[WorkItem], address: str, *, stead: Collection[UUID] = ()) -> list[Line]:
    """Rows with names of who holds them, one query for all; `stead` = the colleagues whom the reader covers."""
    given = list(items)
    names = identity.person_names([item.person_id for item in given if item.person_id])
    unknown = [item.dossier_id for item in given if item.owner_agency_id is None]
    owners = worklists.owners_of(unknown) if unknown else {}
    money = fees.balances("dossier", {item.dossier_id for item in given})
    before, after = reverse("dossiers:work", args=[_ANY]).split(str(_ANY))
    after += f"?{address}" if address else ""
    return [
        _line(
            item,
            href=_href(item) or f"{before}{item.dossier_id}{after}",
            holder=names.get(item.person_id, "") if item.person_id else "",
            is_stead=item.person_id in stead,
            owner_id=item.owner_agency_id or owners[item.dossier_id],
            money="" if item.consultation_id else _money(money.get(item.dossier_id)),
        )
        for item in given
    ]


def _money(balance: Balance | None) -> str:
    """What is still owed of a dossier, or that everything is paid; "" where nothing was asked for."""
    if balance is None:
        return ""
    if balance.owed_vnd:
        return f"Còn phải nộp {fees.vnd(balance.owed_vnd)}"
    return f"Đã nộp {fees.vnd(balance.paid_vnd)}" if balance.paid_vnd else ""


def _href(item: WorkItem) -> str:
    """The page of a question that is asked of us; "" for a step of a dossier."""
    return reverse("dossiers:opinion", args=[item.consultation_id]) if item.consultation_id else ""


def _line(item: WorkItem, *, href: str, holder: str, is_stead: bool, owner_id: UUID, money: str) -> Line:
    due, tone = when(item.due_at), tone_of(item)
    if is_stead:
        holder = f"Làm thay {holder}"
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
        owner=_owner(item, owner_id),
        money=money,
    )


def _owner(item: WorkItem, owner_id: UUID) -> str:
    """The accountable agency, named where the list's own agency is another one and no desk of it."""
    if owner_id in (item.agency_id, identity.get_agency(item.agency_id).parent_id):
        return ""
    return f"Chủ trì: {identity.get_agency(owner_id).short_name}"


def home(request: HttpRequest) -> SlotContent | None:
    """O01: the counters of the post, each a saved list, and the most urgent work."""
    actor = identity.actor_of(request)
    if not actor.is_officer or not access.can(actor=actor, act="dossiers.read", agency_id=access.Whose.ANY_OF_MINE):
        return None
    counts = tallies.counters(actor=actor)
    receives = access.can(actor=actor, act="dossiers.receive", agency_id=actor.agency_id)
    signs = access.can(actor=actor, act="dossiers.sign", agency_id=actor.agency_id)
    names = [n for n in worklists.VIEWS if n and (n not in ("intake", "return") or receives) and (n != "sign" or signs)]
    urgent = worklists.page_of(worklists.ListQuery(), actor=actor, limit=8)
    supervises = access.can(actor=actor, act="dossiers.supervise", agency_id=access.Whose.ANY_OF_MINE)
    context = {
        "stats": [_stat(name, counts[name]) for name in names],
        "lines": lines_of(urgent.items, "", stead=covered(actor)),
        "all": counts[""],
        "receives": receives,
        "signs": signs and counts["sign"],
        "supervises": supervises,
        # Proposals are nobody's task in a list: without this the head would read that nothing waits.
        "decides": supervises
        and correspondence.count_for_head(actor=actor) + worklists.count_cancellations(actor=actor),
        "issues": access.can(actor=actor, act="registers.read", agency_id=access.Whose.ANY_OF_MINE),
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
