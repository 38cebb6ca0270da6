"""`tinhso scorecards`: the points on the command line, the recomputation check, freezing a month."""

import json

import click

from tinhso.foundation.identity import api as identity
from tinhso.insight.scorecards import api, checking
from tinhso.insight.scorecards.domain import told
from tinhso.insight.scorecards.shapes import body_of
from tinhso.insight.scorecards.types import Card, Score
from tinhso.insight.warehouse.types import Selection
from tinhso.kernel.actor import system_actor
from tinhso.kernel.errors import DomainError

_CARD = click.option("--card", default="qd-766", show_default=True, help="Mã bộ chỉ số.")
_MONTH = click.option("--month", default="", help="Tháng, như 2026-11; không nêu thì tháng này.")


@click.group("scorecards", help="Bộ chỉ số: xem điểm, kiểm tra tính lại, chốt tháng.")
def group() -> None:
    """Commands over scorecards."""


def _asked(card: str, month: str) -> tuple[Card, Selection]:
    try:
        selection = api.month_of(month)
        return api.card_of(card, on=selection.last), selection
    except DomainError as refused:
        raise click.ClickException(refused.message) from refused


@group.command("show", help="In điểm của tỉnh hoặc một cơ quan, tính ngay từ dữ kiện.")
@_CARD
@_MONTH
@click.option("--agency", default="", help="Mã định danh cơ quan; không nêu thì toàn tỉnh.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def show(card: str, month: str, agency: str, as_json: bool) -> None:
    found, selection = _asked(card, month)
    agency_id = None
    if agency:
        known = identity.find_agency(agency)
        if known is None:
            raise click.ClickException(f"Không có cơ quan {agency}.")
        agency_id = known.id
    score = api.whole(found, api.of_agency(selection, agency_id), actor=system_actor())
    if as_json:
        head = {"scorecard": found.code, "month": f"{selection.first:%Y-%m}", "agency": agency}
        click.echo(json.dumps({**head, **body_of(score)}, ensure_ascii=False))
        return
    _print(found, selection, api.name_of(agency_id), score)


def _print(card: Card, month: Selection, place: str, score: Score) -> None:
    click.echo(f"{card.title}, tháng {month.first:%m/%Y}: {place}")
    for one in card.groups:
        lines = score.of_group(one)
        click.echo(
            f"\n{one.title}: {told(sum((line.points for line in lines), start=score.points * 0))}/{told(one.points)}"
        )
        for line in lines:
            share = line.standing.words or f"{line.numbers.good}/{line.numbers.of}"
            points = "–" if line.standing.words else told(line.points)
            click.echo(f"  {points:>6} / {told(line.item.points):<6} {line.item.title} ({share})")
    whole = "" if score.is_complete else " (chưa đủ chỉ số, chưa phải điểm của bộ chỉ số)"
    click.echo(f"\nTổng: {told(score.points)} / {told(score.out_of)}{whole} {score.band}".rstrip())


@group.command("check", help="Dựng lại mọi dữ kiện từ sự kiện, so với điểm đang hiện; không để lại thay đổi.")
@_CARD
@_MONTH
def check(card: str, month: str) -> None:
    found, selection = _asked(card, month)
    wrong = checking.differences(found, selection)
    for line in wrong:
        click.echo(line)
    if wrong:
        raise click.ClickException(
            f"{len(wrong)} chỗ khác giữa đang hiện và dựng lại. Chạy: tinhso insight rebuild, tinhso scorecards rebuild"
        )
    click.echo("Điểm đang hiện đúng bằng điểm dựng lại từ sự kiện.")


@group.command("rebuild", help="Dựng lại dữ kiện phiếu, phản ánh, phí từ bảng sự kiện.")
def rebuild() -> None:
    click.echo(f"Đã dựng lại {api.rebuild()} trường hợp.")


@group.command("freeze", help="Chốt một tháng đã hết cho tỉnh và mọi cơ quan.")
@_CARD
@_MONTH
@click.option("--reason", default="", help="Vì sao chốt lại (bắt buộc từ lần thứ hai).")
def freeze(card: str, month: str, reason: str) -> None:
    _, selection = _asked(card, month)
    try:
        copy_id = api.freeze_month(code=card, month=selection, reason=reason, actor=system_actor())
    except DomainError as refused:
        raise click.ClickException(refused.message) from refused
    click.echo(f"Đã chốt tháng {selection.first:%m/%Y}: {copy_id}")
