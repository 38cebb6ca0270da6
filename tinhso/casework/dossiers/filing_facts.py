"""What the event of a filing says for statistics: how far online, how much was known already. Coded facts only."""

from collections.abc import Mapping
from typing import Any

from tinhso.casework.dossiers.types import Application
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.types import Draft, Form
from tinhso.engines.procedures.types import Procedure


def of(application: Application, procedure: Procedure, *, draft: Draft | None, papers_asked: int) -> dict[str, Any]:
    """The facts of one filing. Only a filing by the pages has a draft, which knows what was prefilled and left so."""
    answered = _answered(forms.form_of(application.procedure_version_id), application.answers)
    return {
        "online_level": procedure.online_level.value if procedure.online_level else "",
        "fields_answered": len(answered),
        "fields_prefilled": len(answered & draft.sources.keys()) if draft else 0,
        "papers_asked": papers_asked,
        "papers_held": len(application.held),
    }


def _answered(form: Form, answers: Mapping[str, Any]) -> set[str]:
    """Paths of the questions that have an answer; a repeating group counts as one."""
    paths = {asked.field.path for topic in form.topics for asked in topic.asked}
    return {path for path in paths if _value(answers, path) not in (None, "", [], {})}


def _value(answers: Any, path: str) -> Any:
    for step in path.split("."):
        answers = answers.get(step) if isinstance(answers, Mapping) else None
    return answers
