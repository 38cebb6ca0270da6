"""For tests of any module: a counting rule without a database."""

from datetime import time

from tinhso.engines.deadlines.types import CountingRule, Term, TermUnit


def make_rule(*, max_reappointments: int = 1) -> CountingRule:
    """The usual way of counting: from the next working day, cut-off 15:00, due at closing, 8 hours to answer online."""
    return CountingRule(
        code="one_stop",
        title="Cách đếm kiểm thử",
        basis="Nghị định kiểm thử",
        cut_off=time(15),
        intake_answers={"online": Term(8, TermUnit.HOURS)},
        max_reappointments=max_reappointments,
    )
