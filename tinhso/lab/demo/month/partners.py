"""The partners of the month: a bank, the national portal, the post, four channels; honest, or by what the play tells them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from tinhso.kernel.actor import anonymous_actor, system_actor
from tinhso.kernel.clock import local, now
from tinhso.lab.peers.api import Fault, PortalServer
from tinhso.services.notifications import api as notifications
from tinhso.services.notifications.types import Channel
from tinhso.services.payments import api as payments
from tinhso.services.payments.types import Order
from tinhso.services.post import api as post

CHANNEL, STATEMENT = "bank_gateway", "bank_gateway_csv"
_HEADER = "Số giao dịch;Ngày;Ghi có;Ghi nợ;Nội dung"


@dataclass(frozen=True, kw_only=True)
class Booked:
    """A credit as the bank booked it."""

    number: str
    on: date
    amount_vnd: int
    reference: str


@dataclass
class Partners:
    """`booked`: what the bank will write into its statements."""

    portal: PortalServer
    booked: list[Booked] = field(default_factory=list)

    def pay(self, order: Order, reference: str, *, tells: int = 1, wrong_by: int = 0, again: bool = False) -> None:
        """The payer pays; the bank tells of it so many times, of another sum if it lies, and books what was paid."""
        bank = payments.stand_in(CHANNEL)
        entry = bank.pay(reference, order.amount_vnd, again=again)
        self.booked.append(
            Booked(number=entry.transaction, on=local(now()).date(), amount_vnd=entry.amount_vnd, reference=reference)
        )
        bank.script = replace(bank.script, tells=tells, wrong_amount=wrong_by)
        for body, headers in bank.notices(entry):
            payments.take_message(channel=CHANNEL, body=body, headers=headers, actor=anonymous_actor())

    def tell_late(self, reference: str) -> None:
        """What the bank should have told long ago."""
        bank = payments.stand_in(CHANNEL)
        entry = bank.book.find(reference)
        assert entry is not None
        for body, headers in bank.notices(entry):
            payments.take_message(channel=CHANNEL, body=body, headers=headers, actor=anonymous_actor())

    def statement(self, *, without: str = "") -> None:
        """The day's statement is imported; `without`: a transaction that the bank leaves out."""
        today = local(now()).date()
        lines = [one for one in self.booked if one.on == today and one.number != without]
        if lines:
            rows = [f"{one.number};{one.on:%d/%m/%Y};{one.amount_vnd};;TT {one.reference}" for one in lines]
            content = "\n".join([_HEADER, *rows, ""]).encode("utf-8-sig")
            payments.import_statement(source=STATEMENT, content=content, actor=system_actor())

    def portal_meets(self, fault: Fault, *, times: int = 1, service: str = "*") -> None:
        """The next calls of the portal meet that."""
        self.portal.script.add(fault, times=times, service=service)

    def portal_is_well(self) -> None:
        self.portal.script.clear()

    def channels_fail(self, *channels: Channel, times: int = 2) -> None:
        """The next sendings find the gateways down."""
        for channel in channels:
            notifications.stand_in(channel).fails = times

    def post_is_down(self, calls: int) -> None:
        post.stand_in().down = calls

    def post_is_late(self) -> None:
        """It takes the next order and does not answer in time, and the one after in doubt."""
        post.stand_in().late, post.stand_in().doubtful = 1, 1

    def letter_fails(self, reference: str) -> None:
        """Nobody is at home: that letter comes back."""
        carrier = post.stand_in()
        carrier.fails = carrier.fails | {reference}


@contextmanager
def honest_again() -> Iterator[None]:
    """Whatever the play told the stand-ins of this process ends with the block."""
    try:
        yield
    finally:
        post.stand_in().behave()
        for channel in Channel:
            notifications.stand_in(channel).fails = 0
