"""The edge of `tinhso demo` and `tinhso bench`: a run that breaks off is a check that did not hold, told like the others."""

import json
import traceback
from typing import Any

import click

from tinhso.kernel import schema

TO_THE_END = "chạy đến cùng"


class Telling(click.Group):
    """With `--json` whoever reads the object learns of a run that could not go on, too; the exit status is 1."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[__name__] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.UsageError, click.exceptions.Exit, click.Abort):
            raise
        # The one place that takes whatever went wrong: it ends the command, and the trace stays on the error stream.
        except Exception as broken:
            if not ctx.meta[__name__]:
                raise
            click.echo(traceback.format_exc(), err=True)
            seen = schema.advice_on(broken) or (
                broken.message if isinstance(broken, click.ClickException) else f"{type(broken).__name__}: {broken}"
            )
            check = {"check": TO_THE_END, "held": False, "seen": seen[:300]}
            click.echo(json.dumps({"ok": False, "checks": [check]}, ensure_ascii=False, indent=2))
            ctx.exit(1)
