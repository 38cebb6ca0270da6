"""What fees add to a procedure's page: who pays less and with which paper, when one pays, by which texts."""

from typing import Any

from tinhso.foundation.ui.types import SlotContent
from tinhso.kernel.clock import today
from tinhso.services.fees import api, words


def on_procedure(request: Any) -> SlotContent | None:
    """Beside the table of amounts; nothing where the procedure costs nothing."""
    code = request.resolver_match.kwargs.get("code", "") if request.resolver_match else ""
    rule = api.rule_for(code, on=today()) if code else None
    if rule is None or not rule.lines:
        return None
    context = {
        "exemptions": [
            (words.title_of(one), words.share_of(one), words.evidence_of(one), one.source) for one in rule.exemptions
        ],
        "stages": [(words.title_of(line), words.when(line.stage)) for line in rule.lines],
        "days": rule.advance.days if rule.advance else None,
        "sources": rule.sources,
    }
    return SlotContent(template="fees/on_procedure.html", context=context)
