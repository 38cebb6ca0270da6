"""That an applicant pays less, as programs say it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from ninja import Field, Schema

from tinhso.services.fees.errors import FeeInvalid
from tinhso.services.fees.types import ClaimInput


class ExemptionIn(Schema):
    """A circumstance of the procedure's fee rule and the paper that shows it; an officer checks the paper before acceptance."""

    code: Annotated[str, Field(max_length=60, description="Diện miễn, giảm; diện sai thì câu từ chối nêu các diện có")]
    evidence: Annotated[str, Field(max_length=300, description="Số và nơi cấp của giấy tờ chứng minh")]


def claim_of(said: ExemptionIn | None) -> ClaimInput | None:
    """What is claimed."""
    return None if said is None else ClaimInput(exemption=said.code, evidence=said.evidence)


@contextmanager
def pointing_at(place: str) -> Iterator[None]:
    """A claim that is refused points at where it stood in what was sent."""
    try:
        yield
    except FeeInvalid as refused:
        places = {"/exemption": f"{place}/code", "/evidence": f"{place}/evidence"}
        fields = {places.get(pointer, pointer): words for pointer, words in refused.fields.items()}
        raise FeeInvalid(refused.message, fields=fields) from refused
