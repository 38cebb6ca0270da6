"""Whether the business register names somebody as the legal representative of an organisation (Luật Doanh nghiệp, Điều 12)."""

import re

from tinhso.foundation.identity.types import HolderRef, RepresentativeClaim
from tinhso.kernel.actor import system_actor
from tinhso.kernel.text import clean, fold
from tinhso.services.lookups.actions.look_up import look_up
from tinhso.services.lookups.errors import NoPurpose

PURPOSE = "business_representative"
# The register writes several representatives into one text.
_BETWEEN = re.compile(r"[;,\n]")


def represents(claim: RepresentativeClaim) -> bool | None:
    """Asked by the platform itself, before anybody has rights there. None where no answer can be had: nobody is let in.

    Where the register gives numbers (`representative_numbers`) they decide, and a namesake is nobody. Where it gives names
    only, a namesake cannot be told apart; who signs in with a business identity at all was vouched for by its provider.
    """
    subject = HolderRef("organisation", claim.organisation_id)
    try:
        found = look_up(code=PURPOSE, number=claim.tax_code, subject=subject, procedure_code="", actor=system_actor())
    except NoPurpose:
        return None
    if found is None:
        return None
    numbers = _BETWEEN.split(str(found.values.get("representative_numbers", "")))
    if any(clean(one) for one in numbers):
        return bool(claim.personal_number) and claim.personal_number in {clean(one) for one in numbers}
    named = _BETWEEN.split(str(found.values.get("representative", "")))
    return fold(clean(claim.full_name)) in {fold(clean(one)) for one in named if clean(one)}
