"""Bundles of a life event: which there are, what each member gets of the one form, what was filed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tinhso.casework.dossiers import confidentiality, models
from tinhso.casework.dossiers.applicants import holders_of
from tinhso.casework.dossiers.errors import HiddenDossier, NoDossier
from tinhso.casework.dossiers.queries import view
from tinhso.casework.dossiers.types import Dossier, Status
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.kernel.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Member:
    """A procedure of a bundle: pointer of its answers ← pointer of the form's, or a value. None = the form as it is."""

    procedure: str
    answers: Mapping[str, Mapping[str, Any]] | None
    papers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """What belongs to the event but is filed in another system."""

    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class BundleRule:
    """A bundle as the province offers it (kind `bundle`)."""

    version_id: UUID
    code: str
    title: str
    form: str
    code_pattern: str
    members: tuple[Member, ...]
    elsewhere: tuple[Elsewhere, ...]


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """A filed bundle with its dossiers, in the order of the definition."""

    id: UUID
    code: str
    title: str
    submitted_at: datetime
    dossiers: tuple[Dossier, ...]
    elsewhere: tuple[Elsewhere, ...]


@dataclass(frozen=True, kw_only=True)
class Sibling:
    """Another dossier of the bundle, as an officer of one of them reads it; `opens`: it lies at the officer's agency too."""

    id: UUID
    code: str
    procedure_title: str
    status: Status
    opens: bool


@dataclass(frozen=True, kw_only=True)
class FiledWith:
    """The bundle in which a dossier was filed, and the others in it that the officer may know of."""

    code: str
    title: str
    others: tuple[Sibling, ...]


def offered(form: str, *, on: date) -> tuple[BundleRule, ...]:
    """The bundles in force that day whose form is that of this procedure."""
    rules = (_rule(version) for version in definitions.list_current("bundle", on=on))
    return tuple(rule for rule in rules if rule.form == form)


def get_rule(code: str, *, on: date) -> BundleRule:
    """The bundle of a code in force that day. Raises NoDefinition."""
    return _rule(definitions.get("bundle", code, on=on))


def _rule(version: DefinitionVersion) -> BundleRule:
    body = version.body
    return BundleRule(
        version_id=version.id,
        code=version.code,
        title=version.title,
        form=body["form"],
        code_pattern=body["code_pattern"],
        members=tuple(
            Member(procedure=one["procedure"], answers=one.get("answers"), papers=one.get("papers", {}))
            for one in body["members"]
        ),
        elsewhere=tuple(Elsewhere(title=one["title"], url=one["url"]) for one in body.get("elsewhere", ())),
    )


def answers_of(member: Member, form: Mapping[str, Any]) -> dict[str, Any]:
    """What a member is filed with, from the answers of the one form. An answer that is not there is left out."""
    if member.answers is None:
        return dict(form)
    found: dict[str, Any] = {}
    for target, source in member.answers.items():
        value = source["is"] if "is" in source else _at(form, source["from"])
        if value is not None:
            _put(found, target, value)
    return found


def _at(answers: Mapping[str, Any], pointer: str) -> Any:
    value: Any = answers
    for step in pointer.strip("/").split("/"):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _put(answers: dict[str, Any], pointer: str, value: Any) -> None:
    *above, last = pointer.strip("/").split("/")
    for step in above:
        answers = answers.setdefault(step, {})
    answers[last] = value


def filed_from(draft_id: UUID, *, actor: Actor) -> UUID | None:
    """The bundle that a draft became, None while it has not. Raises HiddenDossier when it is somebody else's."""
    row = models.Bundle.objects.filter(draft_id=draft_id).first()
    if row is not None and (row.applicant_kind, row.applicant_id) not in holders_of(actor):
        raise HiddenDossier
    return None if row is None else row.id


def get_bundle(bundle_id: UUID, *, actor: Actor, purpose: str) -> Bundle:
    """A bundle with its dossiers, for its applicant; the read is logged. Raises NoDossier for everybody else."""
    row = models.Bundle.objects.filter(id=bundle_id).first()
    if row is None:
        raise NoDossier
    if (row.applicant_kind, row.applicant_id) not in holders_of(actor):
        raise HiddenDossier
    filed = list(models.Dossier.objects.filter(bundle_id=row.id).order_by("code"))
    access.record_read(actor=actor, holders=[filed[0].holder], purpose=purpose, target=("bundle", row.id))
    rule = _rule(definitions.get_version(row.definition_version_id))
    order = [member.procedure for member in rule.members]
    filed.sort(key=lambda one: order.index(one.procedure_code))
    return Bundle(
        id=row.id,
        code=row.code,
        title=row.title,
        submitted_at=row.submitted_at,
        dossiers=tuple(view(one) for one in filed),
        elsewhere=rule.elsewhere,
    )


def filed_with(dossier: Dossier, *, actor: Actor) -> FiledWith | None:
    """The bundle of a dossier that the officer has read under guard; what is too confidential for them is left out."""
    row = models.Bundle.objects.filter(id=dossier.bundle_id).first() if dossier.bundle_id else None
    if row is None:
        return None
    others = models.Dossier.objects.filter(confidentiality.in_sight(actor), bundle_id=row.id).exclude(id=dossier.id)
    return FiledWith(
        code=row.code,
        title=row.title,
        others=tuple(
            Sibling(
                id=one.id,
                code=one.code,
                procedure_title=one.procedure_title,
                status=Status(one.status),
                opens=actor.agency_id in (one.receiving_agency_id, one.owner_agency_id),
            )
            for one in others.defer("answers").order_by("code")
        ),
    )
