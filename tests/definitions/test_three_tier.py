"""The same code runs a province of three tiers: its tree, codes, papers and rules before 1 July 2025."""

from datetime import date

import pytest

from tinhso.engines.procedures import api as procedures
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity

THEN = date(2024, 12, 2)

pytestmark = pytest.mark.usefixtures("three_tier")


def test_the_tree_has_a_district_between_province_and_commune() -> None:
    commune = identity.find_agency("H61.31.01", on=THEN)

    assert commune is not None
    assert commune.parent_id is not None
    district = identity.get_agency(commune.parent_id)
    assert (district.code, district.tier, district.legacy_code) == ("H61.31", "district", "000.00.31.H61")
    assert district.parent_id is not None
    assert identity.get_agency(district.parent_id).code == "H61"
    assert commune.legacy_code == "000.01.31.H61"


def test_the_old_rules_are_in_force() -> None:
    assert definitions.get("dossier_code", "dossier-code", on=THEN).effective_from == date(2019, 1, 6)
    assert definitions.get("paper_set", "one_stop", on=THEN).effective_from == date(2019, 1, 6)
    assert len(definitions.get("paper_set", "one_stop", on=THEN).body["papers"]) == 6


def test_a_procedure_is_decided_by_a_district() -> None:
    permit = procedures.get_procedure("1.009994", on=THEN)

    assert permit.levels == ("district",)
    assert permit.is_operational
