"""`tinhso national-portal`: the operator's view of the exchange."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import click

from tinhso.casework.dossiers import api as dossiers
from tinhso.flows.national_sync.telling import WORDS, tell
from tinhso.kernel.actor import system_actor
from tinhso.kernel.errors import DomainError
from tinhso.kernel.outbox.api import stream_events
from tinhso.services.national_portal import api as national_portal
from tinhso.services.national_portal.types import Comparison

_JSON = click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")


@click.group("national-portal", help="Cổng Dịch vụ công quốc gia: gửi, đối chiếu, danh mục, tin không gửi được.")
def group() -> None:
    """Commands over the exchange."""


def _say(body: Mapping[str, Any], as_json: bool, *, words: str) -> None:
    click.echo(json.dumps(body, ensure_ascii=False, default=str) if as_json else words)


@group.command("sync", help="Gửi ngay những gì đến hạn.")
@click.option(
    "--all", "from_start", is_flag=True, help="Trước đó xếp hàng mọi việc của mọi hồ sơ chưa từng xếp (bật lần đầu)."
)
@_JSON
def sync(from_start: bool, as_json: bool) -> None:
    if not national_portal.is_on():
        raise click.ClickException("Tỉnh chưa kết nối Cổng (TINHSO_NATIONAL_PORTAL_ADAPTER=off).")
    queued = 0
    if from_start:
        queued = sum(tell(one, actor=system_actor()) for one in stream_events("dossier") if one.name in WORDS)
    sent = 0
    while now_sent := national_portal.send_due():
        sent += now_sent
    stands = national_portal.standing()
    counts = {state.value: number for state, number in stands.by_state.items()}
    _say(
        {"queued": queued, "sent": sent, "states": counts, "oldest": stands.oldest},
        as_json,
        words=f"Xếp thêm {queued}, Cổng nhận {sent}. "
        + "; ".join(f"{state.words}: {number}" for state, number in stands.by_state.items()),
    )


@group.command("compare", help="Hỏi Cổng về hồ sơ và nêu từng chỗ khác; không nêu mã thì mọi hồ sơ đã gửi.")
@click.argument("codes", nargs=-1)
@click.option("--most", default=500, show_default=True, help="Nhiều nhất bao nhiêu hồ sơ, mới gửi trước.")
@_JSON
def compare(codes: tuple[str, ...], most: int, as_json: bool) -> None:
    ids = [dossiers.id_of_code(code) for code in codes] if codes else national_portal.told_subjects()[:most]
    if codes and None in ids:
        raise click.ClickException(f"Không có hồ sơ {codes[ids.index(None)]}.")
    found: list[Comparison] = []
    failed: dict[str, str] = {}
    for one in ids:
        if one is None:
            continue
        state = dossiers.national_state(one, actor=system_actor())
        try:
            found.append(national_portal.compare(state))
        except DomainError as refused:
            failed[state.code] = refused.message
    lines = [_line(one) for one in found if not one.agrees] + [f"{code}: {words}" for code, words in failed.items()]
    agree = sum(one.agrees for one in found)
    body = {
        "compared": len(found), "agree": agree, "failed": failed,
        "differences": {
            one.code: "missing" if not one.is_known else {d.field: [d.ours, d.theirs] for d in one.differences}
            for one in found if not one.agrees
        },
    }  # fmt: skip
    _say(body, as_json, words="\n".join([*lines, f"Khớp {agree} trong {len(found)} hồ sơ."]))
    if lines:
        raise SystemExit(1)


def _line(one: Comparison) -> str:
    if not one.is_known:
        return f"{one.code}: Cổng chưa có hồ sơ này"
    return f"{one.code}: " + "; ".join(f"{d.field}: tỉnh “{d.ours}”, Cổng “{d.theirs}”" for d in one.differences)


@group.command("catalogues", help="Tải danh mục của Cổng và đếm mã chưa ghép.")
@_JSON
def catalogues(as_json: bool) -> None:
    reports = national_portal.pull_catalogues_now(actor=system_actor())
    unmapped = {kind.value: number for kind, number in national_portal.unmapped_counts().items()}
    body = {
        "lists": {
            one.kind.value: {"count": one.count, "added": one.added, "changed": one.changed, "gone": one.gone, "error": one.error}
            for one in reports
        },
        "unmapped": unmapped,
    }  # fmt: skip
    words = [
        f"{one.kind.words}: {one.error or f'{one.count} mã, thêm {one.added}, đổi {one.changed}, mất {one.gone}'}"
        f"; chưa ghép {unmapped[one.kind.value]}"
        for one in reports
    ]
    _say(body, as_json, words="\n".join(words))
    if any(one.error for one in reports):
        raise SystemExit(1)


@group.command("dead", help="Tin không gửi được và lý do; cho gửi lại hoặc bỏ qua.")
@click.option("--replay", type=click.UUID, help="Cho gửi lại tin này.")
@click.option("--replay-all", is_flag=True, help="Cho gửi lại mọi tin.")
@click.option("--skip", "skipped", type=click.UUID, help="Bỏ qua tin này, cùng --reason.")
@click.option("--reason", default="", help="Vì sao bỏ qua.")
@_JSON
def dead(replay: UUID | None, replay_all: bool, skipped: UUID | None, reason: str, as_json: bool) -> None:
    actor = system_actor()
    try:
        if skipped:
            national_portal.skip(message_id=skipped, reason=reason, actor=actor)
        for one in [replay] if replay else [row.id for row in national_portal.dead()] if replay_all else []:
            national_portal.send_again(message_id=one, actor=actor)
    except DomainError as refused:
        raise click.ClickException(refused.message) from refused
    rows = national_portal.dead()
    body = {
        "dead": [
            {"id": row.id, "code": row.code, "what": row.words, "attempts": row.attempts, "why": row.error, "since": row.queued_at}
            for row in rows
        ]
    }  # fmt: skip
    _say(
        body, as_json, words="\n".join(f"{row.id}  {row.code}  {row.words}: {row.error}" for row in rows) or "Không có."
    )
