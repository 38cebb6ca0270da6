"""The operator's view of signing: make the test keys, check the configuration, check a file, measure."""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click
from django.db import transaction

from tinhso.kernel.actor import system_actor
from tinhso.kernel.errors import DomainError
from tinhso.kernel.ids import new_id
from tinhso.services.signatures import api
from tinhso.services.signatures.revocation import REASONS
from tinhso.services.signatures.types import ArchiveState, Renewed

_AGENCY = ("TEST", "Cơ quan đo tốc độ")


@click.group("signatures", help="Chữ ký số: tạo khóa thử nghiệm, kiểm tra cấu hình, kiểm tra tệp, đo tốc độ.")
def group() -> None:
    """Commands over digital signatures."""


@group.command("set-up", help="Tạo nơi chứng thực và dịch vụ dấu thời gian THỬ NGHIỆM trong thư mục khóa.")
def set_up() -> None:
    api.set_up()
    click.echo("Đã có khóa ký THỬ NGHIỆM (không có giá trị pháp lý).")


@group.command("check", help="Kiểm tra cấu hình bộ nối chữ ký số.")
def check() -> None:
    problems = api.check_config()
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)
    click.echo("Cấu hình chữ ký số dùng được.")


@group.command(
    "register-central",
    help="Ghi chứng thư của khóa đặt tại thiết bị của tỉnh vào sổ; mã thoát 1 khi có cái bị từ chối.",
)
def register_central() -> None:
    try:
        entered = api.register_central(actor=system_actor())
    except DomainError as refused:
        raise click.ClickException(refused.message) from None
    for one in entered:
        click.echo(f"{one.holder} ({one.serial}): {one.refused or 'có trong sổ'}")
    refused_count = sum(bool(one.refused) for one in entered)
    click.echo(f"{len(entered) - refused_count} chứng thư có trong sổ, {refused_count} bị từ chối.")
    if refused_count:
        raise SystemExit(1)


@group.command("verify", help="Kiểm tra chữ ký số của một tệp PDF; mã thoát 1 khi không đứng vững.")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
def verify(path: Path, as_json: bool) -> None:
    told = api.verify_pdf(path.read_bytes())
    if as_json:
        click.echo(json.dumps({"ok": told.holds, "words": told.words}, ensure_ascii=False))
    else:
        for sentence in told.words:
            click.echo(sentence)
    if not told.holds:
        raise SystemExit(1)


@group.command(
    "renew",
    help="Gia hạn dấu thời gian lưu trữ sắp hết hạn (tiến trình nền tự làm mỗi giờ); mã thoát 1 khi có tệp không gia hạn được.",
)
@click.option("--dry-run", is_flag=True, help="Chỉ nói có bao nhiêu tệp đến hạn, không gia hạn.")
@click.option("--limit", default=1000, show_default=True, help="Nhiều nhất bấy nhiêu tệp.")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
def renew(dry_run: bool, limit: int, as_json: bool) -> None:
    done = None if dry_run else api.renew_archives(limit=limit, actor=system_actor())
    state = api.archive_state()
    bad = state.failed > 0 or not state.has_rule or (done is not None and bool(done.stopped))
    if as_json:
        told = {
            **asdict(state),
            "ok": not bad,
            "renewed": done.renewed if done else 0,
            "stopped": done.stopped if done else "",
        }
        click.echo(json.dumps(told, ensure_ascii=False, default=str))
    else:
        for sentence in _archive_words(state, done):
            click.echo(sentence)
    if bad:
        raise SystemExit(1)


def _archive_words(state: ArchiveState, done: Renewed | None) -> Iterator[str]:
    if done is not None:
        yield f"Đã gia hạn {done.renewed} tệp."
        if done.stopped:
            yield f"Dừng: {done.stopped}"
    if not state.has_rule:
        yield "Tỉnh chưa có quy tắc gia hạn (rules/archiving): không tệp nào tự được gia hạn."
    yield f"{state.kept} tệp có dấu thời gian lưu trữ, {state.due} đến hạn gia hạn."
    if state.first_end is not None:
        yield f"Dấu hết hạn sớm nhất: {state.first_end:%d/%m/%Y}."
    for sha256, problem in state.failures:
        yield f"{sha256}: {problem}"


@group.command("revoke", help="Thu hồi một chứng thư THỬ NGHIỆM theo số sê-ri (hệ 16): từ đó không ký được nữa.")
@click.argument("certificate")
@click.option("--reason", type=click.Choice(tuple(REASONS)), default="key_compromise", show_default=True)
def revoke(certificate: str, reason: str) -> None:
    try:
        api.revoke_certificate(certificate=certificate, reason=reason, actor=system_actor())
    except DomainError as refused:
        raise click.ClickException(refused.message) from None
    click.echo(f"Đã thu hồi chứng thư {certificate}: {REASONS[reason]}.")


@group.command("bench", help="Đo số chữ ký và số lần kiểm tra mỗi giây trên một tệp PDF (một tiến trình).")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--count", default=40, show_default=True, help="Số lần ký.")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
def bench(path: Path, count: int, as_json: bool) -> None:
    figures = _measure(path.read_bytes(), count)
    if as_json:
        click.echo(json.dumps(figures))
        return
    click.echo(f"Ký (con dấu, PAdES-B-LTA): {figures['signatures_per_second']} lần/giây")
    click.echo(f"Kiểm tra: {figures['verifications_per_second']} lần/giây")


def _measure(pdf: bytes, count: int) -> dict[str, object]:
    """Seals the same file `count` times with the key cached; the audit rows are rolled back."""
    code, name = _AGENCY
    person = new_id()
    with transaction.atomic():
        signed = api.sign_person(pdf=pdf, person_id=person, name="Người đo", title="", actor=system_actor()).pdf
        api.seal_agency(pdf=signed, agency_code=code, agency_name=name, actor=system_actor())
        started = time.perf_counter()
        for _ in range(count):
            sealed = api.seal_agency(pdf=signed, agency_code=code, agency_name=name, actor=system_actor()).pdf
        signing = time.perf_counter() - started
        transaction.set_rollback(True)
    checks = max(count // 4, 1)
    started = time.perf_counter()
    held = all(api.verify_pdf(sealed).holds for _ in range(checks))
    verifying = time.perf_counter() - started
    return {
        "ok": held,
        "signatures_per_second": round(count / signing, 1),
        "verifications_per_second": round(checks / verifying, 1),
    }
