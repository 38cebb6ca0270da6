"""Complaint 25: reports are retyped by hand and late. Here the leader's report is there when the month is over."""

import re
from urllib.parse import unquote_plus

import pytest

from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.insight.warehouse.testing import Month, sign_in
from tinhso.kernel.clock import at_local, frozen

MONTH = "/can-bo/bao-cao/?che-do=lich&ky=2026-T10"


@pytest.mark.django_db
def test_complaint_25_reports_fill_themselves_from_the_work_and_open_to_it(month: Month, province: SmallProvince):
    with frozen(at_local(2026, 11, 2, 8, 0)):  # the first working morning after October
        leader = sign_in(province.leader)
        page = leader.get(MONTH).content.decode()
        # On a phone each cell names its column first, for the eye only.
        shown = re.sub(r'<span class="ts-cell-title" aria-hidden="true">[^<]*</span>', "", page)
        cells = re.findall(r"<td[^>]*>(?:<a[^>]*>)?([^<]+)", shown)
        row = cells[cells.index("Hộ tịch") : cells.index("Hộ tịch") + 13]
        assert row == ["Hộ tịch", "9", "7", "1", "1", "6", "4", "1", "1", "3", "2", "1", "0"]
        assert "Cơ quan giải quyết chậm" in page

        late = next(href for href in re.findall(r'href="([^"]+)"', page) if "cot=late" in href)
        listed = leader.get(unquote_plus(late).replace("&amp;", "&"), follow=True).content.decode()
        assert "001.01.41.H61-261005-0003" in listed

        closed = leader.post("/can-bo/bao-cao/chot/", {"che-do": "lich", "ky": "2026-T10"}, follow=True)
        assert "bản số 1" in closed.content.decode()
        paper = re.search(r'href="(/can-bo/bao-cao/bieu\.pdf\?ban=[^"]+)"', closed.content.decode())
        assert paper is not None
        assert leader.get(paper[1]).content.startswith(b"%PDF-")
