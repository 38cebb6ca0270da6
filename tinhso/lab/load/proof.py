"""The proof of a load: random open dossiers are finished by the live path, with nothing done to them before."""

import random
from dataclasses import dataclass
from uuid import UUID

from tinhso.casework.dossiers import api as dossiers
from tinhso.foundation.access import api as access
from tinhso.kernel.errors import DomainError
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.lab.load import steps
from tinhso.lab.load.people import officer

_MOST_STEPS = 12


@dataclass(frozen=True, kw_only=True)
class Proof:
    """How many were tried and finished, and what stood in the way of the others."""

    tried: int
    finished: int
    problems: tuple[str, ...]


def finish_some(count: int) -> Proof:
    """Finish so many random open dossiers through `do_task`, as their officers would."""
    chance = random.Random(11)
    found = dossiers.sample_open(limit=count * 20)
    chosen = chance.sample(found, min(count, len(found)))
    problems = []
    for dossier_id in chosen:
        try:
            left = _finish(dossier_id)
        except (DomainError, LookupError) as wrong:
            left = f"{type(wrong).__name__}: {wrong}"
        if left:
            problems.append(f"{dossier_id}: {left}")
    return Proof(tried=len(chosen), finished=len(chosen) - len(problems), problems=tuple(problems))


def _finish(dossier_id: UUID) -> str:
    for _ in range(_MOST_STEPS):
        items = dossiers.open_items(dossier_id)
        if not items:
            return ""
        for item in items:
            who = officer(item.agency_id, item.role)
            if who is None:
                raise LookupError(f"không có vị trí {item.role}")
            with access.one_request():
                steps.do(dossier_id, item, who)
                access.flush_reads()
        deliver_all()
    return "còn việc mở"
