"""One bench's findings: figures are told, checks decide."""

import json
import os
from dataclasses import dataclass, field
from typing import Any

import click

from tinhso.lab.bench.driving import Run


@dataclass
class Report:
    """`ok` only when every check held; a figure never is a check."""

    bench: str
    figures: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    conditions: dict[str, Any] = field(default_factory=dict)
    checks: list[dict[str, Any]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def check(self, name: str, held: bool, seen: object = "") -> None:
        self.checks.append({"check": name, "held": bool(held), "seen": str(seen)[:300]})

    def take(self, run: Run, name: str = "") -> None:
        """The figures of a load, and that every answer in it was right."""
        self.figures[name or "load"] = run.figures()
        self.wrong += run.first_wrong
        self.check(f"{name or self.bench}: mọi câu trả lời đúng", not run.wrong, dict(run.wrong.most_common(3)))
        self.check(f"{name or self.bench}: có câu trả lời", bool(run.latencies), len(run.latencies))

    @property
    def ok(self) -> bool:
        return bool(self.checks) and all(check["held"] for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        conditions = {"cpus": os.cpu_count(), "load_before": round(os.getloadavg()[0], 1), **self.conditions}
        return {
            "ok": self.ok,
            "bench": self.bench,
            "figures": self.figures,
            "raw": self.raw,
            "conditions": conditions,
            "checks": self.checks,
            "wrong": self.wrong,
        }

    def show(self, *, as_json: bool) -> None:
        if as_json:
            click.echo(json.dumps(self.as_json(), ensure_ascii=False, indent=2))
            return
        for title, part in (("Đo được", self.figures), ("Giới hạn của máy", self.raw), ("Điều kiện", self.conditions)):
            click.echo(f"{title}:")
            for name, value in part.items():
                shown = "  ".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else value
                click.echo(f"  {name:<28} {shown}")
        for one in self.checks:
            click.echo(
                f"  {'đạt ' if one['held'] else 'HỎNG'}  {one['check']}  {one['seen'] if not one['held'] else ''}".rstrip()
            )
        for line in self.wrong:
            click.echo(f"  sai: {line}")
        click.echo("Đạt." if self.ok else "KHÔNG đạt.")
