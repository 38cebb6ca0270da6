"""What the applicant reads: the same words as on the receipt, what needs them, what a late office owes, for whom they may ask."""

import re
import runpy
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.actions import plan_filing
from tinhso.casework.dossiers.models import Dossier, Result
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests import acts
from tinhso.casework.dossiers.types import ReturnMethod, Status, Step
from tinhso.casework.dossiers.web import applying, desks, stages
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind
from tinhso.foundation.access import api as access
from tinhso.foundation.files.testing import lose
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, OrganisationKind, Right
from tinhso.foundation.ui.types import Step as Mark
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.papers import api as papers

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
ROOM = Path(__file__).resolve().parents[1]
MONDAY = at_local(2026, 11, 23, 8, 15)


@pytest.fixture
def citizen(province: SmallProvince) -> Client:
    return client_of(province.citizen)


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=str(actor.user_id)), "django.contrib.auth.backends.ModelBackend")
    return client


def words(client: Client, path: str, *, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    body = answer.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body[body.find("<main") : body.find("<footer")])).split())


def accepted(province: SmallProvince, **changes: Any) -> UUID:
    with frozen(MONDAY):
        filed = acts.file(province, **changes)
        acts.accept(province, filed.id)
    return filed.id


def finished(province: SmallProvince, dossier_id: UUID) -> None:
    with frozen(MONDAY + timedelta(hours=2)):
        acts.finish(province, dossier_id)


def test_receipt_clock_list_and_tracking_say_the_same_due_words(
    province: SmallProvince, citizen: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: dict[str, Any] = {}
    render = papers.render_for

    def caught(**given: Any) -> Any:
        said[given["role"]] = given["context"]
        return render(**given)

    monkeypatch.setattr(papers, "render_for", caught)
    dossier_id = accepted(province)
    with frozen(MONDAY + timedelta(minutes=5)):
        deliver_all()
    row = Dossier.objects.get(id=dossier_id)
    assert row.due_at is not None
    due = said["receipt"]["due_words"]
    assert due == deadlines.in_words(row.due_at)
    for path in (f"/ho-so/{dossier_id}/", "/ho-so/", f"/tra-cuu/{row.verify_token}/"):
        assert due in words(citizen, path)


def test_the_page_says_who_has_it_and_why_the_date(province: SmallProvince, citizen: Client) -> None:
    dossier_id = accepted(province)
    # Tuesday the 24th is a public holiday: one working day has gone by on Wednesday evening.
    with frozen(at_local(2026, 11, 25, 18, 0)):
        page = words(citizen, f"/ho-so/{dossier_id}/")
    assert "Đang giải quyết" in page
    assert identity.get_agency(province.owner_id).name in page
    assert "1/3 ngày làm việc" in page
    clock = deadlines.find_clock(("dossier", dossier_id), ClockKind.PROCESSING)
    assert clock is not None
    for line in deadlines.explain(clock.id):
        assert " ".join(line.split()) in page


def test_a_late_dossier_apologises_and_names_the_new_date(province: SmallProvince, citizen: Client) -> None:
    dossier_id = accepted(province)
    row = Dossier.objects.get(id=dossier_id)
    assert row.due_at is not None
    with frozen(row.due_at + timedelta(hours=1)):
        assert "Hồ sơ của bạn trễ hẹn" in words(citizen, f"/ho-so/{dossier_id}/")
    clock = deadlines.find_clock(("dossier", dossier_id), ClockKind.PROCESSING)
    assert clock is not None
    new = at_local(2026, 11, 30, 17, 0)
    with frozen(row.due_at - timedelta(days=1)):
        deadlines.extend_clock(
            clock_id=clock.id,
            due_at=new,
            at=row.due_at - timedelta(days=1),
            reason="Chờ nơi cư trú cũ trả lời.",
            actor=province.specialist,
        )
        page = words(citizen, f"/ho-so/{dossier_id}/")
    assert f"Ngày hẹn mới: {deadlines.in_words(new)}" in page
    assert "Chờ nơi cư trú cũ trả lời." in page
    assert deadlines.in_words(row.due_at) in page


def test_a_refusal_says_each_reason_and_waits_on_the_front_page(province: SmallProvince, citizen: Client) -> None:
    filed = acts.file(province, acts.BIRTH)
    acts.do(filed.id, "not_accepted", province.desk, reasons=acts.REASONS)
    page = words(citizen, f"/ho-so/{filed.id}/")
    for reason in acts.REASONS:
        assert reason.text in page
        assert reason.remedy in page
    assert "Nộp lại thủ tục này" in page
    assert filed.code in words(citizen, "/").split("Việc hay làm")[0]
    again = acts.file(province, acts.BIRTH)
    assert filed.code not in words(citizen, "/")
    assert again.code in words(citizen, "/ho-so/")


def test_a_result_at_the_counter_waits_for_its_owner(province: SmallProvince, citizen: Client) -> None:
    dossier_id = accepted(province, return_method=ReturnMethod.COUNTER)
    finished(province, dossier_id)
    assert "Đã có kết quả, mời bạn đến nhận" in words(citizen, "/")
    assert "Mời bạn mang giấy hẹn" in words(citizen, f"/ho-so/{dossier_id}/")
    assert citizen.get(f"/ho-so/{dossier_id}/ket-qua.pdf").status_code == 404


def test_a_result_whose_file_was_lost_keeps_its_page_and_says_so(province: SmallProvince, citizen: Client) -> None:
    dossier_id = accepted(province)
    finished(province, dossier_id)
    with frozen(MONDAY + timedelta(hours=3)):
        acts.do(dossier_id, "returned", province.desk, identity_checked="CCCD")
    lose(Result.objects.get(dossier_id=dossier_id).sha256)

    page = words(citizen, f"/ho-so/{dossier_id}/")

    assert "Tệp kết quả không còn trong kho lưu trữ của hệ thống." in page
    assert "Kết quả vẫn được ghi trong sổ" in page
    assert "Tải kết quả" not in page
    assert "Đã trả kết quả" in page


def test_filters_are_in_the_address(province: SmallProvince, citizen: Client) -> None:
    codes = [acts.file(province).code for _ in range(6)]
    assert "Lọc" in words(citizen, "/ho-so/")
    page = words(citizen, f"/ho-so/?tim={codes[2]}")
    assert codes[2] in page
    assert codes[3] not in page
    assert "Không có hồ sơ nào khớp bộ lọc" in words(citizen, "/ho-so/?tinh-trang=xong")
    assert "Không có hồ sơ nào khớp bộ lọc" in words(citizen, "/ho-so/?cua=khong-co-ai")


def test_who_has_filed_nothing_sees_the_way_on(province: SmallProvince) -> None:
    page = words(client_of(province.stranger), "/ho-so/")
    assert "Bạn chưa nộp hồ sơ nào" in page
    assert "Lọc" not in page


def test_a_stranger_gets_404_and_no_read_is_logged(province: SmallProvince) -> None:
    dossier_id = accepted(province)
    stranger = client_of(province.stranger)
    before = len(access.reads_of(province.applicant))
    for tail in ("", "da-nop/", "rut/", "ket-qua.pdf", f"giay/{dossier_id}/", f"tep/{dossier_id}/"):
        assert stranger.get(f"/ho-so/{dossier_id}/{tail}").status_code == 404
    assert stranger.post(f"/ho-so/{dossier_id}/rut/", {"reason": ""}).status_code == 404
    assert len(access.reads_of(province.applicant)) == before
    assert acts.status_of(dossier_id) is Status.PROCESSING


def test_too_late_to_withdraw_changes_nothing(province: SmallProvince, citizen: Client) -> None:
    dossier_id = accepted(province, return_method=ReturnMethod.COUNTER)
    finished(province, dossier_id)
    before = acts.everything()
    assert "Không rút được hồ sơ này nữa" in words(citizen, f"/ho-so/{dossier_id}/rut/")
    assert citizen.post(f"/ho-so/{dossier_id}/rut/", {"reason": ""}).status_code == 409
    after = acts.everything()
    for log in ("access.ReadEntry", "access.ReadSubject"):
        del before[log], after[log]
    assert after == before


def test_an_organisation_is_offered_only_to_who_may_file_for_it(province: SmallProvince) -> None:
    company = identity.register_organisation(
        name="Công ty Ví Dụ", kind=OrganisationKind.ENTERPRISE, tax_code="1599990018", actor=system_actor()
    )

    def let(*rights: Right) -> None:
        assert province.citizen.person_id is not None
        identity.grant_membership(
            organisation_id=company.id,
            person_id=province.citizen.person_id,
            rights=rights,
            valid_from=date(2026, 1, 1),
            actor=system_actor(),
        )

    let(Right.VIEW)
    assert applying.may_file(province.citizen) == [(province.applicant, "Nguyễn Thị Lan Mẫu")]
    let(Right.VIEW, Right.SUBMIT)
    assert (HolderRef(kind="organisation", id=company.id), "Công ty Ví Dụ") in applying.may_file(province.citizen)


def test_the_only_desk_that_takes_a_procedure_is_chosen_already(province: SmallProvince) -> None:
    """A department's procedure is filed at the province's centre wherever the business has its seat."""
    company = identity.register_organisation(
        name="Công ty Ví Dụ", kind=OrganisationKind.ENTERPRISE, tax_code="1599990018", actor=system_actor()
    )
    desk = identity.get_agency(province.receiving_id)

    offered = desks.choices((desk,), [(HolderRef("organisation", company.id), "Công ty Ví Dụ")])

    assert (offered.proposed, offered.others) == (str(desk.id), ())
    (only,) = offered.near
    assert (only.value, only.hint.split(".")[0]) == (str(desk.id), "Nơi duy nhất nhận thủ tục này")


def test_a_wrongly_accepted_dossier_leads_its_applicant_to_the_one_in_its_place(
    province: SmallProvince, citizen: Client
) -> None:
    dossier_id = accepted(province)
    with frozen(MONDAY + timedelta(hours=1)):
        version = acts.version_of(dossier_id)
        why = "Tiếp nhận nhầm thủ tục."
        api.request_cancellation(dossier_id=dossier_id, version=version, reason=why, actor=province.desk)
        new = api.approve_cancellation(
            dossier_id=dossier_id, version=acts.version_of(dossier_id), actor=province.desk_head
        )

    page = words(citizen, f"/ho-so/{dossier_id}/")

    assert f"Hồ sơ {new.code} thay thế, giữ nguyên nội dung bạn đã nộp; bạn không phải nộp lại." in page
    assert f'href="/ho-so/{new.id}/"' in citizen.get(f"/ho-so/{dossier_id}/").content.decode()
    assert "tiếp nhận nhầm" not in words(citizen, f"/ho-so/{new.id}/")


def test_who_files_for_a_company_is_filled_in_from_the_own_account(province: SmallProvince) -> None:
    company = identity.register_organisation(
        name="Công ty Ví Dụ", kind=OrganisationKind.ENTERPRISE, tax_code="1599990018", actor=system_actor()
    )
    assert province.citizen.person_id is not None
    identity.grant_membership(
        organisation_id=company.id,
        person_id=province.citizen.person_id,
        rights=[Right.SUBMIT],
        valid_from=date(2026, 1, 1),
        actor=system_actor(),
    )

    known = plan_filing.known_values(HolderRef("organisation", company.id), actor=province.citizen)

    assert known["organisation.name"].source == "đăng ký của tổ chức"
    assert known["person.full_name"].source == "tài khoản định danh của bạn"


def test_a_guardian_files_for_a_child(province: SmallProvince, citizen: Client) -> None:
    assert province.citizen.person_id is not None
    child = identity.register_person(full_name="Trần Bé Thử", born_on=date(2026, 11, 1), actor=system_actor())
    identity.set_guardian(
        guardian_id=province.citizen.person_id,
        ward_id=child.id,
        relation="mother",
        valid_from=date(2026, 11, 1),
        actor=system_actor(),
    )
    page = words(citizen, f"/ho-so/nop/{acts.MARITAL}/")
    assert "Trần Bé Thử" in page
    filed = acts.file(province, applicant=HolderRef(kind="person", id=child.id))
    assert filed.code in words(citizen, "/ho-so/")
    assert words(client_of(province.stranger), f"/ho-so/{filed.id}/", status=404)


def step(status: Status, minute: int) -> Step:
    at = MONDAY + timedelta(minutes=minute)
    return Step(status=status, at=at, words="", agency_id=None, person_id=None)


@pytest.mark.parametrize(
    ("way", "shown"),
    [
        ([1], ["Đã nộp, chờ tiếp nhận", "Tiếp nhận", "Giải quyết", "Có kết quả", "Trả kết quả"]),
        ([1, 3], ["Nộp hồ sơ", "Không được tiếp nhận"]),
        ([1, 2, 4], ["Nộp hồ sơ", "Tiếp nhận", "Đang giải quyết", "Có kết quả", "Trả kết quả"]),
        ([1, 2, 4, 5], ["Nộp hồ sơ", "Tiếp nhận", "Giải quyết", "Cần bạn bổ sung", "Có kết quả", "Trả kết quả"]),
        ([1, 2, 4, 5, 4, 5, 4], ["Nộp hồ sơ", "Tiếp nhận", "Đang giải quyết", "Có kết quả", "Trả kết quả"]),
        ([1, 2, 4, 7], ["Nộp hồ sơ", "Tiếp nhận", "Giải quyết", "Đã rút hồ sơ"]),
        ([1, 2, 4, 9, 10], ["Nộp hồ sơ", "Tiếp nhận", "Giải quyết", "Có kết quả", "Đã trả kết quả"]),
    ],
)
def test_at_most_six_stages(way: list[int], shown: list[str]) -> None:
    steps = [step(Status(code), minute) for minute, code in enumerate(way)]
    drawn = stages.stages(steps, Status(way[-1]))
    assert [one.title for one in drawn] == shown
    assert len(drawn) <= 6
    assert sum(one.step in (Mark.CURRENT, Mark.WAITING) for one in drawn) == (0 if Status(way[-1]).is_over else 1)


CITIZEN_TEMPLATES = (
    "apply", "cosign", "declare", "filed", "mine", "detail", "withdraw", "track", "tracked",
    "_other_desk", "_kept", "_go_on", "_needs", "_needs_you", "_result", "_refusal",
    "mend", "_supplement", "_messages",
)  # fmt: skip
CITIZEN_MODULES = ("applying", "citizen", "cosigning", "desks", "mending", "my_list", "stages", "tracking", "words")


def test_every_sentence_of_the_citizen_pages_has_its_english() -> None:
    read_po = runpy.run_path(str(ROOM.parents[2] / "tools" / "translations.py"))["read_po"]
    catalogue = read_po((ROOM / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8"))
    wanted: set[str] = set()
    for name in CITIZEN_TEMPLATES:
        text = (ROOM / "templates" / "dossiers" / f"{name}.html").read_text(encoding="utf-8")
        wanted |= set(re.findall(r'{% translate "([^"]+)"', text)) | set(re.findall(r'_\("([^"]+)"\)', text))
        for sentence in re.findall(r"{% blocktranslate[^%]*%}(.+?){% endblocktranslate %}", text):
            wanted.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", sentence))
    for name in CITIZEN_MODULES:
        text = (ROOM / "web" / f"{name}.py").read_text(encoding="utf-8")
        wanted |= set(re.findall(r'\bgettext(?:_lazy)?\(\s*"([^"]+)"', text))
    wanted |= {status.public for status in Status} | {method.words for method in ReturnMethod}
    assert len(wanted) > 150
    assert sorted(text for text in wanted if not catalogue.get(text)) == []
