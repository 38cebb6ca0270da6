"""Separate hands: which two acts on one dossier need two people, enforced or allowed agency by agency, by definition."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act, Outcome, Task, TaskState
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied

RULE = "hands"
ENFORCED, ALLOWED = "enforced", "allowed"
_HANDS: Mapping[str, str] = {
    Act.ACCEPT: "accept",
    Act.DRAFT: "draft",
    Act.APPROVE: "approve",
    Act.SIGN: "sign",
    Act.NUMBER: "issue",
    Act.SEAL: "issue",
    Act.RETURN: "return",
}
WORDS = {
    "accept": "tiếp nhận",
    "draft": "dự thảo kết quả",
    "approve": "kiểm tra, trình ký (ký nháy)",
    "sign": "ký kết quả",
    "issue": "cấp số, đóng dấu",
    "return": "trả kết quả",
}


class SameHand(Denied):
    """The same person did another act of this dossier that the agency keeps apart."""

    code = "same_hand"


def refuse_same_hand(
    dossier_id: UUID,
    outcome: Outcome,
    *,
    agency_id: UUID,
    on: date,
    tasks: Sequence[Task] | None = None,
    actor: Actor,
) -> None:
    """Raises SameHand when this button and one that the person pressed earlier on the dossier need two people here.

    `tasks`: those of the dossier, where the caller has read them.
    """
    wanted = hands_of(outcome.does)
    rule = definitions.find("separation_rule", RULE, on=on) if wanted and actor.person_id is not None else None
    if rule is None or not is_enforced(rule.body, identity.get_agency(agency_id).code):
        return
    if not may_be_one_press(rule.body, identity.get_agency(agency_id).code):
        refuse_one_press(rule.body, wanted)
    did = {
        hand
        for task in (workflow.list_tasks(("dossier", dossier_id)) if tasks is None else tasks)
        if task.state is TaskState.DONE and task.closed_by == actor.person_id
        for pressed in task.outcomes
        if pressed.code == task.outcome
        for hand in hands_of(pressed.does)
    }
    clash = clashing(rule.body, did, wanted)
    if clash is not None:
        raise SameHand(
            f"Bạn đã {WORDS[clash[0]]} hồ sơ này nên không được {WORDS[clash[1]]}: đơn vị tách hai việc này cho hai người."
        )


def why_not(
    dossier_id: UUID,
    outcome: Outcome,
    *,
    agency_id: UUID,
    on: date,
    tasks: Sequence[Task] | None = None,
    actor: Actor,
) -> str:
    """Why this person may not press the button because of what it did before; "" when nothing stands against it."""
    try:
        refuse_same_hand(dossier_id, outcome, agency_id=agency_id, on=on, tasks=tasks, actor=actor)
    except SameHand as refused:
        return refused.message
    return ""


def refuse_one_press(rule: Mapping[str, Any], wanted: Collection[str]) -> None:
    """Raises SameHand when one button would do two acts that are kept apart."""
    for one, other in rule["apart"]:
        if one in wanted and other in wanted:
            raise SameHand(
                f"Đơn vị không {WORDS[one]} và {WORDS[other]} bằng một nút: quy trình phải tách thành hai bước cho hai người."
            )


def may_be_one_press(rule: Mapping[str, Any], agency_code: str) -> bool:
    """Whether a step that does several acts at once (ký, cấp số, đóng dấu) may be used at an agency."""
    told = rule.get("one_press", {"otherwise": ALLOWED})
    return bool(told.get("agencies", {}).get(agency_code, told["otherwise"]) == ALLOWED)


def hands_of(does: Collection[str]) -> frozenset[str]:
    """The acts of a button in the words of the rule."""
    return frozenset(_HANDS[act] for act in does if act in _HANDS)


def is_enforced(rule: Mapping[str, Any], agency_code: str) -> bool:
    """Whether the pairs hold at an agency."""
    return bool(rule.get("agencies", {}).get(agency_code, rule["otherwise"]) == ENFORCED)


def clashing(rule: Mapping[str, Any], did: Collection[str], wanted: Collection[str]) -> tuple[str, str] | None:
    """(what the person did, what it wants to do now) of the first pair that needs two people; None when there is none."""
    for one, other in rule["apart"]:
        for earlier, now in ((one, other), (other, one)):
            if earlier in did and now in wanted:
                return earlier, now
    return None
