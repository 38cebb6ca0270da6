"""What was filed on the national portal beside our dossiers: whatever came must be one soon, or somebody looks."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse

from tinhso.flows.reconciliation.naming import NOTHING
from tinhso.flows.reconciliation.types import Code, Examined, Found, Period, Rule, System
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.services.national_portal import api as national_portal


class InboundCheck:
    """Everything that waits, of whatever day."""

    system = System.INBOUND

    def subjects(self, period: Period) -> Iterable[UUID]:
        return {one.id for one in national_portal.open_inbound(before=period.until)}

    def examine(self, ids: tuple[UUID, ...], *, rule: Rule, actor: Actor) -> Examined:
        late = national_portal.open_inbound(before=now() - rule.national_within)
        found = tuple(
            Found(
                code=Code.INBOUND_WAITS,
                key=str(one.id),
                subject_id=one.id,
                ours=one.our_code or NOTHING,
                theirs=f"{one.kind.words} {one.foreign_code}: {one.state.words.lower()}",
                since=one.received_at,
                place=reverse("national_portal:inbound"),
            )
            for one in late
            if one.id in ids
        )
        return Examined(count=len(ids), found=found)
