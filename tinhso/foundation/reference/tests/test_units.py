"""Units in the database: two dates, two tiers and three, search, succession."""

from datetime import date
from pathlib import Path

import pytest

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.errors import WrongDefinitions
from tinhso.foundation.reference import api
from tinhso.foundation.reference.errors import UnitNotFound
from tinhso.foundation.reference.models import UnitRow
from tinhso.foundation.reference.types import Tier
from tinhso.kernel.actor import system_actor

OLD = """\
code: units_99
title: Ba cấp
effective_from: 2024-11-01
effective_to: 2025-06-30
legal_basis: [{document: Văn bản kiểm thử}]
province: {code: "99", name: Tỉnh Mẫu}
districts:
  "991":
    name: Thành phố Mẫu Thành
    communes: {"99101": Phường 1, "99104": Phường Hòa Mẫu}
  "992":
    name: Huyện Đồng Mẫu
    communes: {"99201": Xã Phú Quới, "99204": Xã Hóa Mẫu}
successors:
  "99": ["99"]
  "99101": ["99104"]
  "99104": ["99104"]
  "99201": ["99204", "99104"]
  "99204": ["99204"]
"""
NEW = """\
code: units_99
title: Hai cấp
effective_from: 2025-07-01
legal_basis: [{document: Văn bản kiểm thử}]
province: {code: "99", name: Tỉnh Mẫu}
communes: {"99104": Phường Hoà Mẫu, "99204": Xã Hóa Mẫu Đông, "99300": Xã Mẫu Hòa}
"""
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "units").mkdir()
    (tmp_path / "units" / "old.yaml").write_text(OLD, encoding="utf-8")
    (tmp_path / "units" / "new.yaml").write_text(NEW, encoding="utf-8")
    definitions.apply_folder(tmp_path, actor=system_actor())
    return tmp_path


def test_two_tiers_hold_after_and_three_before(folder: Path) -> None:
    assert [unit.full_name for unit in api.list_districts("99", BEFORE)] == ["Thành phố Mẫu Thành", "Huyện Đồng Mẫu"]
    assert api.list_districts("99", AFTER) == ()
    assert [unit.code for unit in api.list_communes("99", BEFORE)] == ["99101", "99104", "99201", "99204"]
    assert [unit.code for unit in api.list_communes("99", BEFORE, district_code="992")] == ["99201", "99204"]
    assert [unit.code for unit in api.list_communes("99", AFTER)] == ["99104", "99204", "99300"]
    assert [unit.code for unit in api.list_provinces(AFTER)] == ["99"]


def test_the_same_code_is_another_unit_on_another_day(folder: Path) -> None:
    assert api.unit_path("99204", BEFORE) == "Xã Hóa Mẫu, Huyện Đồng Mẫu, Tỉnh Mẫu"
    assert api.unit_path("99204", AFTER) == "Xã Hóa Mẫu Đông, Tỉnh Mẫu"
    assert api.place_name("99204", AFTER) == "Hóa Mẫu Đông"
    assert api.get_unit("99204", BEFORE).valid_to == BEFORE
    assert api.get_unit("99204", AFTER).tier is Tier.COMMUNE


def test_an_unknown_code_is_said_so(folder: Path) -> None:
    with pytest.raises(UnitNotFound, match="99101"):
        api.get_unit("99101", AFTER)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("hoa mau", ["99104", "99204"]),
        ("Hòa Mẫu", ["99104", "99204"]),
        ("Hoà Mẫu", ["99104", "99204"]),
        ("p. hoà mẫu", ["99104"]),
        ("xã mẫu hòa", ["99300"]),
        ("mau hoa, tinh mau", ["99300"]),
        ("mau hoa, tinh khac", []),
        ("", []),
        (" , ", []),
        ("không có đâu", []),
    ],
)
def test_names_are_found_with_or_without_marks(folder: Path, typed: str, codes: list[str]) -> None:
    assert [match.unit.code for match in api.find_units(typed, AFTER)] == codes


def test_an_old_name_finds_the_units_that_took_over(folder: Path) -> None:
    found = api.find_units("Phú Quới, Đồng Mẫu", AFTER)

    assert [(match.unit.code, match.formerly.code if match.formerly else None) for match in found] == [
        ("99204", "99201"),
        ("99104", "99201"),
    ]
    assert found[0].path == "Xã Hóa Mẫu Đông, Tỉnh Mẫu"


def test_a_name_of_that_day_is_found_on_that_day(folder: Path) -> None:
    assert [match.unit.code for match in api.find_units("p1", BEFORE)] == ["99101"]
    assert [match.unit.code for match in api.find_units("p1", AFTER)] == ["99104"]


def test_successors_come_largest_first_and_a_standing_unit_is_its_own(folder: Path) -> None:
    assert [unit.code for unit in api.successors_of("99201", was_on=BEFORE, on=AFTER)] == ["99204", "99104"]
    assert [unit.code for unit in api.successors_of("99300", was_on=AFTER, on=AFTER)] == ["99300"]


def test_a_revision_replaces_the_rows_of_its_date(folder: Path) -> None:
    changed = NEW.replace(', "99300": Xã Mẫu Hòa', ', "99301": Xã Mẫu Mới')
    (folder / "units" / "new.yaml").write_text(changed, encoding="utf-8")

    definitions.apply_folder(folder, actor=system_actor())

    assert [unit.code for unit in api.list_communes("99", AFTER)] == ["99104", "99204", "99301"]
    assert [unit.code for unit in api.list_communes("99", BEFORE)] == ["99101", "99104", "99201", "99204"]


def test_a_later_set_ends_the_one_before(folder: Path) -> None:
    later = NEW.replace("2025-07-01", "2027-01-01").replace("Tỉnh Mẫu", "Thành phố Mẫu")
    (folder / "units" / "later.yaml").write_text(later, encoding="utf-8")

    definitions.apply_folder(folder, actor=system_actor())

    assert api.get_unit("99", date(2026, 12, 31)).full_name == "Tỉnh Mẫu"
    assert api.get_unit("99", date(2026, 12, 31)).valid_to == date(2026, 12, 31)
    assert api.get_unit("99", date(2027, 1, 1)).full_name == "Thành phố Mẫu"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (NEW.replace("Phường Hoà Mẫu", "Hoà Mẫu"), "không bắt đầu bằng"),
        (OLD.replace('["99204", "99104"]', '["77777"]'), "không có đơn vị kế thừa mã 77777"),
        (OLD.replace('"99201": ["99204"', '"99999": ["99204"'), "mã 99999 không có trong tệp này"),
        (OLD.replace('"99204": Xã Hóa Mẫu}', '"99101": Xã Hóa Mẫu}'), "mã 99101 được dùng cho 2 đơn vị"),
        (NEW.replace('"99104"', '"9910"'), "không đúng mẫu"),
    ],
)
def test_a_wrong_set_is_refused_with_its_line_and_nothing_is_written(tmp_path: Path, wrong: str, sentence: str) -> None:
    (tmp_path / "units").mkdir()
    (tmp_path / "units" / "wrong.yaml").write_text(wrong, encoding="utf-8")

    with pytest.raises(WrongDefinitions) as refusal:
        definitions.apply_folder(tmp_path, actor=system_actor())

    assert any(sentence in str(problem) for problem in refusal.value.problems)
    assert not UnitRow.objects.exists()
