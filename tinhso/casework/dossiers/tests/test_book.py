"""The dossier book: what the one-stop received in a period, on the page, as a table and in the official form."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tinhso.casework.dossiers import book
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import BIRTH, accept, file
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.web.book import HEADS
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Denied

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
EVENING = at_local(2026, 11, 25, 17, 0)


def receive(province: SmallProvince, day: int, code: str = BIRTH, **changes: Any) -> UUID:
    with frozen(at_local(2026, 11, day, 8, 0)):
        filed = file(province, code, **changes)
        accept(province, filed.id)
    return filed.id


def test_a_line_says_what_the_form_asks(province: SmallProvince) -> None:
    dossier = Dossier.objects.get(id=receive(province, 23))

    (line,) = book.lines_of(province.receiving_id, *NOVEMBER, actor=province.desk)

    assert (line.code, line.procedure_title) == (dossier.code, "Đăng ký khai sinh")
    assert (line.applicant_name, line.owner_agency) == ("Nguyễn Thị Lan Mẫu", "Ủy ban nhân dân phường Long Châu")
    assert line.contact.startswith("Số 1 đường Minh Họa")
    assert line.contact.endswith("0900000001")
    assert (line.received_at, line.due_at, line.returned_at) == (dossier.accepted_at, dossier.due_at, None)
    assert line.note == "Trực tuyến"


def test_the_order_is_that_of_reception_and_pages_join_without_a_gap(province: SmallProvince) -> None:
    wanted = [receive(province, day) for day in (20, 23, 24)]
    with frozen(at_local(2026, 11, 24, 9, 0)):
        file(province)
    receive(province, 25)

    first = book.lines_of(province.receiving_id, date(2026, 11, 1), date(2026, 11, 24), limit=2, actor=province.desk)
    rest = book.lines_of(
        province.receiving_id, date(2026, 11, 1), date(2026, 11, 24), after=first[-1].key, limit=2, actor=province.desk
    )

    assert [line.id for line in (*first, *rest)] == wanted


def test_the_last_minute_of_the_last_day_belongs_to_the_period(province: SmallProvince) -> None:
    dossier = receive(province, 24)
    Dossier.objects.filter(id=dossier).update(accepted_at=at_local(2026, 11, 24, 23, 59))
    day = date(2026, 11, 24)
    assert [line.id for line in book.lines_of(province.receiving_id, day, day, actor=province.desk)] == [dossier]
    assert book.lines_of(province.receiving_id, date(2026, 11, 25), date(2026, 11, 25), actor=province.desk) == ()


@pytest.mark.parametrize("key", ["", "x", "2026-11-24T08:00:00_1", "2026-11-24T08:00:00_" + "0" * 32, "_", "9" * 40])
def test_a_key_that_is_none_begins_the_book(province: SmallProvince, key: str) -> None:
    dossier = receive(province, 24)
    lines = book.lines_of(province.receiving_id, *NOVEMBER, after=key, actor=province.desk)
    assert [line.id for line in lines] == [dossier]


def test_another_agencys_book_stays_closed(province: SmallProvince) -> None:
    receive(province, 24)
    elsewhere = officer("cang-long.mot-cua", "Lý Thị Xa Mẫu")
    with pytest.raises(Denied):
        book.lines_of(province.receiving_id, *NOVEMBER, actor=elsewhere)
    client = come_in(elsewhere)
    with frozen(EVENING):
        assert "261124" not in client.get(reverse("dossiers:book")).content.decode()
    assert come_in(province.specialist).get(reverse("dossiers:book")).status_code == 403


def test_page_table_and_form_say_the_same(province: SmallProvince) -> None:
    code = Dossier.objects.get(id=receive(province, 24)).code
    client = come_in(province.desk)
    with frozen(EVENING):
        page = client.get(reverse("dossiers:book"), {"tu": "1/11/2026", "den": "30/11/2026"}).content.decode()
        sheet = client.get(reverse("dossiers:book_table"), {"tu": "1/11/2026", "den": "30/11/2026"})
        paper = client.get(reverse("dossiers:book_paper"), {"tu": "1/11/2026", "den": "30/11/2026"})
    assert code in page
    assert "Mẫu số 07" in page
    lines = sheet.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0] == ",".join(f'"{head}"' if "," in head else head for head in HEADS)
    assert lines[1].startswith(f"1,{code},Đăng ký khai sinh,1,Nguyễn Thị Lan Mẫu,")
    assert paper.content.startswith(b"%PDF-")


def test_a_cell_that_a_spreadsheet_would_run_stays_text(province: SmallProvince) -> None:
    dossier = receive(province, 24)
    Dossier.objects.filter(id=dossier).update(applicant_name="=1+1")
    with frozen(EVENING):
        sheet = come_in(province.desk).get(reverse("dossiers:book_table"))
    assert ",'=1+1," in sheet.getvalue().decode()


def test_a_period_that_cannot_be_read_is_told_at_its_box(province: SmallProvince) -> None:
    client = come_in(province.desk)
    with frozen(EVENING):
        page = client.get(reverse("dossiers:book"), {"tu": "hôm kia"})
        assert client.get(reverse("dossiers:book_table"), {"tu": "hôm kia"}).status_code == 422
        assert client.get(reverse("dossiers:book_paper"), {"tu": "30/11/2026", "den": "1/11/2026"}).status_code == 422
    assert page.status_code == 422
    assert "Ngày viết như 1/11/2026" in page.content.decode()


def test_a_page_costs_the_same_for_one_line_and_for_five(province: SmallProvince) -> None:
    client = come_in(province.desk)
    counts = []
    with frozen(EVENING):
        client.get(reverse("dossiers:book"))
    for number in (1, 4):
        for _ in range(number):
            receive(province, 24)
        with frozen(EVENING), CaptureQueriesContext(connection) as queries:
            client.get(reverse("dossiers:book"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
