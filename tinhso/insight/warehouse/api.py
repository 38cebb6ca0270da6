"""What others may ask of the fact tables. Every figure is guarded: `statistics.read` says of which agencies."""

from collections.abc import Callable, Iterable
from uuid import UUID

from tinhso.insight.warehouse import addresses, counting, queries, rule, synthetic
from tinhso.insight.warehouse.actions import follow
from tinhso.insight.warehouse.types import Basis, Count, Dimension

agencies_of = queries.agencies_of
figures = queries.figures
figure_url = addresses.figure_url
officer_figures = queries.officer_figures
officers_act = queries.officers_act
invent = synthetic.invent
members = queries.members
StatisticsRule = rule.StatisticsRule
records = queries.records
record_rows = queries.record_rows
results = queries.results
rule_on = rule.rule_on
read_count = rule.read_count
paces = queries.paces


def check_count(count: Count) -> Iterable[str]:
    """What is wrong with a count, in Vietnamese sentences."""
    return counting.problems(count)


def has_dimension(basis: Basis, dimension: Dimension) -> bool:
    """Whether counts of a basis can be told apart so."""
    return counting.has_dimension(basis, dimension)


def online_filings() -> Count:
    """Dossiers that were filed online in the period."""
    return Count(basis=Basis.FILED, where={"channel": ("online",)})


def follow_dossier(dossier_id: UUID) -> None:
    """Make the facts of one dossier what its events tell; again changes nothing."""
    follow.follow_dossier(dossier_id)


def rebuild(*, say: Callable[[int], object] = int) -> int:
    """Tell everything again from the event table; returns how many dossiers."""
    return follow.rebuild(say=say)
