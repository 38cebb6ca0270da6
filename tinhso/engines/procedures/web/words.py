"""Procedures in plain Vietnamese, for the pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.engines.procedures import api
from tinhso.engines.procedures.types import (
    CHANNEL_TITLES,
    LEVEL_TITLES,
    SUBJECT_TITLES,
    UNIT_TITLES,
    Component,
    FeeLine,
    Hit,
    Kind,
    OnlineLevel,
    Procedure,
    TermLine,
)
from tinhso.kernel.text import grouped

ONLINE_LEVELS = {
    OnlineLevel.FULL: (gettext_lazy("Trực tuyến toàn trình"), "good"),
    OnlineLevel.PARTIAL: (gettext_lazy("Trực tuyến một phần"), "info"),
    OnlineLevel.INFORMATION: (gettext_lazy("Xem thông tin"), "neutral"),
}
_CHANNEL_TITLES = {"any": "Mọi hình thức nộp"} | CHANNEL_TITLES


@dataclass(frozen=True)
class TimeRow:
    """One line about time and money: the promise of the province beside the limit of the law."""

    how: str
    situation: str
    statutory: str
    committed: str
    fee: str
    note: str


@dataclass(frozen=True)
class PaperGroup:
    """Papers under one heading; `papers` are (component, count in words, condition in words)."""

    title: str
    papers: tuple[tuple[Component, str, str], ...]


def money(amount: int | None) -> str:
    """0 → "Miễn phí"; 8000 → "8.000 đồng"; None → ""."""
    if amount is None:
        return ""
    if amount == 0:
        return _("Miễn phí")
    return _("%(amount)s đồng") % {"amount": grouped(amount)}


def span(term: TermLine | None) -> str:
    """ "15 ngày làm việc"; "Trong ngày làm việc" for same-day ones; "" when the law or record does not say."""
    if term is None or term.value is None:
        return ""
    if term.same_day:
        return _("Ngay trong ngày làm việc")
    unit = UNIT_TITLES.get(term.unit or "")
    if unit is None:
        return _("%(value)s (nguồn không ghi đơn vị)") % {"value": term.value}
    return _(f"1 {unit}") if term.value == 1 else f"{term.value} {_(unit)}"


def levels(codes: Iterable[str]) -> str:
    return ", ".join(_(LEVEL_TITLES.get(code, code)) for code in codes)


def subjects(codes: Iterable[str]) -> str:
    return ", ".join(_(SUBJECT_TITLES.get(code, code)) for code in codes)


def time_rows(procedure: Procedure) -> list[TimeRow]:
    """Terms by channel and case; lines that say the same for every channel are one row."""
    titles = {situation.code: situation.title for situation in procedure.situations}
    keys: list[tuple[str, str | None]] = []
    for term in procedure.terms:
        key = (term.channel, term.case)
        if procedure.version_id is None or key not in keys:
            keys.append(key)
    if procedure.version_id is None:
        rows = [_row(procedure, term.channel, term.case, titles, own=term) for term in procedure.terms]
    else:
        rows = [_row(procedure, channel, case, titles) for channel, case in keys]
    return _merge_channels(list(dict.fromkeys(rows)))


def _row(
    procedure: Procedure, channel: str, case: str | None, titles: dict[str, str], own: TermLine | None = None
) -> TimeRow:
    def line(kind: Kind) -> TermLine | None:
        return api.term_for(procedure, kind=kind, channel=channel, case=case)

    statutory, committed = own or line(Kind.STATUTORY), None if own else line(Kind.COMMITTED)
    fee = own.fee_vnd if own else (committed or statutory or procedure.terms[0]).fee_vnd
    notes = dict.fromkeys(filter(None, [statutory.note if statutory else "", committed.note if committed else ""]))
    return TimeRow(
        how=_(_CHANNEL_TITLES[channel]),
        situation=titles.get(case or "", case or ""),
        statutory=span(statutory),
        committed=span(committed),
        fee=money(fee) or (own.fee_text if own else ""),
        note=" ".join(notes),
    )


def _merge_channels(rows: list[TimeRow]) -> list[TimeRow]:
    """Rows that differ only in the channel become one when all three channels say the same."""
    merged: dict[tuple[str, ...], list[TimeRow]] = {}
    for row in rows:
        merged.setdefault((row.situation, row.statutory, row.committed, row.fee, row.note), []).append(row)
    result = []
    for same in merged.values():
        how = _("Mọi hình thức nộp") if len(same) == len(CHANNEL_TITLES) else ", ".join(row.how for row in same)
        result.append(TimeRow(how, *list(same[0].__dict__.values())[1:]))
    return result


def fee_rows(fees: Iterable[FeeLine], titles: dict[str, str]) -> list[tuple[str, str, str]]:
    """(what, how much, note) for each line of money."""
    rows = []
    for fee in fees:
        where: list[str] = [] if fee.channel == "any" else [_(CHANNEL_TITLES[fee.channel]).lower()]
        if fee.case:
            where.append(titles.get(fee.case, fee.case))
        amount = money(fee.amount_vnd) + (f"/{fee.per}" if fee.per else "")
        rows.append((fee.title + (f" ({', '.join(where)})" if where else ""), amount, fee.note))
    return rows


def quantity(component: Component) -> str:
    """ "1 bản chính, 1 bản sao"; "xuất trình, không phải nộp" for papers that are only looked at."""
    if component.shown_only:
        return _("xuất trình để đối chiếu")
    if component.originals is None or component.copies is None:
        return _("số lượng: xem bản gốc")
    parts = [_("%(count)s bản chính") % {"count": component.originals}] if component.originals else []
    parts += [_("%(count)s bản sao") % {"count": component.copies}] if component.copies else []
    return ", ".join(parts) or _("không phải nộp bản giấy")


def when(component: Component, titles: dict[str, str]) -> str:
    """In which situation a paper is asked for; "" = always."""
    condition = component.required_when
    if condition is None:
        return ""
    parts: list[str] = []
    for one in condition if isinstance(condition, list) else [condition]:
        cases = one.get("case", [])
        channels = one.get("channel", [])
        words: list[str] = [str(titles.get(c, c)) for c in (cases if isinstance(cases, list) else [cases])]
        words += [_(CHANNEL_TITLES[c]).lower() for c in (channels if isinstance(channels, list) else [channels])]
        if words:
            parts.append(", ".join(words))
        elif not component.hint:
            parts.append(_("tùy câu trả lời của bạn"))
    return "; ".join(dict.fromkeys(parts))


def paper_groups(procedure: Procedure) -> list[PaperGroup]:
    """Papers always needed, papers that depend, or the cases of a national record as it lists them."""
    titles = {situation.code: situation.title for situation in procedure.situations}
    groups: dict[str, list[tuple[Component, str, str]]] = {}
    for component in procedure.components:
        if component.is_form and component.required_when is None:
            continue
        heading = component.case or ("" if component.required_when is None else _("Tùy trường hợp"))
        groups.setdefault(heading, []).append((component, quantity(component), when(component, titles)))
    always_first = sorted(groups.items(), key=lambda group: group[0] != "")
    return [PaperGroup(title, tuple(papers)) for title, papers in always_first]


def papers_needed(procedure: Procedure) -> str | None:
    """ "1" or "1–3": how many papers an online applicant brings, by situation; None for a bare national record."""
    if procedure.version_id is None:
        return None
    situations: list[str | None] = [situation.code for situation in procedure.situations] or [None]
    counts = {
        sum(1 for c in _asked_online(procedure, situation) if not c.is_form and not c.shown_only)
        for situation in situations
    }
    low, high = min(counts), max(counts)
    return str(low) if low == high else f"{low}–{high}"


def _asked_online(procedure: Procedure, situation: str | None) -> tuple[Component, ...]:
    return api.required_components(procedure, channel="online", case=situation, answers={})


def agencies(procedure: Procedure) -> str:
    """Who performs it according to the national record, where no one-stop of the province does; "" otherwise."""
    if {"province", "district", "commune"} & set(procedure.levels):
        return ""
    return ", ".join(procedure.agencies)


def hit_fee(hit: Hit) -> str:
    return _("Tùy trường hợp") if hit.fee_varies else money(hit.fee_vnd)
