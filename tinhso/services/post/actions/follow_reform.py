"""The post's part of a reform of units: letters of ended agencies go on with who stands for them."""

from collections.abc import Iterator, Mapping

from tinhso.foundation.identity import api as identity
from tinhso.foundation.reforms.types import Reform
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row
from tinhso.kernel.definitions.types import Consequence
from tinhso.services.post.models import Order
from tinhso.services.post.types import OVER

_OVER = [one.value for one in OVER]


def foresee_reform(reform: Reform) -> Iterator[Consequence]:
    """How many letters of each ended agency are under way."""
    for agency in identity.ended_agencies(reform):
        count = Order.objects.filter(agency_id=agency.id).exclude(state__in=_OVER).count()
        if count:
            heir = identity.heir_in(agency.code, reform)
            to = "chưa có nơi nhận" if heir is None else identity.get_agency(heir, on=reform.effective_from).name
            yield Consequence(words=f"{count} bưu gửi của {agency.name} → {to}.", is_gap=heir is None)


def follow_reform(reform: Reform, actor: Actor) -> Mapping[str, int]:
    """What ended stays as it was told; what is under way comes back to the heir's desk. A postman's post is confirmed anew."""
    moved = 0
    for agency in identity.ended_agencies(reform):
        heir = identity.heir_in(agency.code, reform)
        for row in lock_row(Order.objects.filter(agency_id=agency.id).exclude(state__in=_OVER).order_by("id")):
            if heir is None:
                raise LookupError("an agency with letters under way has no successor")
            row.agency_id, row.carrier_post_id = heir, None
            row.save(update_fields=["agency_id", "carrier_post_id"])
            moved += 1
    return {"bưu gửi chuyển nơi nhận": moved}
