"""The sample's fee rules: every procedure that is filed here has one, and it says what the procedure's page says."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.definitions.conftest import ROOT
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.kernel.definitions.documents import read_document
from tinhso.services.copybook.domain import fee_of
from tinhso.services.copybook.types import FeeRule as CopyFee
from tinhso.services.copybook.types import LineInput
from tinhso.services.fees.domain.assessing import assess
from tinhso.services.fees.domain.reading import read_rule
from tinhso.services.fees.types import FeeRule

COPIES = "2.000815"
# The page names the first tier of a tariff; the rule has the whole table (compared with the book of copies below).
BY_TABLE = {COPIES}


def _rule(path: Any) -> FeeRule:
    return read_rule(read_document(path, path.name)[0], version_id=UUID(int=1))


RULES = {one.procedure_code: one for one in map(_rule, sorted((ROOT / "fees").glob("*.yaml")))}
PROCEDURES = {
    one.code: one
    for one in (
        procedures.read_definition(read_document(path, path.name)[0])
        for path in sorted((ROOT / "procedures").glob("*/*/procedure.yaml"))
    )
}


def test_every_procedure_of_the_sample_has_its_rule() -> None:
    assert sorted(RULES) == sorted(PROCEDURES)


@pytest.mark.parametrize("code", sorted(set(PROCEDURES) - BY_TABLE))
def test_the_rule_asks_for_what_the_page_says(code: str) -> None:
    procedure: Procedure = PROCEDURES[code]
    answers = {fee.quantity_from.strip("/"): 3 for fee in procedure.fees if fee.quantity_from}

    for channel in ("online", "counter"):
        said = procedures.fee_for(procedure, channel=channel, case=None, answers=answers)
        found = assess(RULES[code], channel=channel, case=None, answers=answers)
        assert (found.total_vnd, found.unknown) == (said, ()), channel


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(1, 200)), min_size=1, max_size=5))
def test_certified_copies_cost_by_the_table_what_the_book_of_copies_says(papers: list[tuple[int, int]]) -> None:
    fee = read_document(ROOT / "procedures/chung-thuc" / COPIES / "procedure.yaml", "p")[0]["certified_copies"]["fee"]
    book = CopyFee(**{name: fee[name] for name in ("first_pages", "first_vnd", "further_vnd", "most_vnd")})
    documents = [{"pages": pages, "copies": copies} for pages, copies in papers]

    found = assess(RULES[COPIES], channel="counter", case=None, answers={"documents": documents})

    assert found.total_vnd == sum(
        fee_of(LineInput(title="Bằng", pages=pages, copies=copies), book) for pages, copies in papers
    )
