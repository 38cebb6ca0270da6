"""Ask the portal what it knows of a dossier, and name each difference."""

from django.db import transaction

from tinhso.kernel.clock import now
from tinhso.services.national_portal import mapping, portal
from tinhso.services.national_portal.domain import comparing, wire
from tinhso.services.national_portal.models import ComparisonRow
from tinhso.services.national_portal.rules import rule_now
from tinhso.services.national_portal.types import Comparison, DossierState


def compare(state: DossierState) -> Comparison:
    """`TraCuuHoSo` beside what we would say today. Raises Unmapped, NotReached, Uncertain, Disagrees, Refused.

    Codes and times are compared, and whether names agree; a name itself is never kept in a difference.
    """
    ours = wire.dossier(state, mapping.codes_for(state), rule_now())
    theirs = portal.look_up(state.their_code)
    found = () if theirs is None else comparing.differences(ours, theirs)
    result = Comparison(
        subject_id=state.subject_id, code=state.code, at=now(), is_known=theirs is not None, differences=found
    )
    with transaction.atomic():
        ComparisonRow.objects.update_or_create(
            subject_id=state.subject_id,
            defaults={
                "code": state.code,
                "at": result.at,
                "is_known": result.is_known,
                "differences": [{"field": one.field, "ours": one.ours, "theirs": one.theirs} for one in found],
            },
        )
    return result
