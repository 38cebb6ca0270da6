"""The real units and calendars below definitions/: complete, and an old name finds its new unit."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.reference import api
from tinhso.foundation.reference.models import UnitRow
from tinhso.foundation.reference.types import Tier
from tinhso.kernel.actor import system_actor

DEFINITIONS = Path(__file__).parents[4] / "definitions"
BEFORE, TODAY = date(2025, 6, 30), date(2026, 11, 21)


@pytest.mark.django_db
def test_the_units_of_the_country(tmp_path: Path) -> None:
    for name in ("units", "calendars"):
        shutil.copytree(DEFINITIONS / name, tmp_path / name)
    definitions.apply_folder(tmp_path, actor=system_actor())

    assert len(api.list_provinces(TODAY)) == 34
    communes = UnitRow.objects.filter(tier=Tier.COMMUNE.value, valid_from__lte=TODAY, valid_to__isnull=True)
    assert communes.count() == 3321

    three_tiers = [unit.province_code for unit in api.list_provinces(BEFORE)]
    assert three_tiers == ["83", "84", "86"]
    [home] = [unit for unit in api.list_provinces(TODAY) if unit.code == "86"]
    assert len(api.list_communes(home.code, TODAY)) == 124
    former = [unit for province in three_tiers for unit in api.list_communes(province, BEFORE)]
    assert len(former) == 354
    for unit in former:
        assert api.successors_of(unit.code, was_on=BEFORE, on=TODAY), unit.full_name
    first = former[0]
    found = api.find_units(f"{first.full_name}, {api.unit_path(first.code, BEFORE)}", TODAY)
    assert first.code in {match.formerly.code for match in found if match.formerly is not None}

    assert [calendar.code for calendar in api.list_calendars(on=TODAY)] == ["office", "saturday_morning"]
    assert api.get_calendar(on=TODAY).code == "office"
