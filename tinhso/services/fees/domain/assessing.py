"""What a filing costs by a rule: rates, quantities, tables, then the exemption. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from tinhso.services.fees.domain.tables import at_pointer, reckon, whole
from tinhso.services.fees.types import AssessedLine, Assessment, Exemption, FeeLine, FeeRule, Rate


def assess(
    rule: FeeRule, *, channel: str, case: str | None, answers: Mapping[str, Any], exemption: str = ""
) -> Assessment:
    """Every line of the rule for this filing; an unknown exemption code lowers nothing."""
    claimed = rule.exemption(exemption) if exemption else None
    found: list[AssessedLine] = []
    unknown: list[FeeLine] = []
    for line in rule.lines:
        if line.table is None and rate_of(line.rates, channel=channel, case=case) is None:
            continue
        one = _line(line, channel=channel, case=case, answers=answers)
        if one is None:
            unknown.append(line)
        elif one.full_vnd > 0:
            found.append(exempted(one, claimed))
    return Assessment(rule=rule, channel=channel, lines=tuple(found), unknown=tuple(unknown), exemption=claimed)


def rate_of(rates: Iterable[Rate], *, channel: str, case: str | None) -> Rate | None:
    """The rate for this channel and case; a named case counts more than a named channel. None when none holds."""
    fitting = [one for one in rates if one.channel in ("any", channel) and one.case in (None, case)]
    return max(fitting, key=lambda one: (one.case is not None, one.channel != "any"), default=None)


def _line(line: FeeLine, *, channel: str, case: str | None, answers: Mapping[str, Any]) -> AssessedLine | None:
    if line.table is not None:
        amount = reckon(line.table, channel=channel, case=case, answers=answers)
        return None if amount is None else AssessedLine(line=line, full_vnd=amount, amount_vnd=amount)
    rate = rate_of(line.rates, channel=channel, case=case)
    assert rate is not None
    if not line.quantity_from:
        return AssessedLine(line=line, full_vnd=rate.vnd, amount_vnd=rate.vnd, unit_vnd=rate.vnd)
    given = at_pointer(answers, line.quantity_from)
    # A list stands for its length: vehicles of a group dossier.
    quantity = len(given) if isinstance(given, list) else whole(given)
    if quantity is None:
        return None
    amount = rate.vnd * quantity
    return AssessedLine(line=line, full_vnd=amount, amount_vnd=amount, unit_vnd=rate.vnd, quantity=quantity)


def exempted(one: AssessedLine, exemption: Exemption | None) -> AssessedLine:
    """The line lowered by the share, rounded down to whole đồng in the payer's favour."""
    if exemption is None or not exemption.covers(one.line.code):
        return one
    return AssessedLine(
        line=one.line,
        full_vnd=one.full_vnd,
        amount_vnd=one.full_vnd * (100 - exemption.percent) // 100,
        unit_vnd=one.unit_vnd,
        quantity=one.quantity,
    )
