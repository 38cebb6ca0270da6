"""What the workflow engine refuses."""

from tinhso.kernel.errors import Conflict, Denied, Invalid, NotFound


class ProcessRefused(Invalid):
    """The definition cannot run; the message lists every problem."""

    code = "process_refused"


class FactRefused(Invalid):
    """A fact is missing, of the wrong type, or is not a code."""

    code = "fact_refused"


class OutcomeUnknown(Invalid):
    """The task has no such outcome."""

    code = "outcome_unknown"


class OutcomeGuarded(Conflict):
    """A guard of the outcome does not hold; the message says in words why it cannot be chosen now."""

    code = "outcome_guarded"


class NothingToUndo(Conflict):
    """The task is not what the process did last, or what it led to has gone on."""

    code = "nothing_to_undo"


class TaskNotFound(NotFound):
    code = "task_not_found"


class TaskClosed(Conflict):
    """Somebody completed the task first, or the process was cancelled."""

    code = "task_closed"


class ProcessRunning(Conflict):
    """The subject already has a running process."""

    code = "process_running"


class SamePerson(Denied):
    """Separate duties: this person did a step that this one checks."""

    code = "same_person"
