from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.cache import cache

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import testing
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor, anonymous_actor, system_actor
from tinhso.kernel.clock import frozen, now
from tinhso.kernel.ids import new_id
from tinhso.services.payments import api, queries
from tinhso.services.payments.adapters import secrets
from tinhso.services.payments.models import AttemptRow, CaseRow, OrderRow
from tinhso.services.payments.simulator import here
from tinhso.services.payments.simulator.bank import Bank, Entry
from tinhso.services.payments.types import Attempt, Beneficiary, Line, Order, Payer

BASIS = {"effective_from": "2020-01-01", "legal_basis": [{"document": "45/2020/NĐ-CP"}], "minutes": 9}
CHANNELS: tuple[dict[str, Any], ...] = (
    {"code": "qr", "adapter": "vietqr", "order": 1},
    {"code": "bank", "adapter": "bank_gateway", "order": 2, "page": "https://bank.example.vn/pay"},
    {
        "code": "national",
        "adapter": "national_platform",
        "order": 3,
        "page": "https://portal.example.vn/pay",
        "checksum": {
            "algorithm": "sha256",
            "separator": "|",
            "fields": ["MaDoiTac", "MaThamChieu", "SoTien", "error_code", "MaGiaoDich", "ThoiGianGD", "UrlThanhToan"],
        },
        "names": {
            "address": "UrlThanhToan",
            "outcome": "error_code",
            "amount": "SoTien",
            "transaction": "MaGiaoDich",
            "paid_at": "ThoiGianGD",
            "words": "MoTa",
        },
    },
)
ACCOUNT = Beneficiary(bank="970403", account="0011012345678", holder="Kho bạc Mẫu")
OTHER_ACCOUNT = Beneficiary(bank="970403", account="0099999999999", holder="Sở Mẫu")
AMOUNT = 80_000


class Scene:
    """A payer, a stranger, two officers of money, three channels whose partners are played in the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        cashier = testing.role(
            "cashier", {"payments.refund": "province", "payments.reconcile": "province", "payments.show": "own"}
        )
        chief = testing.role("chief", {"payments.approve_refund": "province", "payments.refund": "province"})
        testing.province(
            [("thu", "H99", (cashier,)), ("truong", "H99", (chief,)), ("khac", "H99.101", ())],
        )
        one, other = testing.citizen("yen", serial=1), testing.citizen("nguoi-la", serial=2)
        self.account = one
        self.citizen: Actor = testing.citizen_actor(one)
        self.stranger: Actor = testing.citizen_actor(other)
        self.cashier: Actor = testing.officer_actor(testing.officer("thu", "thu"), "thu")
        self.chief: Actor = testing.officer_actor(testing.officer("truong", "truong"), "truong")
        self.clerk: Actor = testing.officer_actor(testing.officer("khac", "khac"), "khac")
        self.me = HolderRef("person", one.person_id)
        self.banks: dict[str, Bank] = {}
        self.channels()

    def channels(self, **changes: Any) -> None:
        """Apply the three channels anew, with changed fields."""
        place = self.folder / "payments" / "channels"
        place.mkdir(parents=True, exist_ok=True)
        for one in CHANNELS:
            body = {
                "title": f"Cách trả {one['code']}", "title_en": f"Way {one['code']}", "address": "demo:",
                "partner": "TINH-MAU", "secret": f"{one['code']}.key", **BASIS, **one, **changes,
            }  # fmt: skip
            (place / f"{one['code']}.yaml").write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
        definitions.apply_folder(self.folder, actor=system_actor())

    def order(self, amount: int = AMOUNT, *, key: str = "", lines: tuple[Line, ...] = (), **more: Any) -> Order:
        return api.create_order(
            lines=lines or (Line(code="le-phi", title="Lệ phí mẫu", amount_vnd=amount, beneficiary=ACCOUNT),),
            payer=Payer(holder=self.me, name="Trần Thị Mẫu", personal_number="099190000001", address="Ấp Một"),
            reference=str(new_id()),
            purpose="Lệ phí hồ sơ H99.1",
            idempotency_key=key or str(new_id()),
            actor=self.citizen,
            **more,
        )

    def start(self, order: Order, channel: str = "bank") -> Attempt:
        return api.start_attempt(order_id=order.id, channel=channel, actor=self.citizen)

    def bank(self, channel: str = "bank") -> Bank:
        """The partner of a channel, with the book that the platform's own questions are answered from."""
        if channel not in self.banks:
            self.banks[channel] = here.bank_of(queries.channel(channel))
        return self.banks[channel]

    def tell(self, entry: Entry, channel: str = "bank") -> None:
        """The partner sends its notices of an entry."""
        for body, headers in self.bank(channel).notices(entry):
            api.take_message(channel=channel, body=body, headers=headers, actor=anonymous_actor())

    def pay(self, attempt: Attempt, amount: int = AMOUNT, *, again: bool = False) -> None:
        """The payer pays and the partner tells of it."""
        self.tell(self.bank(attempt.channel).pay(attempt.reference, amount, again=again), attempt.channel)

    def state(self, order: Order) -> tuple[str, int]:
        row = OrderRow.objects.get(id=order.id)
        return row.state, row.received_vnd

    def attempt_state(self, attempt: Attempt) -> str:
        return AttemptRow.objects.get(id=attempt.id).state

    def cases(self) -> list[str]:
        return list(CaseRow.objects.filter(closed_at=None).order_by("opened_at").values_list("kind", flat=True))

    def rounds(self, minutes: int, *, since: datetime) -> None:
        """The worker's round every minute on a moved clock."""
        for minute in range(1, minutes + 1):
            self.round_at(since + timedelta(minutes=minute, seconds=1))

    def round_at(self, at: datetime) -> None:
        with frozen(at):
            api.follow_up(actor=system_actor())


@pytest.fixture
def scene(db: None, tmp_path: Path, settings: Any) -> Iterator[Scene]:
    settings.PAYMENT_SECRETS_DIR = tmp_path / "secrets"
    cache.clear()
    folder = tmp_path / "definitions"
    folder.mkdir()
    yield Scene(folder)
    cache.clear()


def wired(scene: Scene, code: str, address: str) -> Bank:
    """A partner of its own key and book that listens at an address; the channel is sent there."""
    scene.channels(address=address)
    channel = queries.channel(code)
    return Bank(channel=replace(channel), secret=secrets.secret_of(channel))


def minutes_from_now(minutes: int) -> datetime:
    return now() + timedelta(minutes=minutes)
