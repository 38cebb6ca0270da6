"""Refusals about notes."""

from tinhso.kernel.errors import Denied, Invalid, NotFound


class NoteInvalid(Invalid):
    """There is no text, or too much."""

    code = "note_invalid"


class NoMention(NotFound):
    """There is no such mention, or it calls upon somebody else."""

    code = "no_mention"

    def __init__(self) -> None:
        super().__init__("Không có lời nhắc này.")


class NotAtWork(Denied):
    """Notes are written by officers acting through a post."""

    code = "not_at_work"
