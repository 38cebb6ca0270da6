"""Load many synthetic dossiers, and prove that what was loaded can be finished by the live path."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.api import DossierLoad
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import today
from tinhso.kernel.database import bulk_writing
from tinhso.lab.load.people import applicants, officer
from tinhso.lab.load.plan import batches
from tinhso.lab.load.plays import play_all, regular_week
from tinhso.lab.load.proof import Proof, finish_some

__all__ = ["Loaded", "Proof", "finish_some", "load", "load_and_prove", "officer"]

_BATCH = 2000
_DOSSIERS_A_PERSON = 100


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """How much was loaded, and how fast; `played` went the live way themselves.

    `seconds` are those of pressing; `prepared` those of the plays and of registering the applicants before it.
    """

    dossiers: int
    rows: int
    played: int
    prepared: float
    seconds: float
    left_out: tuple[str, ...]


def load(count: int, folder: Path, *, say: Callable[[str], None], step: Callable[[int], object]) -> Loaded:
    """Load `count` dossiers more. Each batch is one transaction, so a load that is stopped has whole dossiers only.

    `step` is told after each batch how many were loaded. The database should be quiet: no worker, no visitors.
    """
    started, actor = time.monotonic(), system_actor()
    calendar = reference.get_calendar()
    say("Đi hết từng thủ tục ở từng nơi để lấy khuôn…")
    left_out: list[str] = []
    weights = yaml.safe_load((folder / "measures.yaml").read_text(encoding="utf-8"))["weights"]
    plays = play_all(
        folder, regular_week(today(), calendar), told=lambda one, words: left_out.append(words) if one is None else None
    )
    say(f"{len(plays)} khuôn; đăng ký người nộp…")
    people = applicants(max(50, count // _DOSSIERS_A_PERSON)) if plays else []
    chance = random.Random(7)
    began, pressed, rows = time.monotonic(), 0, 0
    say("Ép hồ sơ…")
    with bulk_writing():
        for batch in batches(plays, weights, count if plays else 0, today(), calendar, size=_BATCH):
            loads = [
                DossierLoad(
                    mould=mould,
                    weeks=weeks,
                    applicant=chance.choice(people) if mould.applicant_kind == "person" else None,
                )
                for mould, weeks in batch.moulds
            ]
            rows += dossiers.load_dossiers(loads=loads, actor=actor)
            pressed += len(loads)
            step(len(loads))
    return Loaded(
        dossiers=pressed,
        rows=rows,
        played=len(plays),
        prepared=began - started,
        seconds=time.monotonic() - began,
        left_out=tuple(left_out),
    )


def load_and_prove(
    count: int, folder: Path, *, finish: int, say: Callable[[str], None], step: Callable[[int], object]
) -> dict[str, Any]:
    """Load, then finish some by the live path; what was found, as JSON values. `ok` only when every check held."""
    before = dossiers.count_dossiers()
    loaded = load(count, folder, say=say, step=step)
    there = dossiers.count_dossiers() - before
    say(f"Hoàn thành {finish} hồ sơ mở…")
    proof = finish_some(finish)
    checks = {
        "mọi hồ sơ đã nạp đều có trong cơ sở dữ liệu": there == count + loaded.played,
        "mọi thủ tục mẫu đều đi được ở mọi nơi": not loaded.left_out,
        "hồ sơ chọn ngẫu nhiên hoàn thành được": proof.tried == proof.finished and (proof.tried > 0 or finish == 0),
    }
    return {
        "ok": all(checks.values()),
        "dossiers": loaded.dossiers,
        "rows": loaded.rows,
        "seconds": round(loaded.seconds, 1),
        "seconds_before": round(loaded.prepared, 1),
        "dossiers_per_second": round(loaded.dossiers / loaded.seconds, 1),
        "rows_per_second": round(loaded.rows / loaded.seconds),
        "played": loaded.played,
        "left_out": list(loaded.left_out),
        "finished": proof.finished,
        "tried": proof.tried,
        "problems": list(proof.problems),
        "checks": [{"check": name, "held": held} for name, held in checks.items()],
    }
