"""What fact tables hold after a month, fed event by event; rebuilt from the events they hold the same."""

from typing import Any

import pytest

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.engines.workflow import api as workflow
from tinhso.insight.warehouse import api
from tinhso.insight.warehouse.models import DossierFact, Standing, StepFact
from tinhso.insight.warehouse.subscribers import follow
from tinhso.insight.warehouse.testing import Month, accept, decide, file, press
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.outbox.api import events_of
from tinhso.kernel.outbox.delivery import deliver_all

pytestmark = pytest.mark.django_db


def everything() -> list[list[dict[str, Any]]]:
    """All rows of the fact tables."""
    tables: tuple[Any, ...] = (DossierFact, Standing, StepFact)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_each_dossier_has_its_end_and_whether_it_was_in_time(month: Month, province: SmallProvince):
    def said(name: str) -> tuple[str, str, str]:
        row = DossierFact.objects.get(dossier_id=month[name])
        return row.ending, row.timing, f"{row.closed_on:%d/%m}" if row.closed_on else ""

    assert {name: said(name) for name in month} == {
        "carried": ("granted", "early", "02/10"),
        "early": ("granted", "early", "06/10"),
        "on_time": ("granted", "on_time", "08/10"),
        "late": ("granted", "late", "12/10"),
        "refused": ("refused", "early", "07/10"),
        "withdrawn": ("withdrawn", "early", "07/10"),
        "overdue": ("", "", ""),
        "paused": ("", "", ""),
        "open": ("", "", ""),
    }
    late = DossierFact.objects.get(dossier_id=month["late"])
    assert (late.late_cause, late.late_minutes > 0, late.channel) == ("owner", True, "counter")
    assert DossierFact.objects.get(dossier_id=month["paused"]).supplements == 1


def test_a_result_ends_the_dossier_when_it_is_signed_not_when_it_is_handed_over(month: Month, province: SmallProvince):
    before = DossierFact.objects.values().get(dossier_id=month["late"])

    with frozen(at_local(2026, 11, 20, 9, 0)):
        press(month["late"], "returned", province.desk, identity_checked="Căn cước")
        deliver_all()

    after = DossierFact.objects.values().get(dossier_id=month["late"])
    assert f"{after['returned_on']:%d/%m}" == "20/11"
    assert {name: after[name] for name in ("closed_on", "timing", "ending")} == {
        name: before[name] for name in ("closed_on", "timing", "ending")
    }


def test_spans_say_what_was_pending_and_paused_at_any_moment(month: Month, province: SmallProvince):
    spans = Standing.objects.filter(dossier_id=month["paused"]).order_by("since")
    assert [(f"{one.since:%d %H:%M}", one.until is None, one.is_paused) for one in spans] == [
        ("20 02:30", False, False),
        ("21 02:00", True, True),
    ]
    assert [one.until for one in Standing.objects.filter(dossier_id=month["early"])] == [at_local(2026, 10, 6, 9, 0)]
    assert not Standing.objects.filter(dossier_id=month["withdrawn"], until__isnull=True).exists()


def test_a_refusal_at_the_door_is_no_received_dossier(province: SmallProvince):
    from tinhso.casework.dossiers.types import Reason

    with frozen(at_local(2026, 10, 5, 9, 0)):
        dossier_id = file(province)
        reason = Reason(component="", text="Nộp nhầm nơi.", remedy="Nộp tại xã nơi cư trú.")
        press(dossier_id, "not_accepted", province.desk, reasons=(reason,))
        deliver_all()

    row = DossierFact.objects.get(dossier_id=dossier_id)
    assert (row.ending, row.accepted_on, row.timing) == ("not_accepted", None, "")
    assert not Standing.objects.filter(dossier_id=dossier_id).exists()


def test_facts_rebuilt_are_the_facts_that_were_fed(month: Month, province: SmallProvince):
    fed = everything()
    assert [len(rows) for rows in fed] == [9, 10, 28]

    StepFact.objects.all().update(minutes=1)
    Standing.objects.all().delete()
    assert api.rebuild() == 9
    assert everything() == fed


def test_an_event_told_twice_changes_nothing(month: Month, province: SmallProvince):
    fed = everything()

    for event in events_of(("dossier", month["late"])):
        follow(event)

    assert everything() == fed


def test_steps_know_their_office_time_and_their_loops(province: SmallProvince):
    dossier_id = accept(province, at_local(2026, 10, 5, 9, 0))
    with frozen(at_local(2026, 10, 5, 10, 30)):
        press(dossier_id, "eligible", province.specialist)
    with frozen(at_local(2026, 10, 5, 14, 0)):
        press(dossier_id, "sent_back", province.reviewer, note="Sửa lại nơi cư trú.")
    decide(province, dossier_id, at_local(2026, 10, 6, 8, 0))
    deliver_all()

    rows = StepFact.objects.filter(dossier_id=dossier_id).order_by("id")
    assert [(row.visit, row.minutes) for row in rows][:4] == [(1, 0), (1, 90), (1, 90), (2, 210)]
    assert [row.agency_id for row in rows][:3] == [province.receiving_id, province.owner_id, province.owner_id]
    assert rows[1].person_id == province.specialist.person_id
    assert dossiers.get_dossier(dossier_id, actor=province.leader, purpose="Xem").finished_at is not None


def test_an_act_that_was_undone_is_no_step_that_was_done(province: SmallProvince):
    dossier_id = accept(province, at_local(2026, 10, 5, 9, 0))
    (task,) = workflow.open_tasks(("dossier", dossier_id))
    with frozen(at_local(2026, 10, 5, 9, 30)):
        press(dossier_id, "eligible", province.specialist)
        api.follow_dossier(dossier_id)
    assert StepFact.objects.filter(dossier_id=dossier_id).count() == 2
    with frozen(at_local(2026, 10, 5, 9, 32)):
        shown = dossiers.get_dossier(dossier_id, actor=province.specialist, purpose="Xem")
        dossiers.undo_act(
            dossier_id=dossier_id,
            task_id=task.id,
            reason="Bấm nhầm.",
            version=shown.version,
            actor=province.specialist,
        )
        deliver_all()

    assert [row.step for row in StepFact.objects.filter(dossier_id=dossier_id)] == ["accept"]
    fed = everything()
    api.rebuild()
    assert everything() == fed
