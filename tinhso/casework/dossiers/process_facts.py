"""What conditions and guards of a process may look at (engines/workflow README): each fact is asked for only when named."""

from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

from tinhso.casework.dossiers.models import Consultation, Dossier, Result
from tinhso.casework.dossiers.types import QuestionState
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Task
from tinhso.foundation.definitions import api as definitions

OFFERED = frozenset({"case", "channel", "in_batch", "open_opinions", "is_drafted"})
# What a guard could ask for and would never find otherwise than it is: such a guard is a mistake, and is told.
USELESS = {
    "wrong_papers": "Hồ sơ còn thành phần không đạt thì không được tiếp nhận, nên sau khi tiếp nhận số này luôn bằng 0: "
    "bỏ điều kiện này; bước tiếp nhận đã tự chặn."
}


def unknown_facts(process: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """(name of a fact, why it cannot be) for facts that look where a dossier offers nothing."""
    for name, source in workflow.sources_of(process):
        if source.startswith("/dossier/"):
            wanted = source.removeprefix("/dossier/")
            if wanted not in OFFERED:
                yield name, USELESS.get(wanted, f"Hồ sơ không có “{wanted}”; có: {', '.join(sorted(OFFERED))}.")


class _Facts(Mapping[str, object]):
    """Reckoned one by one: filing a dossier whose process asks for none of them costs nothing."""

    def __init__(self, row: Dossier) -> None:
        self._known: Mapping[str, Callable[[], object]] = {
            "case": lambda: row.situation,
            "channel": lambda: row.channel,
            "in_batch": lambda: row.batch_id is not None,
            "open_opinions": lambda: Consultation.objects.filter(
                dossier=row, state__in=(QuestionState.WAITING, QuestionState.OPEN)
            ).count(),
            "is_drafted": lambda: Result.objects.filter(dossier=row).exists(),
        }

    def __getitem__(self, name: str) -> object:
        return self._known[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def offered_facts(row: Dossier) -> dict[str, object]:
    """The answers of the form and the facts of the dossier, by the pointers that a process names."""
    return {"form": row.answers, "dossier": _Facts(row)}


def refusals(dossier_id: UUID, task: Task) -> dict[str, str]:
    """Outcome code → why its button cannot be pressed now; the caller has read the dossier."""
    if not any(outcome.only_if for outcome in task.outcomes):
        return {}
    row = Dossier.objects.get(id=dossier_id)
    process = definitions.get_version(row.procedure_version_id).body["process"]
    return workflow.refusals(task.id, workflow.facts_from(process, offered_facts(row)))
