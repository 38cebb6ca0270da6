"""A building permit in Long Châu and three agencies that can be asked about it, each with its own working days.

November 2026: Monday 23rd works, Tuesday 24th is the Day of Vietnamese Culture. The construction department also works
on Saturday mornings; the police are away on Wednesday 25th.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.conf import settings

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.models import Consultation, Dossier
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province, officer
from tinhso.casework.dossiers.tests.acts import PDF, do, file
from tinhso.casework.dossiers.types import Question
from tinhso.engines.deadlines.types import Term, TermUnit
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import at_local, frozen

PERMIT = "1.013225"
CONSTRUCTION, JUSTICE, POLICE = "H61.16", "H61.13", "H61.60"
ACCEPTED_AT = at_local(2026, 11, 23, 8, 0)
ASKED_AT = at_local(2026, 11, 23, 9, 0)
# Fifteen days by law, counted by the calendar.
MAIN_DUE = at_local(2026, 12, 8, 17, 0)
FOUR_DAYS = Term(4, TermUnit.WORKING_DAYS)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The province, who works on the permit, and who answers in each agency."""

    province: SmallProvince
    builder: Actor
    clerk: Actor
    construction: Actor
    justice: Actor
    police: Actor


def load_scene(folder: Path) -> Scene:
    """The small province with three calendars, and one officer in each agency that is asked."""
    province = load_small_province(folder, procedures=(PERMIT, "1.004873"))
    source = settings.DEFINITIONS_DIR
    for name in ("agencies", "calendars"):
        (folder / name).unlink()
        (folder / name).mkdir()
    for path in (source / "calendars").glob("*.yaml"):
        (folder / "calendars" / path.name).symlink_to(path)
    away = {
        "code": "police",
        "title": "Lịch công an",
        "effective_from": "2018-06-21",
        "legal_basis": [{"document": "45/2019/QH14"}],
        "extends": "office",
        "hours": [{"since": "2015-01-01", **{day: ["07:30-11:30", "13:30-17:00"] for day in _WEEK}}],
        "days_off": [{"day": "2026-11-25", "title": "Tập huấn"}],
    }
    (folder / "calendars" / "police.yaml").write_text(yaml.safe_dump(away, allow_unicode=True), "utf-8")
    tree = yaml.safe_load((source / "agencies" / "vinh-long-2025.yaml").read_text("utf-8"))
    for agency in tree["agencies"]:
        agency.update(
            {CONSTRUCTION: {"calendar": "saturday_morning"}, POLICE: {"calendar": "police"}}.get(agency["code"], {})
        )
    tree["effective_from"] = str(tree["effective_from"])
    (folder / "agencies" / "tree.yaml").write_text(yaml.safe_dump(tree, allow_unicode=True), "utf-8")
    definitions.apply_folder(folder, actor=system_actor())
    return Scene(
        province=province,
        builder=officer("long-chau.dia-chinh-xay-dung", "Võ Văn Dựng Mẫu"),
        clerk=officer("long-chau.van-thu", "Lý Thị Thư Mẫu"),
        construction=officer("sxd.chuyen-vien-ha-tang", "Dương Thị Cây Mẫu"),
        justice=officer("stp.chuyen-vien-ho-tich", "Đỗ Thị Sổ Mẫu"),
        police=officer("cat.canh-sat-qlhc", "Phan Văn Cháy Mẫu"),
    )


_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday")


def agency_id(code: str) -> UUID:
    found = identity.find_agency(code)
    assert found is not None
    return found.id


def permit(scene: Scene, *, fire: bool = False) -> UUID:
    """A permit filed and accepted on Monday morning; the builder has it."""
    province = scene.province
    answers = {**province.applications[PERMIT]["answers"]}
    answers["site"] = {**answers["site"], "adjoining": False, "fire_review": fire}
    papers = {}
    for code in ("land_paper", "drawings", *(["fire_approval"] if fire else [])):
        stored = files.store(content=PDF, name=f"{code}.pdf", media_type="application/pdf", actor=province.citizen)
        papers[code] = (stored.id,)
    with frozen(ACCEPTED_AT):
        filed = file(province, PERMIT, answers=answers, papers=papers)
        do(filed.id, "accepted", province.desk)
    return filed.id


def question(code: str, **parts: Any) -> Question:
    """A question of four working days to the agency of a code."""
    given: dict[str, Any] = {"text": "Đề nghị cho ý kiến về vị trí xây dựng.", "term": FOUR_DAYS, **parts}
    return Question(agency_id=agency_id(code), **given)


def ask(
    scene: Scene, dossier_id: UUID, *questions: Question, in_turn: bool = False, reason: str = "",
    actor: Actor | None = None, version: int | None = None,
) -> tuple[UUID, ...]:  # fmt: skip
    return api.ask_opinions(
        dossier_id=dossier_id,
        questions=questions,
        in_turn=in_turn,
        past_due_reason=reason,
        version=version or Dossier.objects.get(id=dossier_id).version,
        actor=actor or scene.builder,
    )


def asked_of(dossier_id: UUID, code: str) -> Consultation:
    """The one question of a dossier to an agency."""
    return Consultation.objects.get(dossier_id=dossier_id, agency_id=agency_id(code))
