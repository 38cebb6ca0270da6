"""Load many synthetic dossiers, and prove that what was loaded can be finished by the live path."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.api import DossierLoad
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import today
from tinhso.kernel.database import bulk_writing
from tinhso.lab.load.people import applicants
from tinhso.lab.load.plan import batches
from tinhso.lab.load.plays import play_all, regular_week
from tinhso.lab.load.proof import Proof, finish_some

__all__ = ["Loaded", "Proof", "finish_some", "load"]

_BATCH = 2000
_DOSSIERS_A_PERSON = 100


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """How much was loaded, and how fast; `played` went the live way themselves."""

    dossiers: int
    rows: int
    played: int
    seconds: float
    left_out: tuple[str, ...]


def load(
    count: int, folder: Path, *, say: Callable[[str], None], step: Callable[[int], object]
) -> Loaded:
    """Load `count` dossiers more. Each batch is one transaction, so a load that is stopped has whole dossiers only.

    `step` is told after each batch how many were loaded. The database should be quiet: no worker, no visitors.
    """
    actor = system_actor()
    calendar = reference.get_calendar()
    say("Đi hết từng thủ tục ở từng nơi để lấy khuôn…")
    left_out: list[str] = []
    plays = play_all(folder, regular_week(today(), calendar), told=lambda one, words: left_out.append(words) if one is None else None)
    say(f"{len(plays)} khuôn; đăng ký người nộp…")
    people = applicants(max(50, count // _DOSSIERS_A_PERSON))
    chance = random.Random(7)  # noqa: S311
    began, rows = time.monotonic(), 0
    say("Ép hồ sơ…")
    with bulk_writing():
        for batch in batches(plays, count, today(), calendar, size=_BATCH):
            loads = [
                DossierLoad(
                    mould=mould, weeks=weeks, applicant=chance.choice(people) if mould.applicant_kind == "person" else None
                )
                for mould, weeks in batch.moulds
            ]
            rows += dossiers.load_dossiers(loads=loads, actor=actor)
            step(len(loads))
    return Loaded(
        dossiers=count, rows=rows, played=len(plays), seconds=time.monotonic() - began, left_out=tuple(left_out)
    )
