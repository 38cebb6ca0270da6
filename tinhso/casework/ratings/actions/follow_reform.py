"""A reform of units: the counters of an ended agency go to its heir; slips stay with whom they were given about."""

from collections.abc import Iterator, Mapping

from tinhso.casework.ratings import models
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reforms.types import Reform
from tinhso.kernel.actor import Actor
from tinhso.kernel.definitions.types import Consequence


def foresee_reform(reform: Reform) -> Iterator[Consequence]:
    """How many counters each ended agency has."""
    for agency in identity.ended_agencies(reform):
        count = models.Counter.objects.filter(agency_id=agency.id, is_open=True).count()
        if count:
            heir = identity.heir_in(agency.code, reform)
            to = "đóng" if heir is None else identity.get_agency(heir, on=reform.effective_from).name
            yield Consequence(words=f"{count} quầy đánh giá của {agency.name} → {to}.")


def follow_reform(reform: Reform, actor: Actor) -> Mapping[str, int]:
    """Counters go to the heir; without one they close."""
    moved = 0
    for agency in identity.ended_agencies(reform):
        rows = models.Counter.objects.filter(agency_id=agency.id)
        heir = identity.heir_in(agency.code, reform)
        moved += rows.update(is_open=False) if heir is None else rows.update(agency_id=heir)
    return {"quầy đánh giá": moved}
