"""The stories of the month. Each says what it does and, where a partner lies, what must be named at the end."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tinhso.casework.cashier import api as cashier
from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.types import Application, FilingChannel, ReturnMethod
from tinhso.casework.ratings import api as ratings
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import system_actor
from tinhso.kernel.ids import new_id
from tinhso.lab.demo.month.agenda import Agenda, nothing
from tinhso.lab.demo.month.partners import CHANNEL, Partners
from tinhso.lab.demo.month.people import PURPOSE, People
from tinhso.services.cashdesk import api as cashdesk
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import Due, FeeKind, Waits
from tinhso.services.payments import api as payments
from tinhso.services.payments.types import CaseKind, Order
from tinhso.services.post import api as post
from tinhso.services.post.types import Direction, NewOrder, Party

_MINUTE = timedelta(minutes=1)
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
    rated: int = 0
    letters: int = 0

    def file(self, *, channel: FilingChannel = FilingChannel.ONLINE) -> UUID:
        """What the script names, with the sample's answers; it costs money by the sample's rule."""
        method = ReturnMethod.ONLINE if channel is FilingChannel.ONLINE else ReturnMethod.COUNTER
        assert self.people.citizen.person_id is not None
        filed = dossiers.submit_dossier(
            application=Application(
                procedure_version_id=definitions.get("procedure", self.script["procedure"]).id,
                applicant=HolderRef(kind="person", id=self.people.citizen.person_id),
                answers=deepcopy(dict(self.answers)),
                receiving_agency_id=self.people.desk_agency_id,
                channel=channel,
                return_method=method,
            ),
            idempotency_key=None,
            actor=self.people.citizen if channel is FilingChannel.ONLINE else self.people.desk,
        )
        self.filed.append(filed.id)
        return filed.id

    def accepted(self, *, channel: FilingChannel = FilingChannel.ONLINE) -> UUID:
        dossier_id = self.file(channel=channel)
        self.people.press(dossier_id, "accepted")
        return dossier_id

    def due(self, dossier_id: UUID) -> Due:
        """What is still to be paid of it."""
        return next(due for due in fees.dues_of(("dossier", dossier_id)) if due.left_vnd)

    def order(self, dossier_id: UUID) -> tuple[Order, str]:
        """The payer is sent to the bank: the order, and the reference of the attempt."""
        cashier.pay_online(due_ids=[self.due(dossier_id).id], actor=self.people.citizen)
        bill = cashier.bill_for(due_ids=[self.due(dossier_id).id], actor=self.people.citizen)
        order = payments.orders_for(str(bill))[-1]
        attempt = payments.start_attempt(order_id=order.id, channel=CHANNEL, actor=self.people.citizen)
        return order, attempt.reference

    def code(self, dossier_id: UUID) -> str:
        return dossiers.served_facts(dossier_id).code

    def rounds(self, *minutes: int) -> None:
        """The worker's rounds so many minutes from now."""
        for minute in minutes:
            self.agenda.after(minute * _MINUTE, nothing)

    def rate(self, dossier_id: UUID, level: str) -> None:
        given = ratings.Given(level=level)
        ratings.rate(kind="dossier", subject_id=dossier_id, given=given, actor=self.people.citizen)
        self.rated += 1


def paid_at_once(scene: Scene) -> None:
    """Filed, accepted, paid; the bank tells of it once."""
    scene.partners.pay(*scene.order(scene.accepted()))


def told_twice(scene: Scene) -> None:
    """The bank sends the same notice two times."""
    scene.partners.pay(*scene.order(scene.accepted()), tells=2)


def notice_lost(scene: Scene) -> None:
    """The bank's notice never arrives; the worker asks."""
    scene.partners.pay(*scene.order(scene.accepted()), tells=0)
    scene.rounds(1, 3, 6, 10, 20)


def told_late(scene: Scene) -> None:
    """The bank's notice comes after the payer's time was over, and the order stands still meanwhile: money is a fact."""
    order, reference = scene.order(scene.accepted())

    def pay() -> None:
        scene.partners.pay(order, reference, tells=0)
        scene.agenda.after(timedelta(hours=3), lambda: scene.partners.tell_late(reference))

    scene.agenda.after(8 * _MINUTE, pay)


def paid_twice(scene: Scene) -> None:
    """Two real payments of one order: the second is nobody's and goes back, asked by one person, approved by another."""
    order, reference = scene.order(scene.accepted())
    scene.partners.pay(order, reference)
    scene.agenda.after(2 * _MINUTE, lambda: scene.partners.pay(order, reference, again=True))
    scene.agenda.after(timedelta(hours=5), lambda: _give_back(scene, order))
    scene.agenda.after(timedelta(days=1, hours=1), lambda: _close_case(order))


def _give_back(scene: Scene, order: Order) -> None:
    case = next(one for one in payments.open_cases() if one.order_code == order.code and one.kind is CaseKind.OVERPAID)
    assert case.receipt_id is not None
    asked = payments.refund_receipt(
        receipt_id=case.receipt_id,
        amount_vnd=case.amount_vnd,
        reason="Trả hai lần cho một khoản.",
        actor=scene.people.officer("payment_officer"),
    )
    payments.decide_refund(refund_id=asked.id, approved=True, actor=scene.people.officer("payment_approver"))
    scene.rounds(1, 5, 30)


def _close_case(order: Order) -> None:
    for case in payments.open_cases():
        if case.order_code == order.code:
            payments.close_case(case_id=case.id, resolution="Đã hoàn lần trả thừa.", actor=system_actor())


def wrong_sum_told(scene: Scene) -> None:
    """The bank tells of less than was paid, its statement says the truth: nothing is settled, both are named."""
    scene.partners.pay(*scene.order(scene.accepted()), wrong_by=-1_000)
    scene.expected += [("bank.case", ""), ("bank.differs", "")]


def paid_in_cash(scene: Scene) -> None:
    """Filed and paid at the counter; the receipt is cancelled in its shift and the money taken again."""
    dossier_id = scene.accepted(channel=FilingChannel.COUNTER)
    first = _take_cash(scene, dossier_id)

    def again() -> None:
        cashier.cancel_receipt(receipt_id=first, reason="Ghi nhầm người nộp.", actor=scene.people.head)
        _take_cash(scene, dossier_id)

    scene.agenda.after(5 * _MINUTE, again)


def paid_both_ways(scene: Scene) -> None:
    """Whoever went to the bank paid at the counter before the bank did: the record owes it back, and it goes back."""
    dossier_id = scene.accepted()
    order, reference = scene.order(dossier_id)
    _take_cash(scene, dossier_id)
    scene.agenda.after(5 * _MINUTE, lambda: scene.partners.pay(order, reference))

    def approve() -> None:
        (asked,) = payments.refunds_of(order.id)
        payments.decide_refund(refund_id=asked.id, approved=True, actor=scene.people.officer("payment_approver"))
        scene.rounds(1, 5, 30)

    scene.agenda.after(timedelta(hours=5), approve)


def _take_cash(scene: Scene, dossier_id: UUID) -> UUID:
    """At the counter, in the desk's open shift."""
    desk, due = scene.people.desk, scene.due(dossier_id)
    assert desk.person_id is not None
    if cashdesk.open_shift_of(desk.person_id, scene.people.desk_agency_id) is None:
        cashdesk.open_shift(opening_vnd=0, actor=desk)
    return cashier.take_money(due_ids=[due.id], received_vnd=due.left_vnd, key=str(new_id()), actor=desk)


def asked_for_more(scene: Scene) -> None:
    """More money is asked for, the dossier stands still until it is paid online and then goes on."""
    dossier_id = scene.accepted()
    scene.partners.pay(*scene.order(dossier_id))

    def ask() -> None:
        (item,) = dossiers.open_items(dossier_id)
        who = scene.people.officer(item.role, item.agency_id)
        shown = dossiers.get_dossier(dossier_id, actor=who, purpose=PURPOSE)
        dossiers.ask_fee(
            dossier_id=dossier_id,
            title=scene.script["more"]["title"],
            kind=FeeKind.CHARGE,
            amount_vnd=scene.script["more"]["vnd"],
            reason=scene.script["more"]["reason"],
            waits=Waits.PROCESSING,
            days=5,
            version=shown.version,
            actor=who,
        )

    scene.agenda.after(timedelta(hours=1), ask)
    scene.agenda.after(timedelta(hours=4), lambda: scene.partners.pay(*scene.order(dossier_id)))


def refused_and_rated(scene: Scene) -> None:
    """Refused at intake; the applicant says what they think of it, and thinks again the next day."""
    dossier_id = scene.file()
    scene.people.refuse(dossier_id)
    scene.agenda.after(timedelta(hours=2), lambda: scene.rate(dossier_id, "unsatisfied"))
    scene.agenda.after(timedelta(days=1), lambda: scene.rate(dossier_id, "satisfied"))


def returned_by_post(scene: Scene) -> None:
    """Paid, signed, sent home by post and handed over; the desk marks it returned, the applicant rates it."""
    dossier_id = scene.accepted(channel=FilingChannel.COUNTER)
    scene.partners.pay(*scene.order(dossier_id))
    scene.agenda.after(timedelta(hours=2), lambda: scene.people.decide(dossier_id))
    scene.agenda.after(timedelta(hours=3), lambda: _send_home(scene, dossier_id))
    scene.agenda.after(timedelta(hours=4), lambda: scene.people.press(dossier_id, "returned"))
    scene.agenda.after(timedelta(hours=5), lambda: scene.rate(dossier_id, "very_satisfied"))


def _send_home(scene: Scene, dossier_id: UUID, direction: Direction = Direction.RETURN) -> None:
    assert scene.people.citizen.person_id is not None
    post.register(
        order=NewOrder(
            subject=("dossier", dossier_id),
            holder=HolderRef(kind="person", id=scene.people.citizen.person_id),
            reference=scene.code(dossier_id),
            direction=direction,
            agency_id=scene.people.desk_agency_id,
            home=scene.home,
            contents=scene.script["contents"],
        ),
        waits=False,
        actor=scene.people.desk,
    )
    scene.letters += 1
    scene.rounds(1, 2, 3, 6, 10, 20, 40)


def collected_at_home(scene: Scene) -> None:
    """The post fetches a paper at home; it is down when it is asked, then answers too late, then in doubt."""
    dossier_id = scene.accepted()
    scene.partners.post_is_down(2)
    scene.partners.post_is_late()
    scene.agenda.after(3 * _MINUTE, lambda: _send_home(scene, dossier_id, Direction.COLLECT))
    scene.agenda.after(timedelta(hours=2), lambda: scene.partners.pay(*scene.order(dossier_id)))


def portal_lies(scene: Scene) -> None:
    """The portal keeps another status than the one that it was told and said yes to."""
    dossier_id = scene.accepted()
    scene.partners.pay(*scene.order(dossier_id))
    code = scene.code(dossier_id)
    scene.expected.append(("national.differs", code))

    def lie() -> None:
        scene.partners.portal.portal.dossiers[code]["TrangThaiHoSo"] = "1"

    scene.agenda.after(timedelta(days=2), lie)


Story = Callable[[Scene], None]
# In this order, again and again; the liars stand in the first round only.
STORIES: tuple[Story, ...] = (
    paid_at_once,
    notice_lost,
    told_twice,
    told_late,
    paid_twice,
    paid_in_cash,
    paid_both_ways,
    asked_for_more,
    refused_and_rated,
    returned_by_post,
    collected_at_home,
)
LIARS: tuple[Story, ...] = (wrong_sum_told, portal_lies)


def morning(begins: datetime, day: int, number: int) -> datetime:
    """When the story of that number begins: a working day of the month, a quarter of an hour after the one before."""
    weeks, weekday = divmod(day, 5)
    return begins + timedelta(days=7 * weeks + weekday, minutes=15 * (number % 8))
