"""What events carry for statistics: coded facts of a filing and of each step, nothing that names anybody."""

import io
from typing import Any

import pytest
from PIL import Image

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import BIRTH, accept, do, file
from tinhso.casework.dossiers.types import ReturnMethod
from tinhso.engines.forms import api as forms
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.outbox.api import events_of

pytestmark = pytest.mark.django_db


def _facts(dossier_id, name: str) -> dict[str, Any]:
    return next(dict(event.payload) for event in events_of(("dossier", dossier_id)) if event.name == name)


def test_a_filing_by_a_program_says_who_how_and_how_many_papers(province: SmallProvince):
    filed = file(province, BIRTH)

    told = _facts(filed.id, "dossier.submitted")
    assert (told["applicant_kind"], told["online_level"], told["channel"]) == ("person", "full", "online")
    assert (told["papers_asked"], told["papers_held"], told["fields_prefilled"]) == (1, 0, 0)
    assert told["fields_answered"] > 10


def test_answers_that_were_known_and_left_so_are_counted(province: SmallProvince):
    draft_id = api.begin(
        procedure_code=BIRTH,
        applicant=province.applicant,
        receiving_agency_id=province.receiving_id,
        actor=province.citizen,
    )
    answers = province.applications[BIRTH]["answers"]
    form = forms.form_of(forms.get_draft(draft_id, actor=province.citizen).procedure_version_id)
    for topic in form.topics:
        values = {asked.field.path: _at(answers, asked.field.path) for asked in topic.asked}
        forms.save_topic(draft_id=draft_id, topic=topic.code, values=values, actor=province.citizen)
    forms.attach_paper(
        draft_id=draft_id, component_code="birth_notice", uploads=[("chung-sinh.jpg", _photo())], actor=province.citizen
    )
    left = set(forms.get_draft(draft_id, actor=province.citizen).sources)

    filed = api.file_draft(draft_id=draft_id, return_method=ReturnMethod.ONLINE, actor=province.citizen)

    told = _facts(filed.id, "dossier.submitted")
    assert told["fields_prefilled"] == len(left) == 9  # the mother files: her card answers for her
    assert told["fields_answered"] > 10


def _photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, "JPEG")
    return out.getvalue()


def _at(answers: Any, path: str) -> Any:
    for step in path.split("."):
        answers = answers.get(step) if isinstance(answers, dict) else None
    return answers


def test_a_step_says_how_long_its_office_had_it(province: SmallProvince):
    with frozen(at_local(2026, 11, 20, 16, 30)):  # Friday, half an hour before the office closes
        filed = file(province)
    with frozen(at_local(2026, 11, 23, 7, 40)):
        accept(province, filed.id)
    with frozen(at_local(2026, 11, 23, 9, 10)):
        do(filed.id, "eligible", province.specialist)

    accepted, checked = [event.payload for event in events_of(("dossier", filed.id)) if event.name == "dossier.moved"]
    assert accepted["step_agency_id"] == str(province.receiving_id)
    assert accepted["opened_at"] == at_local(2026, 11, 20, 16, 30).isoformat()
    assert (accepted["office_minutes"], checked["office_minutes"]) == (40, 90)
    assert checked["step_agency_id"] == str(province.owner_id)
