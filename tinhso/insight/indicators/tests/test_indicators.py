"""The ratios that plans ask for, exact over the played month, on the sample province's own definitions; who sees them."""

import re
from datetime import date
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.foundation.access.testing import read_purposes
from tinhso.foundation.definitions import api as definitions
from tinhso.insight.indicators import api
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.testing import Month, fact_of, sign_in, step_of
from tinhso.insight.warehouse.types import Basis, Count, Dimension, Selection
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Denied

pytestmark = pytest.mark.django_db
OCTOBER = Selection(first=date(2026, 10, 1), last=date(2026, 10, 31))
NOVEMBER = at_local(2026, 11, 2, 8, 0)
PAGE = "/can-bo/chi-so/?ky=2026-T10"


def text_of(page: bytes) -> str:
    without_titles = re.sub(r'<span class="ts-cell-title"[^>]*>[^<]*</span>', "", page.decode())
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", without_titles)))


def change(dossier_id: UUID, **facts: object) -> None:
    row = fact_of(dossier_id)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()


def told(actor: Actor, selection: Selection = OCTOBER) -> dict[str, str]:
    indicators = api.in_force(selection.last)
    found = api.reckon(indicators, selection, actor=actor)[()]
    return {one.code: found[one.code].told(one.unit) for one in indicators}


def test_every_ratio_of_the_month(month: Month, province: SmallProvince, auditor: Actor):
    for name in month:
        change(month[name], fields_answered=20, fields_prefilled=0)
    change(month["early"], papers_asked=3, papers_held=2, fields_prefilled=12)
    change(month["refused"], signing="paper")
    change(month["withdrawn"], applicant_kind="agency")
    change(month["late"], applicant_kind="agency")

    found = told(auditor)

    # Seven of the eight accepted in October came online, all of a procedure that is wholly online.
    assert found["ho-so-truc-tuyen"] == found["truc-tuyen-cua-dich-vu-truc-tuyen"] == "87,5 %"
    assert found["truc-tuyen-toan-trinh"] == "87,5 %"
    # Twelve boxes of the eight times twenty filed in October.
    assert found["o-dien-san"] == "7,5 %"
    assert found["giay-to-co-trong-kho"] == "66,7 %"
    assert found["co-quan-nop-ho-so"] == "50,0 %"
    # Five results were signed in October; one of them is now one signed by hand.
    assert found["ky-so"] == "80,0 %"
    # Nine dossiers through four pairs of hands: desk, specialist, reviewer, leader.
    assert found["ho-so-moi-can-bo"] == "2,3"


def test_results_say_how_they_were_signed(month: Month):
    assert {fact_of(month[name]).signing for name in ("early", "late", "refused")} == {"digital"}
    assert {fact_of(month[name]).signing for name in ("open", "withdrawn")} == {""}


def test_nothing_is_no_ratio(province: SmallProvince, auditor: Actor):
    empty = told(auditor, Selection(first=date(2026, 1, 1), last=date(2026, 1, 31)))
    assert len(empty) == 8
    assert set(empty.values()) == {"–"}


def test_an_officer_who_worked_at_two_merged_agencies_is_one_officer(
    month: Month, province: SmallProvince, auditor: Actor, monkeypatch: pytest.MonkeyPatch
):
    """What two ended agencies share counts once for who stands for both of them."""
    other = UUID(int=7)
    step = step_of(month["early"], "verify")
    owner, step.agency_id = step.agency_id, other
    step.save()
    heirs = {other: owner}
    monkeypatch.setattr("tinhso.foundation.identity.api.heirs", lambda **_: heirs)
    monkeypatch.setattr("tinhso.foundation.identity.api.heir_of", lambda one, **_: heirs.get(one, one))
    counts = {"officers": Count(basis=Basis.STEPS, where={"step": ("verify",)}, sum="officers")}

    found = warehouse.figures(OCTOBER, counts, by=(Dimension.OWNER,), actor=auditor)

    assert found[owner,] == {"officers": 1}
    assert (other,) not in found


def test_a_number_opens_to_its_dossiers_and_the_look_is_logged(month: Month, province: SmallProvince):
    leader = sign_in(province.leader)
    with frozen(NOVEMBER):
        page = leader.get(PAGE)
        words = text_of(page.content)
        assert "7 8 87,5 %" in words
        href = next(
            unescape(one) for one in re.findall(r'href="([^"]+)"', page.content.decode()) if "channel%3Aonline" in one
        )
        listed = leader.get(href)
    assert listed.content.count(b"001.01.41.H61-26") == 7
    assert "Hồ sơ của số liệu thống kê" in read_purposes()


def test_one_indicator_by_agency_by_period_and_how_it_is_made(month: Month, province: SmallProvince):
    leader = sign_in(province.leader)
    with frozen(NOVEMBER):
        page = leader.get("/can-bo/chi-so/truc-tuyen-toan-trinh/?ky=2026-T10")
        words = text_of(page.content)
    assert "Tổng cộng 7 8 87,5 %" in words
    assert "Tháng 9 năm 2026 1 1 100,0 %" in words
    assert "Tháng 10 năm 2026 7 8 87,5 %" in words
    assert "42/2022/NĐ-CP, Điều 11" in words


@pytest.mark.parametrize("page", ["", "ho-so-truc-tuyen/"])
@pytest.mark.parametrize("who", ["desk", "specialist", "citizen"])
def test_figures_of_an_agency_are_for_who_leads_it(province: SmallProvince, page: str, who: str):
    actor: Actor = getattr(province, who)
    assert sign_in(actor).get(f"/can-bo/chi-so/{page}").status_code == 403
    if actor.is_officer:
        with pytest.raises(Denied):
            told(actor)


def test_what_nobody_defined_is_not_there(province: SmallProvince):
    leader = sign_in(province.leader)
    with frozen(NOVEMBER):
        for address in (
            "khong-co/",
            "?ky=2026-T13",
            "?ky=2099-T1",
            "?ky=0000",
            "?co-quan=H99",
            "ho-so-truc-tuyen/?ky=x",
        ):
            assert leader.get(f"/can-bo/chi-so/{address}").status_code == 404


def test_more_periods_and_dossiers_ask_no_more_of_the_database(month: Month, province: SmallProvince):
    leader = sign_in(province.leader)

    def asked(address: str) -> int:
        leader.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert leader.get(address).status_code == 200
        return len(seen)

    with frozen(NOVEMBER):
        pages = (PAGE, "/can-bo/chi-so/ky-so/?ky=2026-T10")
        empty = ("/can-bo/chi-so/?ky=2026-T1", "/can-bo/chi-so/ky-so/?ky=2026-T8")
        assert [asked(one) for one in pages] == [asked(one) for one in empty]
        assert max(asked(one) for one in pages) < 25


WRONG = [
    ({"numerator": {"title": "x", "basis": "pending", "sum": "papers_held"}}, "không cộng được"),
    ({"filter": {"ending": ["granted"]}, "numerator": {"title": "x", "basis": "steps"}}, "không có dữ kiện"),
    ({"denominator": {"title": "x"}}, "basis"),
    ({"unit": "vnd"}, "percent, each"),
]


@pytest.mark.parametrize(("change", "words"), WRONG)
def test_a_definition_that_cannot_be_counted_is_refused(tmp_path: Path, change: dict[str, object], words: str):
    root = Path(__file__).parents[4] / "definitions"
    body = yaml.safe_load((root / "indicators" / "ky-so.yaml").read_text("utf-8"))
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "ky-so.yaml").write_text(yaml.safe_dump(body | change, allow_unicode=True), "utf-8")
    problems = [one for one in definitions.check_folder(tmp_path) if "indicators" in str(one)]
    assert any(words in str(one) for one in problems), problems
