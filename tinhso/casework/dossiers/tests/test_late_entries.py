"""Work during an outage: a paper receipt entered later; code, receipt and clock follow the true time the head agreed to."""

from datetime import datetime
from uuid import UUID

import pytest
from django.urls import reverse

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.models import Dossier, LateEntry, StatusChange, WorkItem
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import everything, table
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.tests.test_representatives import ready_draft
from tinhso.casework.dossiers.types import Filed, FilingChannel, LateState, ReturnMethod
from tinhso.engines.deadlines import api as deadlines
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Denied, Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

HANDED_IN = at_local(2026, 11, 23, 9, 30)
ENTERED = at_local(2026, 11, 24, 14, 0)


def ask(province: SmallProvince, draft: UUID, *, at: datetime = HANDED_IN, actor: Actor | None = None) -> UUID:
    with frozen(ENTERED):
        return api.ask_late_entry(
            draft_id=draft,
            received_at=at,
            paper_number="07/2026",
            reason="Mất điện cả phường từ 9 giờ.",
            actor=actor or province.desk,
        )


def decide(entry: UUID, actor: Actor, *, approve: bool = True, words: str = "") -> None:
    with frozen(ENTERED):
        api.decide_late_entry(entry_id=entry, approve=approve, words=words, actor=actor)


def receive(draft: UUID, province: SmallProvince) -> Filed:
    with frozen(ENTERED):
        return api.receive_at_counter(
            draft_id=draft,
            channel=FilingChannel.COUNTER,
            return_method=ReturnMethod.COUNTER,
            on_paper={"birth_notice": (1, 0)},
            actor=province.desk,
        )


def test_code_receipt_and_clock_follow_the_true_time(province: SmallProvince) -> None:
    draft = ready_draft(province)
    entry = ask(province, draft)
    decide(entry, province.desk_head)

    filed = receive(draft, province)

    row = Dossier.objects.get(id=filed.id)
    assert "-261123-" in row.code
    assert (row.submitted_at, row.accepted_at) == (HANDED_IN, HANDED_IN)
    # The same day, since it was handed in before 15:00; entered on the day after it is late, and says so.
    assert row.due_at == at_local(2026, 11, 23, 17, 0)
    (clock,) = [one for one in deadlines.get_clocks(("dossier", row.id)) if one.kind == "processing"]
    assert clock.started_at == HANDED_IN
    step = WorkItem.objects.get(dossier=row, is_open=True)
    assert step.opened_at == HANDED_IN
    last = StatusChange.objects.filter(dossier=row).order_by("-seq")[0]
    assert (last.at, last.words) == (ENTERED, "Nhập bù theo giấy tiếp nhận 07/2026: Mất điện cả phường từ 9 giờ.")
    assert LateEntry.objects.get().state == LateState.ENTERED
    assert LateEntry.objects.get().dossier_id == row.id


def test_who_asked_and_who_agreed_stand_with_the_time_it_happened(province: SmallProvince) -> None:
    audited = table("access.AuditEntry").count()
    entry = ask(province, ready_draft(province))
    decide(entry, province.desk_head)
    row = LateEntry.objects.get()
    assert (row.asked_by_id, row.decided_by_id) == (province.desk.person_id, province.desk_head.person_id)
    assert (row.asked_at, row.decided_at) == (ENTERED, ENTERED)
    acts = table("access.AuditEntry").filter(target_id=entry).values_list("act", flat=True)
    assert sorted(acts) == ["dossiers.approve_late_entry", "dossiers.ask_late_entry"]
    assert table("access.AuditEntry").count() > audited


def test_before_the_answer_nothing_is_received(province: SmallProvince) -> None:
    draft = ready_draft(province)
    ask(province, draft)
    before = everything()
    with pytest.raises(WrongStatus):
        receive(draft, province)
    assert everything() == before


def test_after_a_no_it_is_received_under_the_present_time_or_asked_again(province: SmallProvince) -> None:
    draft = ready_draft(province)
    entry = ask(province, draft)
    with pytest.raises(Invalid):
        decide(entry, province.desk_head, approve=False)
    decide(entry, province.desk_head, approve=False, words="Không thấy giấy tiếp nhận số 07.")
    assert ask(province, draft) == entry
    assert LateEntry.objects.get().state == LateState.ASKED
    decide(entry, province.desk_head, approve=False, words="Vẫn không thấy.")

    filed = receive(draft, province)

    assert Dossier.objects.get(id=filed.id).submitted_at == ENTERED


def test_nobody_agrees_to_the_own_request_and_a_stranger_to_none(province: SmallProvince) -> None:
    draft = ready_draft(province)
    entry = ask(province, draft)
    elsewhere = officer("cang-long.mot-cua", "Lý Thị Xa Mẫu")
    before = everything()
    for stranger in (province.desk, province.specialist, elsewhere, province.citizen):
        with pytest.raises(Denied):
            decide(entry, stranger)
    assert everything() == before


def test_a_decision_is_made_once(province: SmallProvince) -> None:
    entry = ask(province, ready_draft(province))
    decide(entry, province.desk_head)
    before = everything()
    with pytest.raises(WrongStatus):
        decide(entry, province.desk_head, approve=False, words="Đổi ý")
    assert everything() == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_at": ENTERED}, "/received_at"),
        ({"paper_number": " "}, "/paper_number"),
        ({"reason": ""}, "/reason"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_asked(
    province: SmallProvince, changes: dict[str, object], field: str
) -> None:
    draft = ready_draft(province)
    before = everything()
    asked: dict[str, object] = {"received_at": HANDED_IN, "paper_number": "07", "reason": "Mất điện", **changes}
    with frozen(ENTERED), pytest.raises(Invalid) as refused:
        api.ask_late_entry(draft_id=draft, actor=province.desk, **asked)  # type: ignore[arg-type]
    assert field in refused.value.fields
    assert everything() == before


def test_the_pages_ask_and_decide(province: SmallProvince) -> None:
    draft = ready_draft(province)
    page = reverse("dossiers:intake_form", args=[draft])
    boxes = {"xin-nhap-bu": "1", "bu-ngay": "23/11/2026", "bu-gio": "9h30", "bu-so": "07/2026", "bu-ly-do": "Mất điện"}
    with frozen(ENTERED):
        wrong = come_in(province.desk).post(page, {**boxes, "bu-gio": "sáng"})
        assert wrong.status_code == 422
        assert "Ghi ngày và giờ nhận" in wrong.content.decode()
        assert come_in(province.desk).post(page, boxes).status_code == 302
        assert (
            "Chưa tiếp nhận được cho đến khi người đứng đầu duyệt" in come_in(province.desk).get(page).content.decode()
        )
        entries = reverse("dossiers:late_entries")
        row = LateEntry.objects.get()
        assert row.received_at == HANDED_IN
        head = come_in(province.desk_head)
        assert "Giấy tiếp nhận viết tay" in head.get(entries).content.decode()
        refused = head.post(entries, {"entry": str(row.id), "khong": "1"})
        assert (refused.status_code, "Ghi lý do không duyệt" in refused.content.decode()) == (422, True)
        assert head.post(entries, {"entry": str(row.id), "duyet": "1"}).status_code == 302
        assert "Đã duyệt" in come_in(province.desk).get(page).content.decode()
        assert come_in(province.desk).post(entries, {"entry": "x"}).status_code == 403
        assert come_in(province.specialist).get(entries).status_code == 403


def test_a_head_who_asked_does_not_agree_to_it(province: SmallProvince) -> None:
    draft = api.begin_at_counter(
        procedure_code="1.001193", applicant=province.applicant, owner_agency_id=None, actor=province.desk_head
    )
    entry = ask(province, draft, actor=province.desk_head)
    before = everything()
    with pytest.raises(Denied):
        decide(entry, province.desk_head)
    assert everything() == before
