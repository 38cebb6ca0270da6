"""The logs of the platform for those who may read them: writes, reads of personal data, security."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import AuditEntry, HolderRef, Log, LogFilter, ReadEntry, SecurityEntry, SecurityKind
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, FilterField, Option, Row
from tinhso.kernel.clock import local, today

PAGE = 50
# What is shown before somebody chooses days.
DAYS = 7
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
PURPOSE = "Xem nhật ký hệ thống"
LOGS = {Log.WRITES: "Việc đã ghi", Log.READS: "Đọc dữ liệu cá nhân", Log.SECURITY: "An ninh"}
SECURITY_WORDS = {
    SecurityKind.DENIED: "Bị từ chối",
    SecurityKind.SIGN_IN: "Đăng nhập",
    SecurityKind.SIGN_IN_FAILED: "Đăng nhập hỏng",
    SecurityKind.SECOND_FACTOR_FAILED: "Sai yếu tố thứ hai",
    SecurityKind.SIGN_OUT: "Đăng xuất",
    SecurityKind.LOCKED: "Khóa màn hình",
    SecurityKind.UNLOCKED: "Mở khóa",
    SecurityKind.UNLOCK_FAILED: "Mở khóa hỏng",
    SecurityKind.FACTOR_CHANGED: "Đổi cách xác thực",
    SecurityKind.POST_SWITCHED: "Đổi vị trí",
    SecurityKind.TOO_MANY: "Thử quá nhiều lần",
}
_COLUMNS = (
    Column(title="Lúc"),
    Column(title="Ai"),
    Column(title="Việc"),
    Column(title="Trên"),
    Column(title="Chi tiết", hide_on_phone=True),
)
# A name that no account has finds no row.
NOBODY = UUID(int=0)
_Entry = AuditEntry | ReadEntry | SecurityEntry


@require_safe
@login_required
def logs(request: HttpRequest) -> HttpResponse:
    """One log by day, person and act; the names shown are themselves a logged read."""
    actor = identity.actor_of(request)
    log = Log(text) if (text := request.GET.get("so", "")) in set(Log) else Log.WRITES
    since, until, errors = _days(request.GET)
    chosen, who = _chosen(request.GET, since, until)
    number = request.GET.get("trang", "")
    page = max(int(number), 1) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    found = access.log_page(actor=actor, log=log, chosen=chosen, page=page, size=PAGE)
    people = {row.person_id for row in found.rows if row.person_id is not None}
    access.record_read(actor=actor, holders=[HolderRef("person", person_id) for person_id in people], purpose=PURPOSE)
    kept = {"so": log.value, "nguoi": who, "viec": chosen.words, "tu": f"{since:%d/%m/%Y}", "den": f"{until:%d/%m/%Y}"}
    context = {
        "title": LOGS[log],
        "columns": _COLUMNS,
        "rows": _rows(found.rows, identity.person_names(people), _through(found.rows)),
        "errors": errors,
        "fields": _fields(log, chosen, who, request.GET),
        "newer_url": f"?{urlencode(kept | {'trang': page - 1})}" if page > 1 else "",
        "older_url": f"?{urlencode(kept | {'trang': page + 1})}" if found.has_more else "",
    }
    return render(request, "staff/logs.html", context, status=422 if errors else 200)


def _chosen(asked: Mapping[str, str], since: date, until: date) -> tuple[LogFilter, str]:
    """What is asked for, and whose name was typed; a name of nobody finds nothing."""
    who = asked.get("nguoi", "").strip()[:150]
    person_id = (identity.person_of_account(who) or NOBODY) if who else None
    return LogFilter(since=since, until=until, person_id=person_id, words=asked.get("viec", "").strip()[:100]), who


def _days(asked: Mapping[str, str]) -> tuple[date, date, dict[str, str]]:
    """First and last day, the last week where none is asked; what cannot be read is told, never guessed."""
    last = today()
    read, errors = {"tu": last - timedelta(days=DAYS - 1), "den": last}, {}
    for name in read:
        text = asked.get(name, "").strip()
        found = _DAY.fullmatch(text)
        try:
            given = date(int(found[3]), int(found[2]), int(found[1])) if found else None
        except ValueError:
            given = None
        if text and (given is None or not 2000 <= given.year <= 2100):
            errors[name] = "Ghi ngày như 25/11/2026."
        elif given:
            read[name] = given
    if not errors and read["tu"] > read["den"]:
        if asked.get("tu", "").strip():
            errors["den"] = "Ngày cuối phải sau ngày đầu."
        read["tu"] = read["den"] - timedelta(days=DAYS - 1)
    return read["tu"], read["den"], errors


def _fields(log: Log, chosen: LogFilter, who: str, asked: Mapping[str, str]) -> tuple[FilterField, ...]:
    choices = tuple(Option(value=each.value, text=title) for each, title in LOGS.items())
    return (
        FilterField(name="so", label="Nhật ký", kind="select", value=log.value, options=choices),
        FilterField(name="nguoi", label="Tên đăng nhập", value=who, width=10),
        FilterField(name="viec", label="Việc có chữ", value=chosen.words, width=10),
        FilterField(name="tu", label="Từ ngày", value=asked.get("tu") or f"{chosen.since:%d/%m/%Y}", width=10),
        FilterField(name="den", label="Đến ngày", value=asked.get("den") or f"{chosen.until:%d/%m/%Y}", width=10),
    )


def _through(found: tuple[_Entry, ...]) -> dict[UUID, str]:
    """Entry → the post through which it was done, and whom its doer covered there."""
    deeds = {
        row.id: (row.person_id, row.post_id, row.at)
        for row in found
        if not isinstance(row, SecurityEntry) and row.person_id is not None and row.post_id is not None
    }
    covered = identity.stood_in_for(deeds.values())
    titles = identity.post_titles({post_id for _, post_id, _ in deeds.values()})
    return {
        entry: f"{titles.get(deed[1], '')}{f', làm thay {covered[deed]}' if deed in covered else ''}"
        for entry, deed in deeds.items()
    }


def _rows(found: tuple[_Entry, ...], names: Mapping[UUID, str], through: Mapping[UUID, str]) -> list[Row]:
    return [
        Row(cells=(Cell(text=f"{local(row.at):%H:%M:%S %d/%m/%Y}"), _who(row, names, through), *_what(row)))
        for row in found
    ]


def _who(row: _Entry, names: Mapping[UUID, str], through: Mapping[UUID, str]) -> Cell:
    if row.person_id is not None:
        return Cell(text=names.get(row.person_id, str(row.person_id)), note=through.get(row.id, ""))
    return Cell(text="Chưa đăng nhập" if isinstance(row, SecurityEntry) else "Hệ thống")


def _what(row: _Entry) -> tuple[Cell, Cell, Cell]:
    """The act, what it was done to, and the coded facts beside it."""
    if isinstance(row, SecurityEntry):
        word = SECURITY_WORDS[SecurityKind(row.kind)]
        return Cell(text=word, note=row.act), Cell(text=row.path or "–"), Cell(text=row.address or "–")
    target = Cell(text="–") if row.target is None else Cell(text=row.target[0], note=str(row.target[1]))
    if isinstance(row, ReadEntry):
        return Cell(text=row.purpose), target, Cell(text=f"Dữ liệu của {len(row.holders)} người")
    facts = "; ".join(f"{name}: {_fact(value)}" for name, value in row.detail.items() if value not in (None, "", []))
    return Cell(text=row.act), target, Cell(text=facts or "–")


def _fact(value: object) -> str:
    """A coded fact as words; lists and groups one after the other."""
    match value:
        case bool():
            return "có" if value else "không"
        case list():
            return ", ".join(map(_fact, value))
        case dict():
            return ", ".join(f"{name} {_fact(one)}" for name, one in value.items())
        case _:
            return str(value)
