"""A month at a one-stop for tests of figures: dossiers filed, decided early, on time and late, withdrawn, paused, open."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.test import Client

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.api import AskedItem, TaskDone
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.types import Application, FilingChannel, ReturnMethod
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.definitions import api as definitions
from tinhso.insight.warehouse.models import DossierFact, StepFact
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.outbox.delivery import deliver_all

MARITAL = "1.004873"
# What the small province of these tests offers.
PROCEDURES = ("1.001193", MARITAL)
# What `play_month` played: name → dossier.
Month = Mapping[str, UUID]


def file(province: SmallProvince, *, channel: FilingChannel = FilingChannel.ONLINE) -> UUID:
    """An application for the marital-status paper (three working days)."""
    return dossiers.submit_dossier(
        application=Application(
            procedure_version_id=definitions.get("procedure", MARITAL).id,
            applicant=province.applicant,
            answers=province.applications[MARITAL]["answers"],
            receiving_agency_id=province.receiving_id,
            channel=channel,
            return_method=ReturnMethod.ONLINE if channel is FilingChannel.ONLINE else ReturnMethod.COUNTER,
        ),
        idempotency_key=None,
        actor=province.citizen if channel is FilingChannel.ONLINE else province.desk,
    ).id


def press(dossier_id: UUID, outcome: str, actor: Actor, **extra: Any) -> None:
    """Press a button of the one open task."""
    (task,) = workflow.open_tasks(("dossier", dossier_id))
    shown = dossiers.get_dossier(dossier_id, actor=actor, purpose="Giải quyết hồ sơ")
    dossiers.do_task(task_id=task.id, done=TaskDone(outcome=outcome, **extra), version=shown.version, actor=actor)


def accept(province: SmallProvince, at: datetime, *, channel: FilingChannel = FilingChannel.ONLINE) -> UUID:
    """Filed and accepted at that moment."""
    with frozen(at):
        dossier_id = file(province, channel=channel)
        press(dossier_id, "accepted", province.desk)
    return dossier_id


def decide(province: SmallProvince, dossier_id: UUID, at: datetime, *, refuse: str = "") -> None:
    """Signed at that moment: granted, or refused for that reason."""
    with frozen(at):
        if refuse:
            press(dossier_id, "not_eligible", province.specialist, note=refuse, draft={"reason": refuse})
        else:
            press(dossier_id, "eligible", province.specialist)
        press(dossier_id, "agreed", province.reviewer)
        press(dossier_id, "signed", province.leader)


def play_month(province: SmallProvince) -> Month:
    """October 2026: nine dossiers, all told to the fact tables; each is due three working days after its acceptance.

    carried (accepted 30 September, decided 2 October: early), early, on_time, late (received at the counter), refused
    (early), withdrawn, overdue (accepted on the 20th, nobody acts), paused (accepted on the 20th, the applicant was asked
    on the 21st), open (accepted on the 30th).
    """
    found: dict[str, UUID] = {}
    found["carried"] = accept(province, at_local(2026, 9, 30, 9, 0))
    decide(province, found["carried"], at_local(2026, 10, 2, 9, 0))
    found["early"] = accept(province, at_local(2026, 10, 5, 9, 0))
    decide(province, found["early"], at_local(2026, 10, 6, 9, 0))
    found["on_time"] = accept(province, at_local(2026, 10, 5, 9, 5))
    decide(province, found["on_time"], at_local(2026, 10, 8, 10, 0))
    found["late"] = accept(province, at_local(2026, 10, 5, 9, 10), channel=FilingChannel.COUNTER)
    decide(province, found["late"], at_local(2026, 10, 12, 9, 0))
    found["refused"] = accept(province, at_local(2026, 10, 6, 9, 0))
    decide(province, found["refused"], at_local(2026, 10, 7, 9, 0), refuse="Đã kết hôn với người khác.")
    found["withdrawn"] = accept(province, at_local(2026, 10, 6, 9, 30))
    with frozen(at_local(2026, 10, 7, 8, 0)):
        dossiers.withdraw_dossier(dossier_id=found["withdrawn"], reason="Không cần nữa.", actor=province.citizen)
    found["overdue"] = accept(province, at_local(2026, 10, 20, 9, 0))
    found["paused"] = accept(province, at_local(2026, 10, 20, 9, 30))
    with frozen(at_local(2026, 10, 21, 9, 0)):
        _ask(province, found["paused"])
    found["open"] = accept(province, at_local(2026, 10, 30, 9, 0))
    deliver_all()
    return found


def _ask(province: SmallProvince, dossier_id: UUID) -> None:
    shown = dossiers.get_dossier(dossier_id, actor=province.specialist, purpose="Giải quyết hồ sơ")
    dossiers.ask_supplement(
        dossier_id=dossier_id,
        items=(AskedItem(ask="Giấy xác nhận nơi cư trú.", reason="Chưa có trong hồ sơ."),),
        version=shown.version,
        actor=province.specialist,
    )


def fact_of(dossier_id: UUID) -> DossierFact:
    """The fact row of a dossier, for tests of other modules: change it and save it."""
    return DossierFact.objects.get(dossier_id=dossier_id)


def step_of(dossier_id: UUID, step: str) -> StepFact:
    """The one time this step of a dossier was done."""
    return StepFact.objects.get(dossier_id=dossier_id, step=step)


def sign_in(actor: Actor) -> Client:
    """The person of this actor, an officer with the second factor passed."""
    client = Client(raise_request_exception=False)
    assert actor.user_id is not None
    user = get_user_model().objects.get(id=actor.user_id)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    if actor.is_officer:
        session = client.session
        session["identity.second_factor"] = str(user.pk)
        session.save()
    return client
