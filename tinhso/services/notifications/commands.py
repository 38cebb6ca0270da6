"""The operator's view of messages: what waits, what did not go, let it go again, try a channel, take a returned letter."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import UUID

import click

from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.actor import Channel as ActorChannel
from tinhso.kernel.errors import DomainError
from tinhso.services.notifications import api
from tinhso.services.notifications.adapters import returned_letters
from tinhso.services.notifications.types import Channel, SentMessage

_JSON = click.option("--json", "as_json", is_flag=True, help="In JSON.")


@click.group("notices", help="Thông báo: thư và tin nhắn đang chờ, không đi được, gửi lại, thử và kiểm tra kênh gửi.")
def group() -> None:
    """Commands over messages."""


@group.command("pending", help="Thư, tin nhắn đang chờ gửi, hỏng, hoặc không rõ đã đi chưa; và người chưa báo được.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000), help="Nhiều nhất mỗi nhóm.")
@_JSON
def pending(limit: int, as_json: bool) -> None:
    waiting, unsent, unreached = api.waiting(limit=limit), api.unsent(limit=limit), api.unreached(limit=limit)
    if as_json:
        _print(
            {
                "waiting": [_plain(one) for one in waiting],
                "unsent": [_plain(one) for one in unsent],
                "unreached": [
                    {"notice": one.id, "at": one.at, "template": _template(one.messages)} for one in unreached
                ],
                "counts": {f"{channel.value}.{state.value}": n for (channel, state), n in api.counts().items()},
            }
        )
        return
    for one in (*waiting, *unsent):
        click.echo(
            f"{one.id}  {one.created_at:%Y-%m-%d %H:%M}  {one.channel.value:6} {one.state.value:10} "
            f"lần {one.attempts}  {one.template}  {one.error}"
        )
    for told in unreached:
        click.echo(f"{told.id}  {told.at:%Y-%m-%d %H:%M}  CHƯA BÁO ĐƯỢC  {_template(told.messages)}")
    if not (waiting or unsent or unreached):
        click.echo("Không có gì đang chờ, không có gì hỏng.")


@group.command("retry", help="Cho gửi lại thư, tin nhắn hỏng: theo mã, hoặc tất cả (--all, kênh --channel).")
@click.argument("ids", nargs=-1, type=click.UUID)
@click.option("--all", "everything", is_flag=True, help="Mọi thư, tin nhắn hỏng; không kể loại không rõ đã đi chưa.")
@click.option("--channel", type=click.Choice([one.value for one in Channel]), help="Chỉ kênh này.")
@_JSON
def retry(ids: tuple[UUID, ...], everything: bool, channel: str | None, as_json: bool) -> None:
    chosen: Iterable[UUID] = ids
    if everything:
        failed = (one for one in api.unsent(limit=10_000) if one.state.value == "failed")
        chosen = [one.id for one in failed if channel in (None, one.channel.value)]
    elif not ids:
        raise click.UsageError("Ghi mã thư, tin nhắn, hoặc --all.")
    done, missing = [], []
    for message_id in chosen:
        try:
            api.send_again(message_id=message_id, actor=system_actor())
            done.append(message_id)
        except DomainError:
            missing.append(message_id)
    if as_json:
        _print({"retried": done, "unknown": missing})
    else:
        click.echo(f"Sẽ gửi lại {len(done)} thư, tin nhắn trong ít phút.")
        for message_id in missing:
            click.echo(f"Không có thư, tin nhắn hỏng nào mang mã {message_id}.")
    if missing:
        raise SystemExit(1)


@group.command("test-send", help="Gửi ngay một tin thử cho chính mình qua một kênh; in câu trả lời của bên gửi.")
@click.argument("channel", type=click.Choice([one.value for one in Channel]))
@click.option("--user", required=True, help="Tên tài khoản của chính bạn.")
@click.option("--template", default="", help="Zalo: mã thông báo có mẫu đã duyệt; để trống thì mẫu đầu tiên của tỉnh.")
@_JSON
def test_send(channel: str, user: str, template: str, as_json: bool) -> None:
    person_id = identity.person_of_account(user)
    if person_id is None:
        raise click.ClickException(f"Không có tài khoản “{user}”.")
    try:
        answer = api.send_test(
            channel=Channel(channel),
            template=template,
            actor=Actor(channel=ActorChannel.SYSTEM, person_id=person_id),
        )
    except DomainError as refused:
        if as_json:
            _print({"channel": channel, "sent": False, "answer": refused.message})
            raise SystemExit(1) from refused
        raise click.ClickException(refused.message) from refused
    if as_json:
        _print({"channel": channel, "sent": True, "answer": answer})
    else:
        click.echo(f"Đã gửi. Bên nhận trả lời: {answer or '(không nói gì)'}")


@group.command("check", help="Kiểm tra cấu hình các kênh gửi.")
@_JSON
def check(as_json: bool) -> None:
    problems = api.check_config()
    if as_json:
        _print({"problems": problems})
    else:
        for problem in problems or ["Các kênh gửi dùng được."]:
            click.echo(problem)
    if problems:
        raise SystemExit(1)


@group.command("bounce", help="Đọc một thư bị trả lại (RFC 3464) từ đầu vào chuẩn; máy chủ thư gọi lệnh này.")
@_JSON
def bounce(as_json: bool) -> None:
    known = 0
    for report in returned_letters.read(sys.stdin.buffer.read(returned_letters.LARGEST)):
        known += api.hear_back(
            bundle_id=report.message_id,
            channel=Channel.EMAIL,
            arrived=report.arrived,
            answer=report.answer,
            is_address=report.is_address,
            actor=system_actor(),
        )
    if as_json:
        _print({"messages": known})
    else:
        click.echo(f"Đã ghi nhận cho {known} thư.")


@group.command("forgive", help="Địa chỉ đã hỏng của một tài khoản dùng lại được: cho gửi tới đó như trước.")
@click.argument("user")
def forgive(user: str) -> None:
    person_id = identity.person_of_account(user)
    if person_id is None:
        raise click.ClickException(f"Không có tài khoản “{user}”.")
    click.echo(f"Đã bỏ dấu hỏng của {api.forgive_addresses(person_id=person_id, actor=system_actor())} địa chỉ.")


def _plain(one: SentMessage) -> dict[str, Any]:
    return asdict(one)


def _template(messages: tuple[SentMessage, ...]) -> str:
    return messages[0].template if messages else ""


def _print(body: dict[str, Any]) -> None:
    click.echo(json.dumps(body, default=str, ensure_ascii=False, indent=1))
