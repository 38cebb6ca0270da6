"""O02: a person at the desk, two pages, one act: code, checks, clock, receipt; or nothing at all."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.models import ComponentCheck, Dossier, FilingPlan, SupplementItem, WorkItem
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.types import FilingChannel, Status
from tinhso.casework.dossiers.web import intake_form
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.types import DraftId, FieldKind
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.outbox.delivery import deliver_all

db = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
pytestmark = db


def boxes(answers: dict[str, Any], code: str) -> dict[str, Any]:
    """The answers as an officer types them into the one page."""
    form = forms.form_of(definitions.get("procedure", code).id)
    typed: dict[str, Any] = {}
    for topic in form.topics:
        typed[f"co-{topic.code}"] = "1"
        for asked in topic.asked if topic.repeat is None else ():
            value = intake_form._at(answers, asked.field.path)
            text, place = intake_form._filled(asked.field, value)
            name = intake_form.name_of(topic, asked.field)
            typed[name] = text
            if asked.field.kind is FieldKind.ADDRESS:
                typed[f"{name}-noi"] = place
    return typed


def begin(province: SmallProvince, code: str = "1.001193") -> UUID:
    client = come_in(province.desk)
    answer = client.post(reverse("dossiers:intake"), {"number": "086195000073", "procedure": code})
    assert answer.status_code == 302
    return FilingPlan.objects.get().draft_id


def test_a_birth_is_received_and_accepted_in_one_act(province: SmallProvince) -> None:
    draft = begin(province)
    page = reverse("dossiers:intake_form", args=[draft])
    client = come_in(province.desk)
    typed = boxes(province.applications["1.001193"]["answers"], "1.001193")
    send = {**typed, "nhan": "1", "channel": "counter", "return_method": "counter"}

    missing = client.post(page, send)
    assert missing.status_code == 422
    assert "Ghi số bản đã nhận" in missing.content.decode()
    assert Dossier.objects.count() == 0

    with frozen(at_local(2026, 11, 23, 8, 15)):
        papers = {"chinh-birth_notice": "1", "sao-birth_notice": "0", "chinh-identity_paper": "1"}
        done = come_in(province.desk).post(page, {**send, **papers})
    dossier = Dossier.objects.get()
    assert done.headers["Location"] == reverse("dossiers:intake_done", args=[dossier.id])
    assert (dossier.status, dossier.channel) == (Status.PROCESSING, "counter")
    assert dossier.due_at == at_local(2026, 11, 23, 17, 0)
    checks = queries.checks_of(dossier.id)
    assert (checks["birth_notice"].originals, checks["birth_notice"].verdict.value) == (1, "ok")
    assert dossier.answers["child"]["full_name"] == "Trần Bé An Mẫu"

    receipt = client.get(reverse("dossiers:intake_done", args=[dossier.id])).content.decode()
    assert "Đang tạo" in receipt
    with frozen(at_local(2026, 11, 23, 8, 20)):
        deliver_all()
    receipt = client.get(reverse("dossiers:intake_done", args=[dossier.id])).content.decode()
    assert "Đang tạo" not in receipt
    again = client.post(page, {**send, **papers})
    assert again.headers["Location"] == reverse("dossiers:intake_done", args=[dossier.id])
    assert Dossier.objects.count() == 1


def test_a_procedure_that_cannot_be_accepted_leaves_nothing(
    province: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begin(province)
    client = come_in(province.desk)
    typed = boxes(province.applications["1.001193"]["answers"], "1.001193")
    monkeypatch.setattr("tinhso.casework.dossiers.actions.receive_at_counter.workflow.open_tasks", lambda subject: ())

    answer = client.post(
        reverse("dossiers:intake_form", args=[draft]),
        {
            **typed,
            "nhan": "1",
            "channel": "counter",
            "return_method": "counter",
            "chinh-birth_notice": "1",
            "chinh-identity_paper": "1",
        },
    )

    assert answer.status_code == 422
    assert (Dossier.objects.count(), WorkItem.objects.count(), ComponentCheck.objects.count()) == (0, 0, 0)
    assert forms.get_draft(draft, actor=province.desk).data["child"]["full_name"] == "Trần Bé An Mẫu"


def test_a_number_that_nobody_must_read_shows_its_end_and_stays_what_it_is(province: SmallProvince) -> None:
    draft = begin(province)
    page, client = reverse("dossiers:intake_form", args=[draft]), come_in(province.desk)
    text = client.get(page).content.decode()
    (box,) = re.findall(r'name="([^"]+)" value="••••••••0073"', text)

    assert "086195000073" not in text
    typed = boxes(province.applications["1.001193"]["answers"], "1.001193")
    client.post(page, {**typed, box: "••••••••0073", "luu": "1"})
    whose = box.partition("--")[2].partition("-")[0]
    kept = forms.get_draft(DraftId(draft), actor=province.desk).answers[whose]
    assert kept["personal_number"] == "086195000073"
    # What is typed over it is read as typed, and another mask is no number.
    assert client.post(page, {**typed, box: "••••••••9999", "luu": "1"}).status_code == 422
    assert forms.get_draft(DraftId(draft), actor=province.desk).answers[whose] == kept


def test_what_does_not_hold_stays_as_typed(province: SmallProvince) -> None:
    draft = begin(province)
    typed = boxes(province.applications["1.001193"]["answers"], "1.001193")
    name = next(key for key in typed if key.endswith("child-born_on"))
    answer = come_in(province.desk).post(
        reverse("dossiers:intake_form", args=[draft]), {**typed, name: "hôm kia", "luu": "1"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="hôm kia"' in page
    # The rest of that topic was not saved either, and stays on the page.
    assert 'value="Trần Bé An Mẫu"' in page


def test_who_is_not_known_is_registered_from_the_card(province: SmallProvince) -> None:
    client = come_in(province.desk)
    card = "086195000999||Lê Thị Mới Mẫu|12031995|Nữ|Số 9 đường Minh Họa|01012021"
    first = client.post(reverse("dossiers:intake"), {"number": card, "procedure": "1.004873"})
    assert first.status_code == 200
    assert 'value="Lê Thị Mới Mẫu"' in first.content.decode()

    known = {"number": card, "procedure": "1.004873", "dang-ky": "1", "full_name": "Lê Thị Mới Mẫu", "sex": "female"}
    bare = client.post(reverse("dossiers:intake"), known)
    assert bare.status_code == 422
    assert FilingPlan.objects.count() == 0

    done = client.post(reverse("dossiers:intake"), {**known, "born_on": "12031995", "place": "long chau"})
    assert done.status_code == 302
    person = identity.find_person(personal_number="086195000999", actor=system_actor(), purpose="Kiểm thử")
    assert person is not None
    assert FilingPlan.objects.get().applicant_id == person.id


def test_the_desk_of_the_province_says_which_commune_decides(province: SmallProvince) -> None:
    desk = officer("ttpvhcc.mot-cua-1", "Võ Thị Tỉnh Mẫu")
    client = come_in(desk)
    who = {"number": "086195000073", "procedure": "1.001193"}
    asked = client.post(reverse("dossiers:intake"), who)
    assert asked.status_code == 200
    assert "phi địa giới" in asked.content.decode()
    assert FilingPlan.objects.count() == 0

    client.post(reverse("dossiers:intake"), {**who, "owner": str(province.owner_id)})
    plan = FilingPlan.objects.get()
    assert (plan.owner_agency_id, plan.receiving_agency_id) == (province.owner_id, desk.agency_id)
    filed = _answered(plan.draft_id, desk, province)
    dossier = Dossier.objects.get(id=filed)
    assert (dossier.owner_agency_id, dossier.receiving_agency_id) == (province.owner_id, desk.agency_id)


def _answered(draft: UUID, desk: Any, province: SmallProvince) -> UUID:
    client = come_in(desk)
    client.post(
        reverse("dossiers:intake_form", args=[draft]),
        {
            **boxes(province.applications["1.001193"]["answers"], "1.001193"),
            "nhan": "1",
            "channel": "postal",
            "return_method": "online",
            "chinh-birth_notice": "1",
        },
    )
    found = queries.filed_from_desk(draft, actor=desk)
    assert found is not None
    assert Dossier.objects.get(id=found).channel == FilingChannel.POSTAL
    return found


@given(st.dates())
def test_dates_are_read_as_officers_write_them(day: Any) -> None:
    if day.year < 1000:
        return
    for text in (
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d%m%Y}",
        f"{day.day}.{day.month}.{day.year}",
    ):
        assert intake_form.read_date(text) == day.isoformat()


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_a_sentence(text: str) -> None:
    try:
        read = intake_form.read_date(text)
    except ValueError:
        return
    assert read is None or read[:4].isdigit()


def test_no_draft_for_who_may_not_receive(province: SmallProvince) -> None:
    with pytest.raises(Exception, match="không"):
        api.begin_at_counter(
            procedure_code="1.001193", applicant=province.applicant, owner_agency_id=None, actor=province.leader
        )
    assert FilingPlan.objects.count() == 0


SCANNED = "086195000073|330000001|Nguyễn Thị Lan Mẫu|12031995|Nữ|Số 1 đường Minh Họa|01012021"


def test_the_scanners_enter_sends_the_card_alone_and_the_person_is_shown(province: SmallProvince) -> None:
    begin(province)

    answer = come_in(province.desk).post(reverse("dossiers:intake"), {"number": SCANNED, "procedure": ""})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Nguyễn Thị Lan Mẫu" in page
    assert 'name="procedure"' in page
    # What this person has begun here is offered before it is begun again.
    assert "làm dở ở quầy này" in page
    assert FilingPlan.objects.count() == 1


def test_a_card_of_another_name_is_told_to_the_officer(province: SmallProvince) -> None:
    other = SCANNED.replace("Nguyễn Thị Lan Mẫu", "Nguyễn Thị Lam Mẫu")
    page = come_in(province.desk).post(reverse("dossiers:intake"), {"number": other}).content.decode()
    assert "Thẻ ghi tên “Nguyễn Thị Lam Mẫu”, khác với hệ thống" in page


def test_an_everyday_word_that_names_one_procedure_opens_it(province: SmallProvince) -> None:
    answer = come_in(province.desk).post(
        reverse("dossiers:intake"), {"number": "086195000073", "procedure": "làm khai sinh"}
    )
    assert answer.status_code == 302
    draft = forms.get_draft(FilingPlan.objects.get().draft_id, actor=province.desk)
    assert draft.procedure_version_id == definitions.get("procedure", "1.001193").id


def test_the_fathers_card_fills_what_the_register_knows_and_leaves_what_was_typed(province: SmallProvince) -> None:
    draft = begin(province)
    page = reverse("dossiers:intake_form", args=[draft])
    client = come_in(province.desk)
    typed = boxes(province.applications["1.001193"]["answers"], "1.001193")
    client.post(page, {**typed, "luu": "1"})
    father = {key: "" for key in typed if key.startswith("cha--")}
    father["cha--father-ethnicity"] = "01"

    answer = client.post(page, {"co-cha": "1", **father, "the-cha": "086092000074", "luu": "1"})

    text = answer.content.decode()
    assert 'value="Trần Văn Nam Mẫu"' in text
    assert 'value="086092000074"' in text
    unknown = client.post(page, {"co-cha": "1", **father, "the-cha": "086092000999", "luu": "1"})
    assert unknown.status_code == 422
    assert "Hệ thống chưa có ai mang số này" in unknown.content.decode()


def test_the_receipt_is_there_at_once_and_once(province: SmallProvince) -> None:
    dossier = _answered(begin(province), province.desk, province)
    client = come_in(province.desk)

    first = client.get(reverse("dossiers:intake_receipt", args=[dossier]))
    deliver_all()
    second = client.get(reverse("dossiers:intake_receipt", args=[dossier]))

    assert (first.status_code, first.headers["Content-Type"]) == (200, "application/pdf")
    assert first.getvalue() == second.getvalue()
    assert [paper.kind for paper in queries.papers_of(dossier)] == ["receipt"]


def test_somebody_elses_receipt_is_not_there(province: SmallProvince) -> None:
    dossier = _answered(begin(province), province.desk, province)
    stranger = officer("cang-long.mot-cua", "Lý Thị Xa Mẫu")
    answer = come_in(stranger).get(reverse("dossiers:intake_receipt", args=[dossier]))
    assert answer.status_code == 404
    assert queries.papers_of(dossier) == ()


def test_a_paper_that_is_not_right_is_asked_for_and_nothing_is_accepted(province: SmallProvince) -> None:
    draft = begin(province)
    page = reverse("dossiers:intake_form", args=[draft])
    client = come_in(province.desk)
    send = {
        **boxes(province.applications["1.001193"]["answers"], "1.001193"),
        "channel": "counter",
        "return_method": "counter",
        "chinh-birth_notice": "1",
        "khong-dat-birth_notice": "1",
    }
    refused = client.post(page, {**send, "nhan": "1"})
    assert (refused.status_code, "Còn giấy ghi" in refused.content.decode()) == (422, True)
    bare = client.post(page, {**send, "bo-sung": "1"})
    assert (bare.status_code, Dossier.objects.count()) == (422, 0)

    why = {"vi-sao-birth_notice": "Giấy không có dấu.", "khac-phuc-birth_notice": "Xin bản có dấu của bệnh viện."}
    done = client.post(page, {**send, **why, "bo-sung": "1"})

    dossier = Dossier.objects.get()
    assert done.headers["Location"] == reverse("dossiers:work", args=[dossier.id])
    assert (dossier.status, dossier.accepted_at) == (Status.SUPPLEMENT, None)
    assert queries.checks_of(dossier.id)["birth_notice"].reason == "Giấy không có dấu."
    (item,) = SupplementItem.objects.filter(supplement__dossier=dossier)
    assert (item.component, item.ask) == ("birth_notice", "Xin bản có dấu của bệnh viện.")
