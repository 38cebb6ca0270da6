"""A reform of units: what an ended agency has not answered goes to its heir; what it answered stays its own."""

from collections.abc import Iterator, Mapping

from tinhso.casework.feedback import models
from tinhso.casework.feedback.types import State
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reforms.types import Reform
from tinhso.kernel.actor import Actor
from tinhso.kernel.definitions.types import Consequence

_OPEN = [one.value for one in State if one.is_open]


def foresee_reform(reform: Reform) -> Iterator[Consequence]:
    """How many of each ended agency wait for an answer."""
    for agency in identity.ended_agencies(reform):
        count = models.Feedback.objects.filter(agency_id=agency.id, state__in=_OPEN).count()
        if count:
            heir = identity.heir_in(agency.code, reform)
            to = "chưa có nơi trả lời" if heir is None else identity.get_agency(heir, on=reform.effective_from).name
            yield Consequence(words=f"{count} phản ánh của {agency.name} → {to}.", is_gap=heir is None)


def follow_reform(reform: Reform, actor: Actor) -> Mapping[str, int]:
    """Open feedback goes to the heir."""
    moved = 0
    for agency in identity.ended_agencies(reform):
        rows = models.Feedback.objects.filter(agency_id=agency.id, state__in=_OPEN)
        heir = identity.heir_in(agency.code, reform)
        if heir is not None:
            moved += rows.update(agency_id=heir)
        elif rows.exists():
            raise LookupError("an agency with open feedback has no successor")
    return {"phản ánh chuyển nơi trả lời": moved}
