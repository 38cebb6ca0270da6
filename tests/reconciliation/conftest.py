"""A small province that takes money, tells people and tells a portal; what happens there happens on a Monday morning."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as live_settings
from django.core.cache import cache
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.cashier import api as cashier
from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province, officer
from tinhso.casework.dossiers.types import Application, FilingChannel, Reason, ReturnMethod
from tinhso.engines.workflow import api as workflow
from tinhso.flows.reconciliation import api
from tinhso.flows.reconciliation.types import Difference, Report
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import Actor, anonymous_actor, system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.fees import api as fees
from tinhso.services.national_portal import api as national_portal
from tinhso.services.national_portal.adapters import portals
from tinhso.services.national_portal.adapters.demo import DemoPortal
from tinhso.services.notifications import api as notifications
from tinhso.services.payments import api as payments
from tinhso.services.payments import queries as payment_queries
from tinhso.services.payments.simulator import here
from tinhso.services.payments.types import Order

EXTRACT = "2.000635"
MORNING = at_local(2026, 10, 5, 9, 0)
NEXT_DAY = at_local(2026, 10, 6, 9, 0)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The province and what its people do; whatever is done, is done in the morning, looked at the next day."""

    province: SmallProvince
    accountant: Actor

    def filed(self, copies: int = 3) -> UUID:
        """An extract filed online."""
        return dossiers.submit_dossier(
            application=Application(
                procedure_version_id=definitions.get("procedure", EXTRACT).id,
                applicant=self.province.applicant,
                answers={**self.province.applications[EXTRACT]["answers"], "copies": copies},
                receiving_agency_id=self.province.receiving_id,
                channel=FilingChannel.ONLINE,
                return_method=ReturnMethod.ONLINE,
            ),
            idempotency_key=None,
            actor=self.province.citizen,
        ).id

    def accepted(self, copies: int = 3) -> UUID:
        """An extract filed online and accepted: each copy 8.000 đồng, owed from then on."""
        with frozen(MORNING):
            dossier_id = self.filed(copies)
            self.press(dossier_id, "accepted", self.province.desk)
        return dossier_id

    def refused(self) -> UUID:
        """An extract filed online and refused at intake: it has its outcome and can be rated."""
        with frozen(MORNING):
            dossier_id = self.filed()
            (task,) = workflow.open_tasks(("dossier", dossier_id))
            outcome = next(one.code for one in task.outcomes if one.end == "not_accepted")
            reason = Reason(component="", text="Không rõ sổ gốc.", remedy="Ghi năm đăng ký.")
            self.press(dossier_id, outcome, self.province.desk, reasons=(reason,))
        return dossier_id

    def press(self, dossier_id: UUID, outcome: str, actor: Actor, **extra: Any) -> None:
        (task,) = workflow.open_tasks(("dossier", dossier_id))
        row = dossiers.get_dossier(dossier_id, actor=actor, purpose="Kiểm thử")
        done = dossiers.TaskDone(outcome=outcome, **extra)
        dossiers.do_task(task_id=task.id, done=done, version=row.version, actor=actor)

    def code_of(self, dossier_id: UUID) -> str:
        return dossiers.served_facts(dossier_id).code

    def due_of(self, dossier_id: UUID) -> UUID:
        (due,) = fees.dues_of(("dossier", dossier_id))
        return due.id

    def pays_online(self, dossier_id: UUID) -> Order:
        """By QR; the bank tells of it at once, and the platform has its receipt. What follows waits in the outbox."""
        with frozen(MORNING + timedelta(minutes=10)):
            token = cashier.pay_online(due_ids=[self.due_of(dossier_id)], actor=self.province.citizen)
            order = payments.get_order(payment_queries.by_token(token).id)
            attempt = payments.start_attempt(order_id=order.id, channel="vietqr", actor=self.province.citizen)
            bank = here.bank_of(payment_queries.channel("vietqr"))
            for body, headers in bank.notices(bank.pay(attempt.reference, order.amount_vnd)):
                payments.take_message(channel="vietqr", body=body, headers=headers, actor=anonymous_actor())
        return payments.get_order(order.id)

    def goes_on(self) -> None:
        """Everything that follows within the day: events delivered, the portal told, notices sent, the evening's digest last."""
        with frozen(MORNING + timedelta(hours=1)):
            deliver_all()
            national_portal.send_due()
            deliver_all()
        with frozen(MORNING + timedelta(hours=9)):
            notifications.send_due(actor=system_actor())

    def reconciles(self, days: int = 0) -> Report:
        """The next morning (or so many days later): everything."""
        with frozen(NEXT_DAY + timedelta(days=days)):
            return api.reconcile(day=None, actor=system_actor())


def found() -> list[tuple[str, str, str]]:
    """What is open: code, the record's value, the system's."""
    return [(one.code.value, one.ours, one.theirs) for one in open_ones()]


def open_ones() -> tuple[Difference, ...]:
    return api.open_differences(actor=system_actor())


def portal_says(code: str, **fields: str) -> None:
    """The portal's own record of a dossier is another one from now on."""
    file = DemoPortal().file
    kept: dict[str, Any] = json.loads(file.read_text("utf-8"))
    kept[code] |= fields
    file.write_text(json.dumps(kept), "utf-8")


def portal_forgets(code: str) -> None:
    """The portal has no such dossier any more."""
    file = DemoPortal().file
    kept: dict[str, Any] = json.loads(file.read_text("utf-8"))
    del kept[code]
    file.write_text(json.dumps(kept), "utf-8")


@pytest.fixture(scope="package")
def standing(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        folder = tmp_path_factory.mktemp("definitions")
        for name in ("notices", "payments"):
            (folder / name).symlink_to(live_settings.DEFINITIONS_DIR / name)
        yield load_small_province(folder, procedures=(EXTRACT,))
        transaction.set_rollback(True)


@pytest.fixture
def scene(standing: SmallProvince, db: None, tmp_path: Path, settings: Any) -> Iterator[Scene]:
    settings.PAYMENT_SECRETS_DIR = tmp_path / "secrets"
    settings.NATIONAL_PORTAL_ADAPTER = "demo"
    settings.VAR_DIR = tmp_path
    portals.portal.forget()
    cache.clear()
    national_portal.pull_catalogues_now(actor=system_actor())
    yield Scene(province=standing, accountant=officer("ttpvhcc.mot-cua-2", "Kế Thị Toán Mẫu"))
    portals.portal.forget()
    cache.clear()
