"""`tinhso insight`: the operator's view of the fact tables."""

import time

import click

from tinhso.insight.warehouse import api


@click.group("insight", help="Kho số liệu thống kê: dựng lại từ sự kiện.")
def group() -> None:
    """Commands over fact tables."""


@group.command("rebuild", help="Dựng lại mọi bảng số liệu từ bảng sự kiện; đang dựng vẫn đọc được số cũ.")
def rebuild() -> None:
    began = time.monotonic()
    count = api.rebuild(
        say=lambda done: click.echo(f"  {done:,} hồ sơ".replace(",", ".")) if done % 50_000 == 0 else None
    )
    click.echo(f"Đã dựng lại số liệu của {count:,} hồ sơ trong {time.monotonic() - began:.1f} giây.".replace(",", "."))
