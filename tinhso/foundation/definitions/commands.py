"""`tinhso definitions check | plan | apply`."""

import json
import sys
from pathlib import Path

import click
from django.conf import settings

from tinhso.foundation.definitions import api
from tinhso.foundation.definitions.errors import ApplyingWaits, WrongDefinitions
from tinhso.foundation.definitions.types import Change, Plan
from tinhso.kernel.actor import system_actor
from tinhso.kernel.definitions.types import Problem

_FOLDER = click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
_SIGN = {Change.NEW: "+", Change.CHANGED: "~", Change.SAME: "="}


@click.group("definitions", help="Định nghĩa của tỉnh: kiểm tra, xem trước thay đổi, áp dụng.")
def group() -> None:
    """Commands over the definitions folder."""


@group.command("check", help="Kiểm tra mọi tệp định nghĩa; lỗi kèm tệp và dòng.")
@_FOLDER
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
def check(folder: Path | None, as_json: bool) -> None:
    problems = api.check_folder(folder or settings.DEFINITIONS_DIR)
    if as_json:
        click.echo(json.dumps({"ok": not problems, "problems": [p.__dict__ for p in problems]}, ensure_ascii=False))
    else:
        _say(problems)
        if not problems:
            click.echo("Định nghĩa đạt.")
    sys.exit(1 if problems else 0)


@group.command("plan", help="Xem áp dụng sẽ thay đổi những gì.")
@_FOLDER
def plan(folder: Path | None) -> None:
    try:
        _show(api.plan_folder(folder or settings.DEFINITIONS_DIR))
    except WrongDefinitions as wrong:
        _say(wrong.problems)
        sys.exit(1)


@group.command("apply", help="Ghi các phiên bản mới, có ngày hiệu lực và căn cứ pháp lý.")
@_FOLDER
def apply(folder: Path | None) -> None:
    try:
        _show(api.apply_folder(folder or settings.DEFINITIONS_DIR, actor=system_actor()))
    except WrongDefinitions as wrong:
        _say(wrong.problems)
        sys.exit(1)
    except ApplyingWaits as waits:
        click.echo(waits.message, err=True)
        for gap in waits.gaps:
            click.echo(f"    ! {gap}", err=True)
        sys.exit(1)


def _say(problems: "list[Problem] | tuple[Problem, ...]") -> None:
    for problem in problems:
        click.echo(str(problem), err=True)


def _show(plan: Plan) -> None:
    for change in plan.changes:
        if change.change is not Change.SAME:
            click.echo(
                f"{_SIGN[change.change]} {change.kind} {change.code} từ {change.effective_from:%d/%m/%Y} "
                f"bản {change.revision}: {change.title}"
            )
            for line in change.lines:
                click.echo(f"    {line}")
            for one in change.consequences:
                click.echo(f"    {'!' if one.is_gap else '→'} {one.words}")
    for missing in plan.missing:
        click.echo(f"  giữ nguyên, không còn trong thư mục: {missing}")
    if plan.gaps:
        click.echo(f"{len(plan.gaps)} chỗ chưa có nơi nhận (!): chưa áp dụng được.")
    if plan.is_empty:
        click.echo("Không có gì thay đổi.")
