"""Who sees which difference, who explains it, and that an explanation holds for what it explained only."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.reconciliation.conftest import NEXT_DAY, Scene, found, open_ones, portal_says
from tinhso.casework.dossiers.testing import officer
from tinhso.config.cli import main
from tinhso.flows.reconciliation import api, tasks
from tinhso.flows.reconciliation.errors import NoDifference, NotWaiting, WrongReason
from tinhso.flows.reconciliation.types import Difference
from tinhso.foundation.access.errors import ActDenied
from tinhso.insight.warehouse.testing import sign_in
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import frozen
from tinhso.services.national_portal.adapters.demo import DemoPortal

REASON = "Cổng ghi nhầm, đã báo đơn vị vận hành ngày 6/10."


@pytest.fixture
def differing(scene: Scene) -> tuple[Scene, Difference]:
    """A dossier of which the portal says another status."""
    dossier_id = scene.accepted()
    scene.goes_on()
    portal_says(scene.code_of(dossier_id), TrangThaiHoSo="1")
    scene.reconciles()
    (one,) = open_ones()
    return scene, one


def explain(one: Difference, actor: Actor, reason: str = REASON) -> None:
    api.accept(difference_id=one.id, reason=reason, seen=(one.ours, one.theirs), actor=actor)


def written(difference_id: UUID) -> list[str]:
    rows = apps.get_model("access.AuditEntry")._default_manager.filter(target_id=difference_id)
    return list(rows.values_list("act", flat=True))


def test_an_explained_difference_no_longer_fails_the_run_until_it_changes(differing: tuple[Scene, Difference]) -> None:
    scene, one = differing
    explain(one, scene.accountant)

    assert scene.reconciles(days=1).agrees
    assert (open_ones()[0].reason, written(one.id)) == (REASON, ["reconciliation.accept"])

    portal_says(one.dossier_code, TrangThaiHoSo="2")
    report = scene.reconciles(days=2)

    (changed,) = open_ones()
    assert (report.agrees, changed.id, changed.accepted_at, changed.reason) == (False, one.id, None, REASON)
    assert changed.since == one.since


def test_what_was_mended_and_breaks_again_waits_again(differing: tuple[Scene, Difference]) -> None:
    scene, one = differing
    explain(one, scene.accountant)
    portal_says(one.dossier_code, TrangThaiHoSo="4")
    scene.reconciles(days=1)
    assert found() == []

    portal_says(one.dossier_code, TrangThaiHoSo="1")

    assert not scene.reconciles(days=2).agrees
    assert open_ones()[0].since > one.since


@pytest.mark.parametrize("reason", ["", "   ", "ngắn"])
def test_an_explanation_says_something(differing: tuple[Scene, Difference], reason: str) -> None:
    scene, one = differing

    with pytest.raises(WrongReason):
        explain(one, scene.accountant, reason)

    assert (open_ones()[0], written(one.id)) == (one, [])


def test_who_may_not_see_or_explain_changes_nothing(differing: tuple[Scene, Difference]) -> None:
    scene, one = differing
    province = scene.province
    elsewhere = officer("cang-long.giam-doc-ttpvhcc", "Người Nơi Khác")

    for actor, refusal in ((province.citizen, ActDenied), (province.desk, ActDenied), (elsewhere, NoDifference)):
        with pytest.raises(refusal):
            explain(one, actor)
    auditor = officer("vpub.kiem-soat-tthc", "Người Chỉ Đọc")
    with pytest.raises(ActDenied):
        explain(one, auditor)

    assert (open_ones()[0], written(one.id)) == (one, [])
    assert api.open_differences(actor=elsewhere) == ()
    assert [seen.id for seen in api.open_differences(actor=province.desk_head)] == [one.id]
    explain(one, province.desk_head)


def test_what_changed_since_it_was_read_is_not_explained(differing: tuple[Scene, Difference]) -> None:
    scene, one = differing
    portal_says(one.dossier_code, TrangThaiHoSo="2")
    scene.reconciles(days=1)

    with pytest.raises(NotWaiting):
        explain(one, scene.accountant)

    assert open_ones()[0].accepted_at is None


def test_the_pages_show_both_values_look_again_and_take_the_explanation(differing: tuple[Scene, Difference]) -> None:
    scene, one = differing
    client = sign_in(scene.accountant)
    overview, page = reverse("reconciliation:overview"), reverse("reconciliation:one", args=[one.id])

    shown = client.get(overview).content.decode()
    assert one.dossier_code in shown
    assert "Cổng nói khác về hồ sơ" in shown
    refused = client.post(page, {"viec": "giai-trinh", "ours": one.ours, "theirs": one.theirs, "reason": "x"})
    assert (refused.status_code, open_ones()[0].accepted_at) == (422, None)
    assert "ít nhất" in refused.content.decode()
    client.post(page, {"viec": "giai-trinh", "ours": one.ours, "theirs": one.theirs, "reason": REASON})
    assert open_ones()[0].reason == REASON
    assert one.dossier_code not in client.get(overview).content.decode()
    assert one.dossier_code in client.get(overview + "?loc=da-giai-trinh&he-thong=national").content.decode()
    portal_says(one.dossier_code, TrangThaiHoSo="4")
    client.post(page, {"viec": "xem-lai"})
    assert (found(), "Đã khớp" in client.get(page).content.decode()) == ([], True)
    assert sign_in(scene.province.desk).get(overview).status_code == 403


def test_what_could_not_be_asked_stands_beside_what_differs(
    differing: tuple[Scene, Difference], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, _ = differing
    monkeypatch.setattr(DemoPortal, "fails", 9)
    scene.reconciles(days=1)

    shown = sign_in(scene.accountant).get(reverse("reconciliation:overview")).content.decode()

    assert "1 chênh lệch" in shown
    assert "1 chưa hỏi được: " in shown
    assert "không trả lời" in shown


def test_the_list_asks_as_often_for_many_as_for_one(differing: tuple[Scene, Difference]) -> None:
    scene, one = differing
    client = sign_in(scene.accountant)
    rows = apps.get_model("reconciliation.DifferenceRow")._default_manager

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("reconciliation:overview"))
        return len(queries)

    asked()
    few = asked()
    row = rows.get(id=one.id)
    for number in range(30):
        row.pk, row.key = UUID(int=number + 1), f"khac-{number}"
        row.save(force_insert=True)

    assert asked() == few


def test_the_command_names_each_difference_and_what_to_do(differing: tuple[Scene, Difference]) -> None:
    scene, one = differing

    def run(*options: str) -> tuple[int, Any]:
        with frozen(NEXT_DAY):
            answer = CliRunner().invoke(main, ["reconcile", *options, "--json"])
        return answer.exit_code, json.loads(answer.output.splitlines()[-1])

    code, said = run("--date", "2026-10-05")

    (line,) = said["differences"]
    assert (code, said["ok"], line["code"], line["dossier"]) == (1, False, "national.differs", one.dossier_code)
    assert (line["record"], line["system"], line["explained"]) == ("Trạng thái: 4", "Trạng thái: 1", "")
    assert "gửi lại" in line["todo"]
    explain(one, scene.accountant)
    code, said = run("--all")
    assert (code, said["ok"], said["differences"][0]["explained"]) == (0, True, REASON)
    assert run("--date", "2026-10-04")[1]["systems"]["national"]["examined"] == 1, "what is open is always looked at"


def test_the_night_is_compared_once_after_its_hour(scene: Scene) -> None:
    runs = apps.get_model("reconciliation.RunRow")._default_manager
    for hours, expected in ((-8, 0), (-6, 1), (-5, 1), (2, 1), (18, 2)):
        with frozen(NEXT_DAY + timedelta(hours=hours)):
            tasks.reconcile_night()
        assert runs.count() == expected, hours
    assert [str(one) for one in runs.order_by("nightly_on").values_list("nightly_on", flat=True)] == [
        "2026-10-05",
        "2026-10-06",
    ]
