"""The partners of the month: a bank, the national portal, the post, four channels; honest, or by what the play tells them."""

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from PIL import Image

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
    # The day whose statement has it; None: none has.
    stated_on: date | None
    amount_vnd: int
    reference: str


@dataclass
class Partners:
    """`booked`: what the bank will write into its statements; `met`: which misbehaviour was played, how often."""

    portal: PortalServer
    booked: list[Booked] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)

    def pay(self, order: Order, reference: str, *, tells: int = 1, wrong_by: int = 0, again: bool = False) -> Booked:
        """The payer pays; the bank tells of it so many times, of another sum if it lies, and books what was paid."""
        bank = payments.stand_in(CHANNEL)
        entry = bank.pay(reference, order.amount_vnd, again=again)
        today = local(now()).date()
        booked = Booked(
            number=entry.transaction, on=today, stated_on=today, amount_vnd=entry.amount_vnd, reference=reference
        )
        self.booked.append(booked)
        self.met.update(word for word, told in (("lost", not tells), ("twice", tells > 1), ("wrong", wrong_by)) if told)
        bank.script = replace(bank.script, tells=tells, wrong_amount=wrong_by)
        for body, headers in bank.notices(entry):
            payments.take_message(channel=CHANNEL, body=body, headers=headers, actor=anonymous_actor())
        return booked

    def tell_late(self, reference: str) -> None:
        """What the bank should have told long ago."""
        bank = payments.stand_in(CHANNEL)
        entry = bank.book.find(reference)
        assert entry is not None
        self.met["late"] += 1
        bank.script = replace(bank.script, tells=1, wrong_amount=0)
        for body, headers in bank.notices(entry):
            payments.take_message(channel=CHANNEL, body=body, headers=headers, actor=anonymous_actor())

    def leave_out(self, booked: Booked, *, days: int | None = None) -> None:
        """Only the statement of so many days later has that line; no statement, where nobody says when."""
        self.met["lost" if days is None else "late"] += 1
        at = self.booked.index(booked)
        self.booked[at] = replace(booked, stated_on=None if days is None else booked.on + timedelta(days=days))

    def double(self, booked: Booked) -> None:
        """The statement has that payment once more, under another number."""
        self.met["twice"] += 1
        self.booked.append(replace(booked, number=f"{booked.number}-2"))

    def statement(self) -> None:
        """The day's statement is imported, and once more by somebody who does not know that it was."""
        today = local(now()).date()
        lines = [one for one in self.booked if one.stated_on == today]
        if not lines:
            return
        rows = [f"{one.number};{one.on:%d/%m/%Y};{one.amount_vnd};;TT {one.reference}" for one in lines]
        content = "\n".join([_HEADER, *rows, ""]).encode("utf-8-sig")
        for _ in range(2):
            payments.import_statement(source=STATEMENT, content=content, actor=system_actor())

    def portal_meets(self, fault: Fault, *, times: int = 1, service: str = "*") -> None:
        """The next calls of the portal meet that."""
        self.portal.script.add(fault, times=times, service=service)

    def portal_is_well(self) -> None:
        self.portal.script.clear()

    def portal_keeps(self, name: str) -> dict[str, Any]:
        """A page of paper that somebody uploaded there, as the portal names it in a message."""
        page = io.BytesIO()
        Image.new("L", (200, 280), 255).save(page, "PDF")
        self.portal.files[name] = page.getvalue()
        return {"TenGiayTo": name, "DuongDanTaiTepTin": f"{self.portal.address}/files/{name}"}

    def channels_fail(self, *channels: Channel, times: int = 2) -> None:
        """The next sendings find the gateways down."""
        self.met["down"] += 1
        for channel in channels:
            notifications.stand_in(channel).fails = times

    def post_is_down(self, calls: int) -> None:
        self.met["down"] += 1
        post.stand_in().down = calls

    def post_is_late(self) -> None:
        """It takes the next order and does not answer in time, and the one after in doubt."""
        self.met["late"] += 1
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
