"""What config asks of the demonstrations."""

from pathlib import Path

import click
import yaml

from tinhso.lab.demo.stage import is_up
from tinhso.lab.demo.story import play
from tinhso.lab.demo.telling import Telling
from tinhso.lab.demo.trace import Trace
from tinhso.lab.demo.visitor import Visitor

__all__ = ["Telling", "Trace", "Visitor", "demo_accounts", "is_up", "play", "show"]


def show(trace: Trace) -> None:
    """The checks and the national trace, for people."""
    for check in trace.checks:
        mark, seen = ("đạt ", "") if check["held"] else ("HỎNG", check["seen"])
        click.echo(f"  {mark}  {check['check']}  {seen}".rstrip())
    for line in trace.facts.get("trace", ()):
        click.echo(f"  {line['status']:>3}  {line['at']}")


def demo_accounts(folder: Path) -> tuple[str, ...]:
    """Lines that tell who may sign in and with what, from the sample province's own files."""
    people = yaml.safe_load((folder / "people.yaml").read_text(encoding="utf-8"))
    story = yaml.safe_load((folder / "first_dossier.yaml").read_text(encoding="utf-8"))
    demo = people["demo"]
    officers = [f"  {line['username']:<24} {line['does']}" for line in story["officers"]]
    return (
        "Tài khoản mẫu (người bịa, chỉ để thử):",
        f"  Mật khẩu mọi tài khoản   {demo['password']}",
        f"  Lớp thứ hai của cán bộ   TOTP {demo['totp_secret']} (nhập vào ứng dụng xác thực, hoặc: tinhso demo code)",
        f"  {story['applicant']:<24} người dân",
        *officers,
    )
