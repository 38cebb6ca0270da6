"""What can be rated: kinds of matter, each told about by whoever owns it."""

from tinhso.casework.ratings.errors import NothingToRate
from tinhso.casework.ratings.types import Subjects

_known: dict[str, Subjects] = {}


def register_subjects(kind: str, subjects: Subjects) -> None:
    """Rooms above call this once while they load."""
    _known[kind] = subjects


def subjects_of(kind: str) -> Subjects:
    """Raises NothingToRate for a kind that nobody registered."""
    try:
        return _known[kind]
    except KeyError as unknown:
        raise NothingToRate from unknown
