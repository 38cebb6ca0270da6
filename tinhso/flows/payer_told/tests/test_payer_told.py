"""An organisation's payment is told to whoever acts for it, a person's to the person; nobody else hears of it."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from tinhso.flows.payer_told.subscribers import settled
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity import testing
from tinhso.foundation.identity.types import HolderRef, OrganisationKind, Right
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import now
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.notifications import api as notifications
from tinhso.services.notifications.testing import apply_notices
from tinhso.services.payments import api as payments
from tinhso.services.payments.types import Beneficiary, Line, Order, Payer

LONG_AGO = date(2020, 1, 1)


@pytest.fixture(autouse=True)
def province(db: None, tmp_path: Path) -> None:
    apply_notices(tmp_path)


def paid_by(holder: HolderRef) -> Order:
    """An order of this payer, and the event that its money counted."""
    account = Beneficiary(bank="970403", account="0011012345678", holder="Kho bạc Mẫu")
    order = payments.create_order(
        lines=(Line(code="phi", title="Phí mẫu", amount_vnd=50_000, beneficiary=account),),
        payer=Payer(holder=holder, name="Người nộp mẫu"),
        reference="H99-1", purpose="Phí hồ sơ", idempotency_key=str(new_id()), actor=system_actor(),
    )  # fmt: skip
    payload = {"client": "", "order_id": str(order.id), "amount_vnd": 50_000}
    settled(
        EventRecord(
            id=new_id(), name="payment.settled", version=1, aggregate_kind="payment.order", aggregate_id=order.id, seq=1,
            at=now(), payload=payload, person_id=None, post_id=None, agency_id=None, channel="system", request_id=new_id(),
        )
    )  # fmt: skip
    return order


def told(order: Order) -> set[UUID]:
    return {one.person_id for one in notifications.told_of(("payments.order", order.id))}


def test_who_files_for_an_organisation_or_manages_it_hears_that_its_money_counted() -> None:
    company = identity.register_organisation(name="Công ty Mẫu", kind=OrganisationKind.ENTERPRISE, actor=system_actor())
    people = {
        name: testing.citizen(name, serial=number).person_id
        for number, name in enumerate(("quan-ly", "nop", "chi-xem", "nguoi-cu", "nguoi-la"), start=1)
    }
    for name, rights, until in (
        ("quan-ly", (Right.MANAGE,), None),
        ("nop", (Right.SUBMIT,), None),
        ("chi-xem", (Right.VIEW,), None),
        ("nguoi-cu", tuple(Right), date(2021, 1, 1)),
    ):
        identity.grant_membership(
            organisation_id=company.id, person_id=people[name], rights=rights, valid_from=LONG_AGO, valid_to=until,
            actor=system_actor(),
        )  # fmt: skip

    order = paid_by(HolderRef("organisation", company.id))

    assert told(order) == {people["quan-ly"], people["nop"]}


def test_a_person_alone_hears_of_the_own_payment() -> None:
    me, other = testing.citizen("toi", serial=1), testing.citizen("nguoi-la", serial=2)

    order = paid_by(HolderRef("person", me.person_id))

    assert told(order) == {me.person_id} != {other.person_id}
