"""Every act of the desk is refused to who may not do it, and nothing changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.db import models as db
from django.urls import reverse

from tinhso.casework.dossiers import api, models
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.desk_scene import come_in, do, file_birth, task_of, version_of
from tinhso.kernel.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@dataclass
class Stage:
    """One dossier before acceptance, one being drafted, one to sign, one to hand back, a draft of the desk."""

    province: SmallProvince
    stranger_officer: Actor
    new: UUID
    drafting: UUID
    signing: UUID
    finished: UUID
    draft: UUID


@pytest.fixture
def stage(province: SmallProvince) -> Stage:
    desk, specialist = province.desk, province.specialist
    new, drafting, signing, finished = (file_birth(province) for _ in range(4))
    for dossier_id in (drafting, signing, finished):
        do(dossier_id, "accepted", desk)
    for dossier_id in (signing, finished):
        do(dossier_id, "eligible", specialist)
        do(dossier_id, "agreed", province.reviewer)
    do(finished, "signed", province.leader)
    api.request_cancellation(dossier_id=drafting, reason="Nhầm", version=version_of(drafting), actor=desk)
    draft = api.begin_at_counter(
        procedure_code="1.004873", applicant=province.applicant, owner_agency_id=None, actor=desk
    )
    return Stage(
        province=province,
        stranger_officer=officer("phuoc-hau.mot-cua", "Cán bộ Nơi Khác Mẫu"),
        new=new,
        drafting=drafting,
        signing=signing,
        finished=finished,
        draft=draft,
    )


def _rows() -> dict[str, list[Any]]:
    """Everything dossiers has written, so that "nothing changed" means nothing."""
    kinds: list[type[db.Model]] = [
        models.Dossier, models.StatusChange, models.WorkItem, models.Paper, models.Result, models.ResultDraft,
        models.ComponentCheck, models.Cancellation, models.FilingPlan,
    ]  # fmt: skip
    return {kind.__name__: list(kind._default_manager.order_by("pk").values()) for kind in kinds}


Post = tuple[str, list[Any], dict[str, Any]]
ACTS: dict[str, Callable[[Stage], Post]] = {
    "check": lambda s: ("check", [s.new], {"version": version_of(s.new), "component": "birth_notice", "tat-ca-dat": "1"}),
    "accept": lambda s: ("do_task", [task_of(s.new)], {"version": version_of(s.new), "outcome": "accepted"}),
    "refuse": lambda s: (
        "refuse",
        [task_of(s.new)],
        {"version": version_of(s.new), "component": "", "text": "Mờ", "remedy": "Chụp lại", "gui": "1"},
    ),
    "take": lambda s: ("take_task", [task_of(s.drafting)], {}),
    "assign": lambda s: ("assign", [task_of(s.drafting)], {"toi": "1", "reason": "Nghỉ phép", "held_by": ""}),
    "save_draft": lambda s: ("draft", [s.drafting], {"version": version_of(s.drafting), "decision": "granted", "text": "x"}),
    "pass_on": lambda s: ("do_task", [task_of(s.drafting)], {"version": version_of(s.drafting), "outcome": "eligible"}),
    "sign": lambda s: ("do_task", [task_of(s.signing)], {"version": version_of(s.signing), "outcome": "signed"}),
    "sign_several": lambda s: ("signing", [], {"viec": str(task_of(s.signing)), f"v-{task_of(s.signing)}": version_of(s.signing)}),
    "hand_back": lambda s: (
        "hand_back",
        [s.finished],
        {"version": version_of(s.finished), "paper": "can-cuoc", "digits": "0073"},
    ),
    "ask_cancellation": lambda s: ("cancel_acceptance", [s.signing], {"version": version_of(s.signing), "reason": "Nhầm"}),
    "approve_cancellation": lambda s: ("approve_cancellation", [s.drafting], {"version": version_of(s.drafting)}),
    "intake": lambda s: ("intake", [], {"number": "086195000073", "procedure": "1.004873"}),
    "receive": lambda s: ("intake_form", [s.draft], {"nhan": "1", "channel": "counter", "return_method": "counter"}),
    "discard": lambda s: ("intake_discard", [s.draft], {}),
}  # fmt: skip
# Who of the same agency, without the right role, knocks at which act.
WRONG_ROLE = {
    "check": "specialist",
    "accept": "specialist",
    "refuse": "specialist",
    "take": "reviewer",
    "assign": "reviewer",
    "save_draft": "reviewer",
    "pass_on": "reviewer",
    "sign": "specialist",
    "sign_several": "reviewer",
    "hand_back": "leader",
    "ask_cancellation": "specialist",
    "approve_cancellation": "desk",
    "intake": "leader",
    "receive": "leader",
    "discard": "leader",
}


@pytest.mark.parametrize("who", ["nobody", "citizen", "other agency", "wrong role"])
def test_whoever_may_not_is_refused_and_nothing_changes(stage: Stage, who: str) -> None:
    for act, prepare in ACTS.items():
        actors = {
            "nobody": None,
            "citizen": stage.province.citizen,
            "other agency": stage.stranger_officer,
            "wrong role": getattr(stage.province, WRONG_ROLE[act]),
        }
        if act == "intake" and who == "other agency":
            continue  # another desk may receive, for itself
        name, args, data = prepare(stage)
        client = come_in(actors[who])
        before = _rows()

        answer = client.post(reverse(f"dossiers:{name}", args=args), data)

        if answer.status_code == 302:
            assert who == "nobody", act
            assert "/dang-nhap/" in answer.headers["Location"]
        else:
            assert answer.status_code in (403, 404), act
        assert _rows() == before, act


PAGES: dict[str, Callable[[Stage], tuple[str, list[Any]]]] = {
    "work": lambda s: ("work", [s.new]),
    "papers": lambda s: ("desk_papers", [s.finished]),
    "file": lambda s: ("desk_file", [s.new, UUID(models.Dossier.objects.get(id=s.new).papers["birth_notice"][0])]),
    "result": lambda s: ("desk_result", [s.finished]),
    "draft letter": lambda s: ("desk_draft", [s.signing]),
    "draft": lambda s: ("draft", [s.drafting]),
    "hand back": lambda s: ("hand_back", [s.finished]),
    "refuse": lambda s: ("refuse", [task_of(s.new)]),
    "intake form": lambda s: ("intake_form", [s.draft]),
    "intake done": lambda s: ("intake_done", [s.finished]),
    "morning": lambda s: ("morning", []),
    "signing": lambda s: ("signing", []),
    "register": lambda s: ("register", []),
}


@pytest.mark.parametrize("who", ["nobody", "citizen", "other agency"])
def test_pages_are_closed_to_strangers(stage: Stage, who: str) -> None:
    actor = {"nobody": None, "citizen": stage.province.citizen, "other agency": stage.stranger_officer}[who]
    client = come_in(actor)
    for page, prepare in PAGES.items():
        name, args = prepare(stage)

        answer = client.get(reverse(f"dossiers:{name}", args=args))

        assert answer.status_code in ((302,) if who == "nobody" else (403, 404)), page
        assert "Nguyễn Thị Lan Mẫu" not in answer.content.decode(), page


def test_the_right_people_come_in(stage: Stage) -> None:
    province = stage.province
    seen = [
        (province.desk, ["work", "papers", "file", "hand back", "refuse", "intake form", "intake done"]),
        (province.specialist, ["draft", "register"]),
        (province.leader, ["morning", "signing", "draft letter"]),
    ]
    for actor, pages in seen:
        client = come_in(actor)
        for page in pages:
            name, args = PAGES[page](stage)
            assert client.get(reverse(f"dossiers:{name}", args=args)).status_code == 200, page
