"""What a dossier declares beside what the register of people or of businesses has, for the officer who works on it.

NĐ 107/2021/NĐ-CP Điều 1: what the state holds is looked up, not asked for. The register is asked for the dossier's own
applicant only; each question is logged with the dossier and shown to whom it is about. Without an answer the work goes on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tinhso.casework.dossiers import queries
from tinhso.casework.dossiers.types import Dossier, FilingChannel
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.types import Field, Form
from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.encryption import mask
from tinhso.services.lookups import api as lookups
from tinhso.services.lookups.types import Compared, Declared, Outcome, Verdict

ACT = "lookups.read"
# What each kind of applicant is looked up for.
PURPOSES = {"person": "verify_person", "organisation": "verify_organisation"}


@dataclass(frozen=True)
class CheckedLine:
    """One declared value and the register's, in words; of numbers of people the ending, as on the dossier's page."""

    topic: str
    label: str
    declared: str
    register: str
    verdict: Verdict


@dataclass(frozen=True)
class RegisterCheck:
    """What came of the question; without lines `outcome` says why, None where there is no number to ask by."""

    outcome: Outcome | None
    source: str = ""
    as_of: date | None = None
    lines: tuple[CheckedLine, ...] = ()

    @property
    def differing(self) -> int:
        """How many values the register has otherwise."""
        return sum(line.verdict is Verdict.DIFFERS for line in self.lines)

    @property
    def differing_words(self) -> str:
        """The same for a tag."""
        return f"{self.differing} chỗ khác nhau"


def may_check(dossier: Dossier, actor: Actor) -> bool:
    """Officers of the agencies that take in and decide it, with the act: who was only asked for an opinion may not."""
    agencies = (dossier.owner_agency_id, dossier.receiving_agency_id)
    return actor.is_officer and any(access.can(actor=actor, act=ACT, agency_id=one) for one in agencies)


def check(dossier: Dossier, *, actor: Actor) -> RegisterCheck:
    """Ask now. Raises ActDenied, TooManyLookups, NoPurpose."""
    if not may_check(dossier, actor):
        raise ActDenied(ACT)
    subject = _subject(dossier)
    number, sex = _number(subject)
    if not number:
        return RegisterCheck(outcome=None)
    form = forms.form_of(dossier.procedure_version_id)
    asked = {one.field.path: one for one in _declared(form, dossier, subject, sex)}
    found = lookups.compare(
        code=PURPOSES[subject.kind],
        number=number,
        subject=subject,
        declared=[Declared(path, one.fact, one.value) for path, one in asked.items()],
        matter=("dossier", dossier.id, f"hồ sơ {dossier.code}"),
        procedure_code=dossier.procedure_code,
        actor=actor,
    )
    return RegisterCheck(
        outcome=found.outcome,
        source=found.source,
        as_of=found.as_of,
        lines=tuple(_line(form, asked[one.key], one) for one in found.lines),
    )


def _subject(dossier: Dossier) -> HolderRef:
    """The applicant; where a guardian filed for a ward, the guardian, whom the form calls the person."""
    applicant = dossier.applicant
    if applicant.kind != "person" or dossier.channel is not FilingChannel.ONLINE:
        return applicant
    filed_by = queries.filed_by(dossier.id)
    is_guardian = filed_by is not None and applicant.id in identity.wards_of(filed_by)
    return HolderRef("person", filed_by) if filed_by is not None and is_guardian else applicant


def _number(subject: HolderRef) -> tuple[str, str]:
    """(personal number or tax code, sex) by our own register, read by the platform: the officer does not see it by this."""
    purpose = "Đối chiếu thông tin khai"
    if subject.kind == "organisation":
        card = identity.get_organisation(subject.id, actor=system_actor(), purpose=purpose, reveal=True)
        return card.tax_code, ""
    person = identity.get_person(subject.id, actor=system_actor(), purpose=purpose, reveal=True)
    return person.personal_number, person.sex


@dataclass(frozen=True)
class _Answered:
    """A question that the register could have answered, with what was declared."""

    topic: str
    field: Field
    fact: str
    value: Any


def _declared(form: Form, dossier: Dossier, subject: HolderRef, sex: str) -> Iterator[_Answered]:
    """Every answered question that forms fill in from the register (`x-prefill`), with the register's name of the fact."""
    prefixes = (f"person.{sex}.", "person.") if subject.kind == "person" else ("organisation.",)
    for topic in form.topics:
        for asked in topic.asked if topic.repeat is None else ():
            value = _answer(dossier.answers, asked.field.path)
            fact = next((fact for name in asked.field.prefill if (fact := _fact(name, prefixes))), "")
            if fact and value not in (None, "", {}):
                yield _Answered(topic.title, asked.field, fact, value)


def _fact(name: str, prefixes: tuple[str, ...]) -> str:
    for prefix in prefixes:
        if name.startswith(prefix):
            rest = name.removeprefix(prefix)
            return "" if rest.startswith(("male.", "female.")) else rest
    return ""


def _answer(answers: Mapping[str, Any], path: str) -> Any:
    at: Any = answers
    for part in path.split("."):
        at = at.get(part) if isinstance(at, Mapping) else None
    return at


def _line(form: Form, asked: _Answered, found: Compared) -> CheckedLine:
    field, register = asked.field, ""
    if found.register not in (None, ""):
        register = str(found.register) if found.is_masked else _shown(form, field, found.register)
    return CheckedLine(
        topic=asked.topic,
        label=field.title,
        declared=_shown(form, field, asked.value),
        register=register,
        verdict=found.verdict,
    )


def _shown(form: Form, field: Field, value: Any) -> str:
    data = value
    for part in reversed(field.path.split(".")):
        data = {part: data}
    words = forms.shown(field, _answer(forms.with_unit_names(form, data), field.path))
    return mask(words) if field.is_identifier else words
