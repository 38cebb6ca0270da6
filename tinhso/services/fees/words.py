"""Money and rules as people read them, in the language of the page."""

from django.utils.translation import get_language, gettext

from tinhso.kernel.text import grouped
from tinhso.services.fees.types import (
    AssessedLine,
    Assessment,
    AssessmentWords,
    Due,
    DueState,
    DueWords,
    Exemption,
    FeeLine,
    Stage,
)


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def vnd(amount: int) -> str:
    """12000 → "12.000 đồng"."""
    return gettext("%(amount)s đồng") % {"amount": grouped(amount)}


def title_of(thing: FeeLine | Exemption) -> str:
    return thing.title_en if is_english() else thing.title


def evidence_of(exemption: Exemption) -> str:
    return exemption.evidence_en if is_english() else exemption.evidence


def share_of(exemption: Exemption) -> str:
    """What an exemption does: "miễn" or "giảm 50 %"."""
    return (
        gettext("miễn") if exemption.percent == 100 else gettext("giảm %(percent)s %%") % {"percent": exemption.percent}
    )


def when(stage: Stage) -> str:
    """When money is paid."""
    return {
        Stage.FILING: gettext("nộp ngay sau khi nộp hồ sơ, trước khi hồ sơ được tiếp nhận"),
        Stage.ACCEPTANCE: gettext("nộp khi hồ sơ được tiếp nhận"),
        Stage.SUPPLEMENT: gettext("nộp khi có thông báo"),
        Stage.RETURN: gettext("nộp khi nhận kết quả"),
    }[stage]


def because(one: AssessedLine, assessment: Assessment) -> str:
    """Why a line costs what it costs: how it is counted, what lowers it, by which text."""
    parts = []
    if one.quantity is not None and one.unit_vnd is not None:
        per = one.line.per_en if is_english() else one.line.per
        parts.append(f"{one.quantity} {per} × {vnd(one.unit_vnd)}")
    elif one.line.table is not None:
        parts.append(gettext("tính theo biểu mức thu"))
    else:
        parts.append(gettext("%(amount)s mỗi hồ sơ") % {"amount": vnd(one.full_vnd)})
    if one.exempt_vnd and assessment.exemption is not None:
        parts.append(f"{title_of(assessment.exemption)}: {share_of(assessment.exemption)} (−{vnd(one.exempt_vnd)})")
    if one.line.source:
        parts.append(one.line.source)
    return "; ".join(parts)


def of_assessment(assessment: Assessment) -> AssessmentWords:
    """What a filing costs and why, line by line."""
    lines = tuple(
        DueWords(
            title=title_of(one.line),
            amount=vnd(one.amount_vnd),
            because=because(one, assessment),
            when=when(one.line.stage),
        )
        for one in assessment.lines
    )
    return AssessmentWords(
        lines=lines,
        total=vnd(assessment.total_vnd),
        advance=vnd(assessment.advance_vnd) if assessment.advance_vnd else "",
        unknown=tuple(title_of(line) for line in assessment.unknown),
        note=assessment.rule.note,
        exemptions=tuple(
            (one.code, title_of(one), share_of(one), evidence_of(one)) for one in assessment.rule.exemptions
        )
        if assessment.lines or assessment.unknown
        else (),
    )


def of_due(due: Due) -> DueWords:
    """A due as its payer reads it."""
    basis = due.basis
    parts = []
    if due.reason:
        parts.append(due.reason)
    if basis.get("quantity") is not None and basis.get("unit_vnd") is not None:
        per = basis.get("per_en") if is_english() else basis.get("per")
        parts.append(f"{basis['quantity']} {per} × {vnd(basis['unit_vnd'])}")
    elif basis.get("by_table"):
        parts.append(gettext("tính theo biểu mức thu"))
    if due.state is not DueState.CANCELLED and due.exempt_vnd:
        parts.append(gettext("được miễn, giảm %(amount)s") % {"amount": vnd(due.exempt_vnd)})
    if basis.get("source"):
        parts.append(str(basis["source"]))
    return DueWords(
        title=due.title_en if is_english() else due.title,
        amount=vnd(due.amount_vnd),
        because="; ".join(parts),
        when=when(due.stage),
        state=state(due.state),
        tone=_TONES[due.state],
    )


def state(value: DueState) -> str:
    """Where a due stands, for its payer."""
    return {
        DueState.OPEN: gettext("Chưa nộp"),
        DueState.SETTLED: gettext("Đã nộp"),
        DueState.EXEMPT: gettext("Được miễn"),
        DueState.CANCELLED: gettext("Không phải nộp"),
    }[value]


_TONES = {DueState.OPEN: "wait", DueState.SETTLED: "good", DueState.EXEMPT: "good", DueState.CANCELLED: "neutral"}
