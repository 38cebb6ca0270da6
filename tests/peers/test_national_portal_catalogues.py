"""The portal's lists: taken over with what changed, refused where they cannot be true; and dossiers compared."""

from typing import Any

import pytest

from tests.peers.conftest import NAME, Desk
from tinhso.foundation.access.errors import ActDenied
from tinhso.lab.peers.national_portal.faults import Fault
from tinhso.services.national_portal import api
from tinhso.services.national_portal.errors import NoSuchCode
from tinhso.services.national_portal.models import CatalogueEntry, CataloguePull, ComparisonRow, Mapping
from tinhso.services.national_portal.types import CatalogueKind, MappingState, PullReport

FIELDS = CatalogueKind.FIELDS


def pull(desk: Desk, rows: list[dict[str, Any]], kind: CatalogueKind = FIELDS) -> PullReport:
    desk.portal.lists[kind.value] = rows
    (report,) = api.pull_catalogues_now((kind,), actor=desk.operator)
    return report


def rows(*codes: str, **titles: str) -> list[dict[str, Any]]:
    return [{"MALINHVUC": code, "TENLINHVUC": titles.get(code, code.upper())} for code in codes]


@pytest.fixture
def listed(desk: Desk) -> Desk:
    CatalogueEntry.objects.all().delete()
    pull(desk, rows("a", "b", "c", "d", "e", "ho-tich"))
    return desk


def test_a_pull_says_what_came_changed_and_went(listed: Desk) -> None:
    report = pull(listed, rows("b", "c", "d", "e", "f", "ho-tich", b="Tên mới"))

    assert (report.count, report.added, report.changed, report.gone) == (6, 1, 1, 1)
    assert CatalogueEntry.objects.get(code="a").is_gone
    assert pull(listed, rows("a", "b", "c", "d", "e", "f", "ho-tich", b="Tên mới")).changed == 1
    assert not CatalogueEntry.objects.get(code="a").is_gone


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (rows("a", "b"), "làm mất 4 trong 6 mã"),
        ([*rows("a", "b", "c", "d", "e", "ho-tich"), {"MALINHVUC": "a", "TENLINHVUC": "Khác"}], "nói hai điều về mã a"),
        ([*rows("a"), {"TENLINHVUC": "Không mã"}], "có dòng không có mã"),
    ],
)
def test_a_list_that_cannot_be_true_changes_nothing_and_says_why(listed: Desk, wrong: list[Any], why: str) -> None:
    before = list(CatalogueEntry.objects.order_by("code").values())

    report = pull(listed, wrong)

    assert why in report.error
    assert list(CatalogueEntry.objects.order_by("code").values()) == before
    assert CataloguePull.objects.order_by("-at", "-id").first().error == report.error  # type: ignore[union-attr]


def test_a_wrong_total_spoils_its_own_list_only(listed: Desk) -> None:
    listed.peer.script.add(Fault.WRONG_TOTAL, service="LayDanhMucLinhVuc")
    listed.portal.lists["agencies"] = [{"MADONVI": "H99.101", "TENDONVI": "Xã Mẫu"}]

    fields, agencies = api.pull_catalogues_now((FIELDS, CatalogueKind.AGENCIES), actor=listed.operator)

    assert "nói có 13 dòng nhưng gửi 6 dòng" in fields.error
    assert (agencies.error, agencies.added) == ("", 1)


def test_the_mapping_names_what_is_unmapped_renamed_and_gone(listed: Desk) -> None:
    (line,) = api.mapping_lines(FIELDS)
    assert (line.state, line.title_differs) == (MappingState.SAME, True)

    pull(listed, rows("a", "b", "c", "d", "e"))
    (line,) = api.mapping_lines(FIELDS)
    assert line.state is MappingState.GONE
    api.map_code(kind=FIELDS, our_code="ho-tich", their_code="a", actor=listed.operator)
    (line,) = api.mapping_lines(FIELDS)
    assert (line.state, line.their_code) == (MappingState.CHOSEN, "a")
    assert api.unmapped_counts()[CatalogueKind.PROCEDURES] == 1


def test_a_code_that_neither_has_is_not_mapped_and_a_stranger_maps_nothing(listed: Desk) -> None:
    for ours, theirs in (("khac", "a"), ("ho-tich", "zzz")):
        with pytest.raises(NoSuchCode):
            api.map_code(kind=FIELDS, our_code=ours, their_code=theirs, actor=listed.operator)
    for who in (listed.clerk, listed.stranger):
        with pytest.raises(ActDenied):
            api.map_code(kind=FIELDS, our_code="ho-tich", their_code="a", actor=who)
        with pytest.raises(ActDenied):
            api.pull_catalogues_now((FIELDS,), actor=who)

    assert not Mapping.objects.exists()
    assert CataloguePull.objects.count() == 1


def test_a_comparison_names_each_difference_and_no_person(desk: Desk) -> None:
    state = desk.dossier(status=4)
    assert not api.compare(state).is_known
    desk.happens(state, 1)
    desk.send()
    assert api.compare(state).agrees
    there = desk.portal.dossiers[state.code]
    there.update({"TrangThaiHoSo": "2", "NgayHenTra": "20261201000000", "ChuHoSo": "Người Khác Hẳn"})

    found = api.compare(state)

    assert [(one.field, one.ours, one.theirs) for one in found.differences] == [
        ("Trạng thái", "4", "2"),
        ("Ngày hẹn trả", "", "20261201000000"),
        ("Tên chủ hồ sơ", "(của tỉnh)", "(khác)"),
    ]
    kept = repr(ComparisonRow.objects.values())
    assert NAME not in kept
    assert "Khác Hẳn" not in kept
