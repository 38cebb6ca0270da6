"""The rule in force: how the portal is talked to, what is told to it."""

from collections.abc import Mapping
from typing import Any

from tinhso.foundation.definitions import api as definitions
from tinhso.services.national_portal import second_rule
from tinhso.services.national_portal.types import Rule

CODE = "national-portal"


def rule_now() -> Rule:
    """Today's rule; the built-in one while the province has none."""
    versions = {one.code: one for one in definitions.list_current("national_portal")}
    return rule_from(versions[CODE].body) if CODE in versions else Rule()


def rule_from(body: Mapping[str, Any]) -> Rule:
    answers, files = body["answers"], body.get("files", {})
    sends = body["sends"]
    return Rule(
        login_path=body["paths"]["login"],
        service_path=body["paths"]["services"],
        ok_codes=frozenset(answers["ok"]),
        session_codes=frozenset(answers.get("session", ())),
        again_codes=frozenset(answers.get("again", ())),
        missing_codes=frozenset(answers.get("missing", ())),
        retry_minutes=tuple(body["retry_minutes"]),
        sends_applicant=sends["applicant"],
        sends_contacts=sends["contacts"],
        sends_confidential=sends["confidential"],
        most_gone_percent=body["most_gone_percent"],
        file_hosts=tuple(files.get("hosts", ())),
        most_file_bytes=files.get("most_bytes", 20_000_000),
        paper_kinds=body.get("paper_kinds", {}),
        second=second_rule.read(body.get("second")),
        rating_fields=body["rating_fields"] if "rating_fields" in body else Rule().rating_fields,
    )
