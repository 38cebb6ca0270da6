"""Biểu II.06 of a month, exact; closed with its dossiers, corrected as another copy; who must not."""

import csv
import io
import zipfile
from uuid import UUID
from xml.etree import ElementTree

import pytest
from django.db import IntegrityError, transaction

from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.foundation.access.testing import audit_acts
from tinhso.insight.reports import api
from tinhso.insight.reports.models import Copy, CopyRecord
from tinhso.insight.warehouse.testing import Month, accept, decide, sign_in
from tinhso.insight.warehouse.types import Selection
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local, frozen, today
from tinhso.kernel.errors import Denied, Invalid
from tinhso.kernel.outbox.delivery import deliver_all

pytestmark = pytest.mark.django_db
NOVEMBER = at_local(2026, 11, 30, 9, 0)
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ASKED = {"che-do": "lich", "ky": "2026-T10"}
MONTH = {
    "received": 9, "online": 7, "direct": 1, "carried": 1,
    "resolved": 6, "early": 4, "on_time": 1, "late": 1,
    "pending": 3, "within": 2, "overdue": 1, "apart": 0,
}  # fmt: skip


def _row_of(book: bytes, page: int, title: str) -> list[str]:
    """The numbers behind a text of a workbook, read as any spreadsheet reads them."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        texts = ["".join(one.itertext()) for one in ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))]
        sheet = ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{page}.xml"))
    for row in sheet.iter(f"{SPREADSHEET}row"):
        cells = [(one.get("t") == "s", one.findtext(f"{SPREADSHEET}v", "")) for one in row]
        if title in [texts[int(value)] for is_text, value in cells if is_text]:
            return [value for is_text, value in cells if not is_text]
    raise AssertionError(f"no row “{title}”")


def october(agency_id: UUID | None = None, regime: str = "lich") -> Selection:
    period = api.period_of("2026-T10", regime, on=today())
    return Selection(first=period.first, last=period.last, agency_id=agency_id)


def test_the_month_in_the_official_columns(month: Month, province: SmallProvince, auditor: Actor):
    sheet = api.reckon(october(), actor=auditor)

    assert dict(sheet.rows) == {"ho-tich": MONTH}
    assert sheet.total == MONTH
    assert MONTH["received"] == MONTH["resolved"] + MONTH["pending"] + MONTH["apart"]
    assert [(one.cause, one.number) for one in sheet.annex] == [
        ("Cơ quan giải quyết chậm", 1),
        ("Đang giải quyết, chưa kết luận nguyên nhân", 1),
    ]


def test_the_reporting_month_ends_on_the_14th(month: Month, province: SmallProvince, auditor: Actor):
    total = api.reckon(october(regime="nd09"), actor=auditor).total

    # 15 September to 14 October: the three of the 20th and the 30th are not there yet.
    assert (total["received"], total["carried"], total["resolved"], total["pending"]) == (6, 0, 6, 0)


def test_what_is_closed_stays_and_a_correction_is_another_copy(month: Month, province: SmallProvince, auditor: Actor):
    with frozen(NOVEMBER):
        first = api.close_period(selection=october(), actor=auditor)
        late = accept(province, at_local(2026, 10, 21, 9, 0))
        decide(province, late, at_local(2026, 10, 22, 9, 0))
        deliver_all()
        with pytest.raises(Invalid):
            api.close_period(selection=october(), reason=" ", actor=auditor)
        second = api.close_period(selection=october(), reason="Một hồ sơ nhập bù.", actor=auditor)

    before, after = (api.get_copy(one, actor=auditor) for one in (first, second))
    assert (before.number, after.number, after.reason) == (1, 2, "Một hồ sơ nhập bù.")
    assert before.sheet.total == MONTH
    assert (after.sheet.total["received"], after.sheet.total["early"]) == (10, 5)
    assert api.reckon(october(), actor=auditor).total == after.sheet.total
    frozen_late = api.cell_records(first, column="late", row="ho-tich", after=None, limit=50, actor=auditor)
    assert frozen_late == (month["late"],)
    of_total = api.cell_records(first, column="resolved", row="", after=None, limit=50, actor=auditor)
    assert len(of_total) == before.sheet.total["resolved"]
    assert audit_acts().count("statistics.close") == 2


def test_the_database_refuses_to_change_what_was_closed(month: Month, province: SmallProvince, auditor: Actor):
    with frozen(NOVEMBER):
        copy_id = api.close_period(selection=october(), actor=auditor)

    for change in (
        lambda: Copy.objects.filter(id=copy_id).update(body={}),
        lambda: CopyRecord.objects.filter(copy_id=copy_id).update(column="early"),
        lambda: CopyRecord.objects.filter(copy_id=copy_id).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert api.get_copy(copy_id, actor=auditor).sheet.total == MONTH


def test_only_who_may_closes_and_only_what_is_over(month: Month, province: SmallProvince, auditor: Actor):
    with frozen(NOVEMBER):
        for actor, agency_id in (
            (province.leader, None),
            (province.desk_head, province.receiving_id),
            (province.specialist, province.owner_id),
            (province.citizen, province.owner_id),
        ):
            with pytest.raises(Denied):
                api.close_period(selection=october(agency_id), actor=actor)
        assert sign_in(auditor).post("/can-bo/bao-cao/chot/", {**ASKED, "ky": "2026-T11"}).status_code == 409
        assert not Copy.objects.exists()
        assert not CopyRecord.objects.exists()
        own = api.close_period(selection=october(province.owner_id), actor=province.leader)
    assert api.get_copy(own, actor=province.leader).sheet.total == MONTH


def test_the_page_the_table_and_the_paper_say_the_same(month: Month, province: SmallProvince, auditor: Actor):
    client = sign_in(auditor)
    with frozen(NOVEMBER):
        page = client.get("/can-bo/bao-cao/", ASKED)
        answer = client.post("/can-bo/bao-cao/chot/", ASKED)
        again = client.post("/can-bo/bao-cao/chot/", ASKED)

        assert page.status_code == 200
        assert answer.status_code == 302
        assert (again.status_code, "Sửa sau khi chốt phải nói lý do." in again.content.decode()) == (422, True)
        frozen_page = client.get(answer.headers["Location"])
        assert "bản số 1, chốt lúc 09:00 ngày 30/11/2026" in frozen_page.content.decode()
        copy_id = Copy.objects.get().id
        lines = list(
            csv.reader(io.StringIO(client.get(f"/can-bo/bao-cao/bang.csv?ban={copy_id}").content.decode("utf-8-sig")))
        )
        assert lines[1] == ["Hộ tịch", *(str(number) for number in MONTH.values())]
        book = client.get(f"/can-bo/bao-cao/bang.xlsx?ban={copy_id}").content
        assert _row_of(book, 1, "Hộ tịch") == [str(number) for number in MONTH.values()]
        assert _row_of(book, 1, "Tổng cộng") == [str(number) for number in MONTH.values()]
        assert _row_of(book, 2, "Cơ quan giải quyết chậm") == ["1"]
        paper = client.get(f"/can-bo/bao-cao/bieu.pdf?ban={copy_id}")
        assert paper.content.startswith(b"%PDF-")
        listed = client.get(f"/can-bo/bao-cao/ban/{copy_id}/ho-so/?cot=late&dong=ho-tich")
        assert listed.content.decode().count("001.01.41.H61-261005") == 1
        live = client.get("/can-bo/bao-cao/o/", {**ASKED, "cot": "late", "dong": "ho-tich"}, follow=True)
        assert live.content.decode().count("001.01.41.H61-261005") == 1
        assert (
            client.get("/can-bo/bao-cao/o/", {**ASKED, "cot": "resolved"}).content.decode().count("/thong-ke/ho-so/")
            == 3
        )


def test_copies_of_the_province_are_not_for_everybody(month: Month, province: SmallProvince, auditor: Actor):
    with frozen(NOVEMBER):
        copy_id = api.close_period(selection=october(), actor=auditor)

    for actor in (province.leader, province.desk_head, province.specialist):
        client = sign_in(actor)
        for address in (
            f"ban/{copy_id}/",
            f"ban/{copy_id}/ho-so/?cot=late",
            f"bang.csv?ban={copy_id}",
            f"bang.xlsx?ban={copy_id}",
            f"bieu.pdf?ban={copy_id}",
        ):
            assert client.get(f"/can-bo/bao-cao/{address}").status_code == 404
    assert sign_in(province.citizen).get(f"/can-bo/bao-cao/ban/{copy_id}/").status_code == 403
    assert sign_in(province.specialist).get("/can-bo/bao-cao/").status_code == 403
    assert sign_in(auditor).get("/can-bo/bao-cao/?ky=2026-T13").status_code == 404
