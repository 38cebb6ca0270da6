"""Errors of the procedures module, each with its stable code."""

from typing import ClassVar

from tinhso.kernel.errors import Invalid, NotFound


class RecordUnreadable(Invalid):
    """A file or JSON value that is not a national record."""

    code: ClassVar[str] = "procedures.record_unreadable"


class ProcedureNotFound(NotFound):
    """No procedure of this code is in force on the day asked for."""

    code: ClassVar[str] = "procedures.procedure_not_found"


class ChooserNotFound(NotFound):
    code: ClassVar[str] = "procedures.chooser_not_found"


class EmptyList(Invalid):
    """A "full list" without a readable record: taking it at its word would retire every procedure."""

    code: ClassVar[str] = "procedures.empty_list"
