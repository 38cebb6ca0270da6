"""What each layout must be given before it may be printed: a blank in an official paper is an error, not a gap.

`head` is {parent, unit, place}; `qr` is QrFacts. Optional values are listed in the module's README.
"""

from collections.abc import Mapping

_DOSSIER = frozenset({"head", "qr", "dossier_code", "applicant_name", "procedure_title"})

REQUIRED: Mapping[str, frozenset[str]] = {
    "receipt": _DOSSIER | {"components", "term_words", "received_words", "due_words", "officer_name"},
    "supplement": _DOSSIER | {"items", "officer_name", "signed_on"},
    "refusal": _DOSSIER | {"reasons", "officer_name", "signed_on"},
    "apology": _DOSSIER
    | {
        "received_words",
        "due_words",
        "reason",
        "new_due_words",
        "signer_title",
        "signer_name",
        "signed_on",
        "body_html",
    },
    "stop": _DOSSIER
    | {"requested_words", "stage", "decision", "signer_title", "signer_name", "signed_on", "body_html"},
    "letter": frozenset({"head", "qr", "title", "addressee", "body_html", "signer_title", "signer_name", "signed_on"}),
    "control_slip": _DOSSIER | {"hand_overs", "received_words", "due_words", "owner_agency"},
    "hand_over_slip": frozenset({"head", "qr", "giver", "giver_name", "taker", "given_words", "lines", "signed_on"}),
    "money_slip": frozenset(
        {
            "head",
            "title",
            "number",
            "facts",
            "columns",
            "lines",
            "total",
            "total_words",
            "signed_on",
        }
    ),
    "postal_slip": frozenset(
        {"head", "qr", "title", "waybill", "waybill_svg", "dossier_code", "sender", "receiver", "contents", "signed_on"}
    ),
    "hand_over_list": frozenset({"head", "title", "day_words", "giver", "taker", "lines", "signed_on"}),
    "tracking_book": frozenset({"head", "rows", "period_words"}),
    "copy_book": frozenset({"head", "title", "rows", "period_words"}),
    "statistics": frozenset({"head", "title", "period_words", "groups", "columns", "rows", "total", "annex"}),
    "result": _DOSSIER | {"title", "number", "issued_on", "signer_title", "signer_name"},
    "blank_form": frozenset({"title", "procedure_title", "procedure_code", "sections", "papers"}),
    "preparation": frozenset({"title", "procedure_title", "procedure_code", "groups", "page_url", "printed_on"}),
    "application": frozenset({"head", "title", "addressee", "sections", "applicant_name", "signed_on"}),
}

_QUOTED = frozenset({"unit", "dossier_code", "procedure_title"})
# The forms of a circular that speak in sentences: these are definitions, and may quote what is named here.
WORDED: Mapping[str, frozenset[str]] = {
    "apology": _QUOTED | {"owner_agency", "received_words", "due_words", "new_due_words", "reason"},
    "stop": _QUOTED | {"owner_agency", "requested_words", "stage", "decision", "return_words"},
    "refusal": _QUOTED,
    "supplement": _QUOTED | {"answer_by_words", "officer_name"},
}


def missing(template: str, context: Mapping[str, object]) -> tuple[str, ...]:
    """Names of required values that are absent or empty text."""
    return tuple(sorted(name for name in REQUIRED[template] if context.get(name) in (None, "")))
