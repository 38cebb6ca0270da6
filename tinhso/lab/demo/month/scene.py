"""What every story of the month does: file, accept, pay, rate; and what must be named at the end, because somebody lied."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from tinhso.casework.cashier import api as cashier
from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.types import Application, FilingChannel, Mailing, ReturnMethod
from tinhso.casework.ratings import api as ratings
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.ids import new_id
from tinhso.lab.demo.month.agenda import Agenda, nothing
from tinhso.lab.demo.month.partners import CHANNEL, Partners
from tinhso.lab.demo.month.people import People
from tinhso.services.cashdesk import api as cashdesk
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import Due
from tinhso.services.payments import api as payments
from tinhso.services.payments.types import Order
from tinhso.services.post.types import Party

MINUTE = timedelta(minutes=1)
# (code of the difference, code of the dossier or "")
Expected = tuple[str, str]


@dataclass
class Scene:
    """What every story needs; `expected`: what must be named at the end, because somebody lied."""

    agenda: Agenda
    people: People
    partners: Partners
    script: Mapping[str, Any]
    answers: Mapping[str, Any]
    home: Party
    expected: list[Expected] = field(default_factory=list)
    filed: list[UUID] = field(default_factory=list)
    # Codes of the portal: filed there and mended there.
    mended: list[str] = field(default_factory=list)
    rated: int = 0
    letters: int = 0

    def file(
        self,
        *,
        channel: FilingChannel = FilingChannel.ONLINE,
        method: ReturnMethod | None = None,
        collects: bool = False,
    ) -> UUID:
        """What the script names, with the sample's answers; it costs money by the sample's rule."""
        own = ReturnMethod.ONLINE if channel is FilingChannel.ONLINE else ReturnMethod.COUNTER
        by_post = collects or method is ReturnMethod.POSTAL
        assert self.people.citizen.person_id is not None
        filed = dossiers.submit_dossier(
            application=Application(
                procedure_version_id=definitions.get("procedure", self.script["procedure"]).id,
                applicant=HolderRef(kind="person", id=self.people.citizen.person_id),
                answers=deepcopy(dict(self.answers)),
                receiving_agency_id=self.people.desk_agency_id,
                channel=channel,
                return_method=method or own,
                mailing=Mailing(home=self.home, collects=collects) if by_post else None,
            ),
            idempotency_key=None,
            actor=self.people.citizen if channel is FilingChannel.ONLINE else self.people.desk,
        )
        self.filed.append(filed.id)
        self.letters += collects + (method is ReturnMethod.POSTAL)
        return filed.id

    def accepted(self, *, channel: FilingChannel = FilingChannel.ONLINE) -> UUID:
        dossier_id = self.file(channel=channel)
        self.people.press(dossier_id, "accepted")
        return dossier_id

    def dues(self, dossier_id: UUID) -> tuple[Due, ...]:
        """What is still to be paid of it: the fee, what was asked for later, the postage."""
        return tuple(due for due in fees.dues_of(("dossier", dossier_id)) if due.left_vnd)

    def order(self, dossier_id: UUID) -> tuple[Order, str]:
        """The payer is sent to the bank: the order, and the reference of the attempt."""
        owed = [due.id for due in self.dues(dossier_id)]
        cashier.pay_online(due_ids=owed, actor=self.people.citizen)
        bill = cashier.bill_for(due_ids=owed, actor=self.people.citizen)
        order = payments.orders_for(str(bill))[-1]
        attempt = payments.start_attempt(order_id=order.id, channel=CHANNEL, actor=self.people.citizen)
        return order, attempt.reference

    def take_cash(self, dossier_id: UUID) -> UUID:
        """At the counter, in the desk's open shift."""
        desk, owed = self.people.desk, self.dues(dossier_id)
        assert desk.person_id is not None
        if cashdesk.open_shift_of(desk.person_id, self.people.desk_agency_id) is None:
            cashdesk.open_shift(opening_vnd=0, actor=desk)
        received = sum(due.left_vnd for due in owed)
        return cashier.take_money(
            due_ids=[due.id for due in owed], received_vnd=received, key=str(new_id()), actor=desk
        )

    def code(self, dossier_id: UUID) -> str:
        return dossiers.served_facts(dossier_id).code

    def rounds(self, *minutes: int) -> None:
        """The worker's rounds so many minutes from now."""
        for minute in minutes:
            self.agenda.after(minute * MINUTE, nothing)

    def rate(self, dossier_id: UUID, level: str) -> None:
        given = ratings.Given(level=level)
        ratings.rate(kind="dossier", subject_id=dossier_id, given=given, actor=self.people.citizen)
        self.rated += 1
