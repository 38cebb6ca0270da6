"""File one form as several dossiers: all of them, with one code for the whole, or none."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import bundles
from tinhso.casework.dossiers.actions.plan_filing import plan_of
from tinhso.casework.dossiers.actions.submit_dossier import submit_dossier
from tinhso.casework.dossiers.applicants import applicant_of
from tinhso.casework.dossiers.bundles import BundleRule, Member
from tinhso.casework.dossiers.domain import format_code, sequence_scope
from tinhso.casework.dossiers.errors import NotOffered
from tinhso.casework.dossiers.events import BundleFiled
from tinhso.casework.dossiers.models import Bundle, Dossier, FilingPlan
from tinhso.casework.dossiers.queries import tracking_index
from tinhso.casework.dossiers.types import Application, FilingChannel, Mailing, ReturnMethod
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.types import Draft
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.database import lock_key
from tinhso.kernel.errors import Invalid
from tinhso.kernel.outbox.api import publish
from tinhso.services.fees.types import ClaimInput
from tinhso.services.registers import api as registers


def file_bundle(
    *,
    draft_id: UUID,
    bundle_code: str,
    return_method: ReturnMethod,
    return_agency_id: UUID | None = None,
    claims: Mapping[str, ClaimInput] | None = None,
    mailing: Mailing | None = None,
    actor: Actor,
) -> UUID:
    """Submit every member of a bundle in one transaction; returns the bundle's id. Twice is once: the draft is the key.

    Each member has its own code, process, clock and result; `claims`: who pays less, by procedure. By post each result
    comes in its own letter, since they are ready on different days; papers are fetched once, for the form's procedure.
    Raises NotOffered when the draft is of another form, Invalid for a claim of another procedure, and what filing a
    member raises: then nothing is filed.
    """
    terms = _Terms(method=return_method, return_agency_id=return_agency_id, claims=claims or {}, mailing=mailing)
    with transaction.atomic():
        lock_key(f"dossier.bundle.{draft_id}")
        already = bundles.filed_from(draft_id, actor=actor)
        if already is not None:
            return already
        at = now()
        plan, draft = plan_of(draft_id, actor=actor)
        rule = bundles.get_rule(bundle_code, on=local(at).date())
        if definitions.get_version(draft.procedure_version_id).code != rule.form:
            raise NotOffered("Bộ hồ sơ này dùng tờ khai khác.")
        if not terms.claims.keys() <= {member.procedure for member in rule.members}:
            raise Invalid("Diện miễn, giảm của thủ tục không có trong bộ hồ sơ.")
        receiving = identity.get_agency(plan.receiving_agency_id)
        legacy = receiving.legacy_code or receiving.code
        day = local(at).date()
        number = registers.take_number(
            scope=f"bundle.{sequence_scope(rule.code_pattern, agency=legacy, day=day)}", actor=actor
        )
        row = Bundle(
            code=format_code(rule.code_pattern, agency=receiving.code, agency_legacy=legacy, day=day, number=number),
            draft_id=draft_id,
            definition_version_id=rule.version_id,
            title=rule.title,
            applicant_kind=plan.applicant_kind,
            applicant_id=plan.applicant_id,
            submitted_at=at,
            tracking_index=b"",
        )
        row.tracking_index = tracking_index(row.code, applicant_of(plan.holder).number)
        row.save(force_insert=True)
        for member in rule.members:
            _file(member, rule, row, plan, draft, terms, actor)
        forms.close_draft(draft_id, actor=actor)
        access.record_write(
            actor=actor, act="dossiers.file_bundle", target=("bundle", row.id), detail={"code": row.code}
        )
        publish(
            BundleFiled(
                bundle_id=row.id, code=row.code, bundle=rule.code, receiving_agency_id=receiving.id,
                members=len(rule.members), submitted_at=at,
            ),
            aggregate=("bundle", row.id),
            actor=actor,
        )  # fmt: skip
    return row.id


@dataclass(frozen=True, kw_only=True)
class _Terms:
    """What the applicant wants for all members, and for one of them."""

    method: ReturnMethod
    return_agency_id: UUID | None
    claims: Mapping[str, ClaimInput]
    mailing: Mailing | None

    def mailing_of(self, *, is_form: bool) -> Mailing | None:
        """The address for each result; papers come with the form's procedure alone."""
        if self.mailing is None or is_form:
            return self.mailing
        return replace(self.mailing, collects=False) if self.method is ReturnMethod.POSTAL else None


def _file(
    member: Member, rule: BundleRule, bundle: Bundle, plan: FilingPlan, draft: Draft, terms: _Terms, actor: Actor
) -> None:
    is_form = member.procedure == rule.form
    given = {code: tuple(file.file_id for file in files) for code, files in draft.files.items()}
    papers = given if is_form else {code: given[source] for code, source in member.papers.items() if source in given}
    version_id = draft.procedure_version_id if is_form else definitions.get("procedure", member.procedure).id
    filed = submit_dossier(
        application=Application(
            procedure_version_id=version_id,
            applicant=plan.holder,
            answers=bundles.answers_of(member, draft.data),
            receiving_agency_id=plan.receiving_agency_id,
            owner_agency_id=plan.owner_agency_id,
            channel=FilingChannel.ONLINE,
            return_method=terms.method,
            return_agency_id=terms.return_agency_id,
            papers=papers,
            held=draft.held if is_form else {},
            claim=terms.claims.get(member.procedure),
            mailing=terms.mailing_of(is_form=is_form),
        ),
        # The form's own dossier has the key that filing the draft alone would have: never both.
        idempotency_key=f"draft-{draft.id}" if is_form else f"bundle-{draft.id}-{member.procedure}",
        actor=actor,
    )
    Dossier.objects.filter(id=filed.id).update(bundle_id=bundle.id)
