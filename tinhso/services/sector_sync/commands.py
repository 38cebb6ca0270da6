"""`tinhso connectors`: how the partners' interfaces stand, what waits, what goes again."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import click

from tinhso.engines.connectors.errors import NotSetUp
from tinhso.kernel.actor import system_actor
from tinhso.kernel.errors import DomainError
from tinhso.services.sector_sync import api
from tinhso.services.sector_sync.types import TransferView

_JSON = click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")


@click.group("connectors", help="Kết nối hệ thống ngoài: kiểm tra, hồ sơ chờ chuyển, cho chuyển lại.")
def group() -> None:
    """Commands over connectors."""


def _say(body: Mapping[str, Any], as_json: bool, *, words: str) -> None:
    click.echo(json.dumps(body, ensure_ascii=False, default=str) if as_json else words)


@group.command("check", help="Gọi thử từng bên (không đổi gì ở đó) và nói phải làm gì; có lỗi thì mã thoát 1.")
@click.argument("codes", nargs=-1)
@_JSON
def check(codes: tuple[str, ...], as_json: bool) -> None:
    try:
        reports = api.check_all(codes)
    except NotSetUp as missing:
        raise click.ClickException(missing.message) from missing
    body = {"connectors": [{"code": one.code, "title": one.title, "problems": one.problems} for one in reports]}
    lines = [f"{one.code}  {one.title}: {'; '.join(one.problems) or 'dùng được'}" for one in reports]
    _say(body, as_json, words="\n".join(lines) or "Chưa có bộ nối nào.")
    if any(one.problems for one in reports):
        raise SystemExit(1)


@group.command("pending", help="Hồ sơ chưa chuyển được hoặc bên kia nói khác, lâu nhất trước.")
@click.option("--connector", default="", help="Chỉ của bộ nối này.")
@_JSON
def pending(connector: str, as_json: bool) -> None:
    rows = api.pending(connector=connector)
    body = {
        "pending": [
            {
                "id": row.id, "connector": row.connector, "code": row.code, "state": row.state.value,
                "attempts": row.attempts, "why": row.error, "differences": row.differences, "since": row.queued_at,
            }
            for row in rows
        ]
    }  # fmt: skip
    _say(body, as_json, words="\n".join(_line(row) for row in rows) or "Không có.")


def _line(row: TransferView) -> str:
    why = "; ".join(filter(None, (row.error, *row.differences)))
    return f"{row.id}  {row.connector}  {row.code}  {row.state.words}{f': {why}' if why else ''}"


@group.command("replay", help="Cho chuyển lại; bên kia được hỏi trước nên không có hồ sơ nào chuyển hai lần.")
@click.argument("ids", nargs=-1, type=click.UUID)
@click.option("--all", "everything", is_flag=True, help="Mọi hồ sơ không chuyển được.")
@click.option("--skip", is_flag=True, help="Thay vì chuyển lại: bỏ qua, cùng --reason.")
@click.option("--reason", default="", help="Vì sao bỏ qua.")
@_JSON
def replay(ids: tuple[UUID, ...], everything: bool, skip: bool, reason: str, as_json: bool) -> None:
    chosen = [row.id for row in api.pending() if row.may_repeat] if everything else list(ids)
    actor = system_actor()
    try:
        for one in chosen:
            if skip:
                api.skip(transfer_id=one, reason=reason, actor=actor)
            else:
                api.send_again(transfer_id=one, actor=actor)
    except DomainError as refused:
        raise click.ClickException(refused.message) from refused
    taken = 0 if skip or not api.is_on() else api.send_due()
    left = api.pending()
    body = {
        "repeated": 0 if skip else len(chosen),
        "skipped": len(chosen) if skip else 0,
        "taken": taken,
        "left": len(left),
    }
    _say(body, as_json, words=f"Xử lý {len(chosen)}, bên nhận lấy {taken}, còn {len(left)}.")
