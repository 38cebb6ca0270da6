"""`tinhso deadlines due | preview | recompute`."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from tinhso.engines.deadlines import api
from tinhso.engines.deadlines.types import CalendarChange, ClockKind, Term, TermUnit
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import PROVINCE_TZ, local
from tinhso.kernel.definitions.documents import read_document
from tinhso.kernel.errors import DomainError

_CLOCKS = {
    ClockKind.INTAKE_ANSWER: "trả lời tiếp nhận",
    ClockKind.PROCESSING: "hẹn trả kết quả",
    ClockKind.STEP: "hạn của bước",
    ClockKind.HANDOVER: "chuyển giao",
    ClockKind.RETURN: "trả kết quả",
    ClockKind.SUPPLEMENT: "bổ sung hồ sơ",
    ClockKind.CONSULTATION: "trả lời lấy ý kiến",
    ClockKind.TIMED: "hạn của bước theo lịch",
}
_JSON = click.option("--json", "as_json", is_flag=True, help="In JSON.")


@click.group("deadlines", help="Thời hạn: tính thử, xem trước và tính lại khi lịch làm việc đổi.")
def group() -> None:
    """Commands over deadlines."""


@group.command("due", help="Tính thử: tinhso deadlines due '26/01/2026 10:15' 15 working_days")
@click.argument("start")
@click.argument("value", type=click.IntRange(1, 10_000))
@click.argument("unit", type=click.Choice([unit.value for unit in TermUnit]))
@click.option("--same-day", is_flag=True, help="Trả trong ngày (chỉ với 1 working_days).")
@click.option("--agency", help="Mã cơ quan; không có thì theo lịch mặc định.")
@_JSON
def due(start: str, value: int, unit: str, same_day: bool, agency: str | None, as_json: bool) -> None:
    try:
        at = datetime.strptime(start, "%d/%m/%Y %H:%M").replace(tzinfo=PROVINCE_TZ)
        term = Term(value, TermUnit(unit), same_day)
    except ValueError as wrong:
        raise click.BadParameter(f"Mốc viết như '26/01/2026 10:15', thời hạn phải có thật ({wrong}).") from wrong
    day = local(at).date()
    if agency and identity.find_agency(agency) is None:
        raise click.ClickException(f"Không có cơ quan “{agency}”.")
    try:
        rule, calendar = api.current_rule(on=day), reference.get_calendar(agency, on=day)
        found = api.compute_due(start=at, term=term, calendar=calendar, rule=rule)
    except DomainError as refused:
        raise click.ClickException(refused.message) from refused
    except ValueError as beyond:
        raise click.ClickException(f"Lịch làm việc không biết những ngày ấy ({beyond}).") from beyond
    if as_json:
        answer = {"ok": True, "due_at": local(found.at).isoformat(), "explanation": found.explanation}
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    click.echo("\n".join(found.explanation))


@group.command("preview", help="Xem trước: nếu áp dụng tệp lịch này thì hạn nào dời, phải báo cho ai.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_JSON
def preview(file: Path, as_json: bool) -> None:
    body, _, problems = read_document(file, str(file))
    if problems or not isinstance(body, dict):
        raise click.ClickException("\n".join(map(str, problems)) or "Tệp không phải một định nghĩa lịch.")
    base = _base(file, body)
    try:
        wrong = reference.check_calendar(body, base=base, others=())
        calendar = reference.calendar_of_definition(body, base=base)
    except (KeyError, TypeError, ValueError) as missing:
        raise click.ClickException(f"{file}: không phải một định nghĩa lịch đúng mẫu ({missing}).") from missing
    if wrong:
        raise click.ClickException("\n".join(f"{file}: {pointer}: {message}" for pointer, message in wrong))
    followers = reference.calendars_extending(calendar.code, base=body)
    change = api.preview_calendar_change(calendar_code=calendar.code, calendar=calendar, followers=followers)
    _show(change, as_json)
    if not as_json and change.moves:
        click.echo(
            "Chưa ghi gì. Để ghi: tinhso definitions apply, rồi "
            f'tinhso deadlines recompute {calendar.code} --reason "…" (lý do người nộp đọc được).'
        )


@group.command("recompute", help="Tính lại mọi thời hạn đang mở của một lịch đã áp dụng.")
@click.argument("calendar_code")
@click.option("--reason", required=True, help="Lý do, ghi vào sổ của từng thời hạn.")
@_JSON
def recompute(calendar_code: str, reason: str, as_json: bool) -> None:
    _show(api.recompute(calendar_code=calendar_code, reason=reason, actor=system_actor()), as_json)


def _base(file: Path, body: dict[str, Any]) -> dict[str, Any] | None:
    for other in sorted(file.parent.glob("*.yaml")) if "extends" in body else ():
        found, _, _ = read_document(other, str(other))
        if isinstance(found, dict) and found.get("code") == body["extends"]:
            return found
    return None


def _show(change: CalendarChange, as_json: bool) -> None:
    names = api.names_of(move.subject for move in change.moves)
    if as_json:
        moves = [asdict(move) | {"name": names[move.subject], "letter_due": move.letter_due} for move in change.moves]
        answer = {"ok": True, "looked_at": change.looked_at, "moves": moves}
        click.echo(json.dumps(answer, default=str, ensure_ascii=False))
        return
    for move in change.moves:
        letter = "  (gửi thư)" if move.letter_due else ""
        old, new = api.in_words(move.old_due_at), api.in_words(move.new_due_at)
        moved = f"{old} → {new}" if old != new else f"vẫn {new}, chỉ hạn theo luật dời"
        click.echo(f"{names[move.subject]} ({_CLOCKS[move.kind]}): {moved}{letter}")
    click.echo(f"Đã xem {change.looked_at} thời hạn; {len(change.moves)} dời; {len(change.subjects)} phải báo lại.")
