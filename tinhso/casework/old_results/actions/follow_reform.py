"""A reform of units: what an ended agency had begun to digitise goes on at its heir."""

from collections.abc import Iterator, Mapping

from tinhso.casework.old_results import models
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reforms.types import Reform
from tinhso.kernel.actor import Actor
from tinhso.kernel.definitions.types import Consequence


def foresee_reform(reform: Reform) -> Iterator[Consequence]:
    """How many batches each ended agency has."""
    for agency in identity.ended_agencies(reform):
        count = models.Batch.objects.filter(agency_id=agency.id).count()
        if count:
            heir = identity.heir_in(agency.code, reform)
            to = "chưa có nơi làm tiếp" if heir is None else identity.get_agency(heir, on=reform.effective_from).name
            yield Consequence(words=f"{count} đợt số hóa của {agency.name} → {to}.", is_gap=heir is None)


def follow_reform(reform: Reform, actor: Actor) -> Mapping[str, int]:
    """Batches go to the heir. Their lines keep the agency whose register they stand in: its numbers go on meaning its papers."""
    moved = 0
    for agency in identity.ended_agencies(reform):
        rows = models.Batch.objects.filter(agency_id=agency.id)
        if rows.exists():
            heir = identity.heir_in(agency.code, reform)
            if heir is None:
                raise LookupError("an agency that digitises old results has no successor")
            moved += rows.update(agency_id=heir)
    return {"đợt số hóa chuyển nơi làm": moved}
