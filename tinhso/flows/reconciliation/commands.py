"""`tinhso reconcile`: compare the systems with the record; the exit status says whether something is unexplained."""

import dataclasses
import json
import sys
from datetime import date, datetime, timedelta
from typing import Any

import click

from tinhso.flows.reconciliation import api
from tinhso.flows.reconciliation.types import Difference, Report
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import local, today
from tinhso.kernel.errors import DomainError


@click.command(
    "reconcile",
    help="Đối chiếu tiền, Cổng quốc gia, thông báo với hồ sơ; mã thoát 1 khi còn chênh lệch chưa giải trình.",
)
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Ngày phát sinh; để trống thì hôm qua.")
@click.option("--all", "everything", is_flag=True, help="Mọi ngày.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def reconcile(day: datetime | None, everything: bool, as_json: bool) -> None:
    if day and everything:
        raise click.UsageError("Chọn --date hoặc --all.")
    chosen: date | None = None if everything else day.date() if day else today() - timedelta(days=1)
    actor = system_actor()
    try:
        report = api.reconcile(day=chosen, actor=actor)
    except DomainError as refused:
        raise click.ClickException(refused.message) from refused
    found = api.open_differences(actor=actor)
    if as_json:
        click.echo(json.dumps(_told(report, found), ensure_ascii=False, default=str))
    else:
        _say(report, found)
    sys.exit(0 if report.agrees else 1)


def _told(report: Report, found: tuple[Difference, ...]) -> dict[str, Any]:
    return {
        "ok": report.agrees,
        "since": report.since,
        "until": report.until,
        "systems": {
            one.system.value: {
                name: value for name, value in dataclasses.asdict(one).items() if name not in ("system", "sums")
            }
            | dict(one.sums)
            for one in report.outcomes
        },
        "differences": [
            {
                "code": one.code.value,
                "dossier": one.dossier_code,
                "record": one.ours,
                "system": one.theirs,
                "since": one.since,
                "todo": one.code.advice,
                "explained": one.reason if one.accepted_at else "",
            }
            for one in found
        ],
    }


def _say(report: Report, found: tuple[Difference, ...]) -> None:
    for one in report.outcomes:
        sums = f", hồ sơ ghi {one.sums['record']}, hệ thống ghi {one.sums['system']} đồng" if one.sums else ""
        sums += f", ngoài hồ sơ {one.sums['beside']} đồng" if one.sums.get("beside") else ""
        asked = f", {one.unasked} chưa hỏi được ({one.why})" if one.unasked else ""
        click.echo(f"{one.system.words}: xem {one.examined}, chưa giải trình {one.unexplained}{sums}{asked}")
    for line in found:
        mark = "đã giải trình" if line.accepted_at else "CHÊNH LỆCH"
        click.echo(
            f"  {mark}  {line.dossier_code or '–'}  {line.code.words}: hồ sơ “{line.ours}”, hệ thống “{line.theirs}”, "
            f"từ {local(line.since):%H:%M %d/%m/%Y}. {line.code.advice}"
        )
    click.echo("Khớp." if report.agrees else "CHƯA khớp.")


groups = (reconcile,)
