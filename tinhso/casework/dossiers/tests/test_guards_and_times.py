"""A button says in words why it cannot be pressed yet; a step that waits goes on by itself when its time is over.

November 2026: Monday 23rd works, Tuesday 24th is the Day of Vietnamese Culture, Wednesday 25th to Friday 27th work.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from django.conf import settings
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api, queries, tasks
from tinhso.casework.dossiers.models import WorkItem
from tinhso.casework.dossiers.process_facts import unknown_facts
from tinhso.casework.dossiers.testing import SHARED, SmallProvince, load_small_province
from tinhso.casework.dossiers.tests.acts import (
    MARITAL,
    accept,
    do,
    everything,
    file,
    open_task,
    status_of,
    version_of,
)
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.types import Question, Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind, ClockState
from tinhso.engines.workflow.errors import OutcomeGuarded
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.kernel.outbox.models import OutboxEvent

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
MONDAY_9 = at_local(2026, 11, 23, 9)
THURSDAY_9 = at_local(2026, 11, 26, 9)
WORDS = "Còn câu hỏi chưa trả lời: chờ ý kiến trước khi trình."


def with_process(folder: Path, change: Any) -> None:
    """Apply the sample's marital status procedure with a process of one's own."""
    source = next(settings.DEFINITIONS_DIR.glob(f"procedures/*/{MARITAL}"))
    for name in SHARED:
        (folder / name).symlink_to(settings.DEFINITIONS_DIR / name)
    (folder / "units").mkdir()
    for path in settings.DEFINITIONS_DIR.glob("units/86_*.yaml"):
        (folder / "units" / path.name).symlink_to(path)
    copy = folder / "procedures" / source.parent.name / MARITAL
    shutil.copytree(source, copy)
    body = yaml.safe_load((copy / "steps.yaml").read_text("utf-8"))
    change(body)
    (copy / "steps.yaml").write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), "utf-8")
    definitions.apply_folder(folder, actor=system_actor())


def waits_for_the_public(body: dict[str, Any]) -> None:
    """Passing on is guarded; a result that was posted for objections for two working days goes on to be checked."""
    verify = next(one for one in body["steps"] if one["code"] == "verify")
    body["facts"] = {"open_opinions": {"type": "number", "from": "/dossier/open_opinions"}}
    verify["outcomes"][0] |= {"to": "posted", "only_if": [{"when": "open_opinions == 0", "words": WORDS}]}
    posted = {
        "code": "posted",
        "title": "Niêm yết công khai",
        "role": "civil_status_officer",
        "place": "owner",
        "moves_on": {"after": {"value": 2, "unit": "working_days"}, "outcome": "no_objection"},
        "outcomes": [
            {"code": "no_objection", "title": "Hết thời gian niêm yết, không có ý kiến", "to": "check"},
            {"code": "objection", "title": "Có ý kiến", "needs_reason": True, "to": "verify"},
            {"code": "void", "title": "Căn cứ không còn", "needs_reason": True, "end": "stopped"},
        ],
    }
    body["steps"].insert(2, posted)


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    with django_db_blocker.unblock(), transaction.atomic():
        loaded = load_small_province(tmp_path_factory.mktemp("definitions"), procedures=(MARITAL,))
        with_process(tmp_path_factory.mktemp("changed"), waits_for_the_public)
        yield loaded
        transaction.set_rollback(True)


@pytest.fixture
def there(standing: SmallProvince, db: None) -> SmallProvince:
    return standing


def posted(there: SmallProvince) -> UUID:
    """Posted on Monday at ten: two working days after it is Thursday, for Tuesday is a holiday."""
    with frozen(MONDAY_9):
        filed = file(there)
        accept(there, filed.id)
    with frozen(at_local(2026, 11, 23, 10)):
        do(filed.id, "eligible", there.specialist)
    return filed.id


def test_the_step_goes_on_by_itself_when_its_time_is_over_and_once(there: SmallProvince) -> None:
    dossier_id = posted(there)
    clock = deadlines.find_clock(("dossier", dossier_id), ClockKind.TIMED, "posted")
    assert clock is not None
    assert clock.due_at == at_local(2026, 11, 26, 17)
    with frozen(at_local(2026, 11, 26, 16, 59)):
        assert tasks.move_steps_on() == 0
    assert open_task(dossier_id).step == "posted"

    with frozen(at_local(2026, 11, 26, 17, 1)):
        assert tasks.move_steps_on() == 1
        assert open_task(dossier_id).step == "check"
        before = everything()
        # A worker that was killed after its commit, or a second worker: nothing more happens.
        assert tasks.move_steps_on() == 0
        assert api.move_on(dossier_id=dossier_id, step="posted", actor=system_actor()) is False
        assert everything() == before

    assert deadlines.get_clock(clock.id).state is ClockState.FINISHED
    last = queries.history(dossier_id)[-1]
    assert last.person_id is None
    assert last.words == (
        "Niêm yết công khai: hết thời gian niêm yết, không có ý kiến. Tự chuyển khi hết thời gian chờ"
        " (17 giờ 00 phút, thứ Năm ngày 26/11/2026)."
    )
    moved = OutboxEvent.objects.filter(name="dossier.moved").order_by("seq").last()
    assert moved is not None
    assert (moved.payload["step"], moved.payload["outcome"]) == ("posted", "no_objection")


def test_killed_in_the_middle_leaves_everything_as_it_was(
    there: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier_id = posted(there)
    before = everything()
    monkeypatch.setattr(
        "tinhso.casework.dossiers.actions.do_task.chronicle.follow",
        lambda *given, **named: (_ for _ in ()).throw(KeyboardInterrupt),
    )
    with frozen(at_local(2026, 11, 26, 17, 1)):
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            tasks.move_steps_on()
        assert everything() == before
        monkeypatch.undo()
        assert tasks.move_steps_on() == 1
    assert open_task(dossier_id).step == "check"


def test_an_officer_may_act_before_the_time_and_then_it_never_moves(there: SmallProvince) -> None:
    dossier_id = posted(there)
    with frozen(at_local(2026, 11, 25, 9)):
        do(dossier_id, "objection", there.specialist, note="Bà Năm nói người này đã có vợ.")
    with frozen(at_local(2026, 11, 27, 9)):
        assert tasks.move_steps_on() == 0
    assert open_task(dossier_id).step == "verify"


def test_the_time_stands_still_while_the_applicant_has_to_act(there: SmallProvince) -> None:
    dossier_id = posted(there)
    with frozen(at_local(2026, 11, 25, 9)):
        item = api.AskedItem(ask="Nộp bản rõ.", reason="Bản đã nộp mờ.")
        api.ask_supplement(dossier_id=dossier_id, items=[item], version=version_of(dossier_id), actor=there.specialist)
    with frozen(at_local(2026, 12, 3, 9)):
        assert tasks.move_steps_on() == 0
    assert (status_of(dossier_id), open_task(dossier_id).step) == (Status.SUPPLEMENT, "posted")


def test_what_went_on_by_itself_is_brought_back_by_the_head_and_waits_for_a_person(there: SmallProvince) -> None:
    dossier_id = posted(there)
    with frozen(at_local(2026, 11, 26, 17, 1)):
        tasks.move_steps_on()
    moved = next(one.task_id for one in WorkItem.objects.filter(dossier_id=dossier_id, step="posted", is_open=False))
    with frozen(at_local(2026, 11, 27, 8)):
        api.undo_act(
            dossier_id=dossier_id,
            task_id=moved,
            reason="Đơn phản đối đến bằng thư.",
            version=version_of(dossier_id),
            actor=there.leader,
        )
        assert tasks.move_steps_on() == 0
    assert open_task(dossier_id).step == "posted"


def _justice() -> UUID:
    found = identity.find_agency("H61.13")
    assert found is not None
    return found.id


def test_a_button_that_cannot_be_pressed_says_why_and_pressing_it_changes_nothing(there: SmallProvince) -> None:
    with frozen(MONDAY_9):
        filed = file(there)
        accept(there, filed.id)
        asked = Question(agency_id=_justice(), text="Đề nghị cho ý kiến.")
        (question,) = api.ask_opinions(
            dossier_id=filed.id, questions=[asked], in_turn=False, past_due_reason="Cần hỏi.",
            version=version_of(filed.id), actor=there.specialist,
        )  # fmt: skip
        page = come_in(there.specialist).get(f"/can-bo/ho-so/{filed.id}/").content.decode()
        assert f"chưa làm được. {WORDS}" in page
        assert 'value="eligible"' not in page
        assert 'value="not_eligible"' in page
        before = everything()
        with pytest.raises(OutcomeGuarded, match=WORDS):
            do(filed.id, "eligible", there.specialist)
        assert everything() == before
        api.recall_opinion(consultation_id=question, reason="Đã rõ.", actor=there.specialist)
        do(filed.id, "eligible", there.specialist)
    assert open_task(filed.id).step == "posted"


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ("wrong_papers", "sau khi tiếp nhận số này luôn bằng 0"),
        ("colour", "Hồ sơ không có “colour”; có: case, channel, in_batch, is_drafted, open_opinions."),
    ],
)
def test_a_guard_that_could_never_hold_or_asks_for_what_no_dossier_has_is_told(wanted: str, why: str) -> None:
    process = yaml.safe_load(
        next(settings.DEFINITIONS_DIR.glob(f"procedures/*/{MARITAL}/steps.yaml")).read_text("utf-8")
    )
    process["facts"] = {"asked": {"type": "number", "from": f"/dossier/{wanted}"}}

    ((name, message),) = unknown_facts(process)

    assert name == "asked"
    assert why in message


def test_a_process_that_comes_to_a_stop_tells_the_applicant_by_a_sealed_letter(there: SmallProvince) -> None:
    dossier_id = posted(there)
    with frozen(at_local(2026, 11, 25, 9)):
        do(dossier_id, "void", there.specialist, note="Người được xác nhận đã mất.")
        deliver_all()
    assert status_of(dossier_id) is Status.STOPPED
    assert OutboxEvent.objects.get(name="dossier.stopped").payload["cause"] == "process"
    (paper,) = [one for one in queries.papers_of(dossier_id) if one.kind == "process_stop"]
    assert (paper.title, paper.file_id is not None) == ("Thông báo dừng giải quyết hồ sơ", True)
    assert not WorkItem.objects.filter(dossier_id=dossier_id, is_open=True).exists()
    assert all(not clock.is_open for clock in deadlines.get_clocks(("dossier", dossier_id)))
