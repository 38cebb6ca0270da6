"""A dossier as something that people rate and give feedback about."""

from uuid import UUID

from django.urls import reverse

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.feedback.types import Matter
from tinhso.casework.ratings.types import Rated
from tinhso.kernel.actor import Actor

KIND = "dossier"


class RatedDossiers:
    """What ratings ask about dossiers; refusals are those of dossiers."""

    def about(self, subject_id: UUID) -> Rated:
        facts = dossiers.served_facts(subject_id)
        return Rated(
            kind=KIND,
            id=facts.id,
            code=facts.code,
            title=facts.title,
            procedure_code=facts.procedure_code,
            field_code=facts.field_code,
            owner_agency_id=facts.owner_agency_id,
            receiving_agency_id=facts.receiving_agency_id,
            ready_at=facts.ready_at,
            officers=facts.officers,
        )

    def admit(self, subject_id: UUID, *, actor: Actor) -> bool:
        return dossiers.stands_for(subject_id, actor=actor, purpose="Đánh giá việc giải quyết hồ sơ")

    def by_token(self, token: str) -> UUID:
        return dossiers.id_by_token(token)

    def by_code(self, *, code: str, last_four: str, address: str) -> UUID:
        return dossiers.id_by_code(code=code, last_four=last_four, address=address)


class FeedbackOnDossiers:
    """What feedback asks about dossiers; refusals are those of dossiers."""

    def about(self, subject_id: UUID) -> Matter:
        facts = dossiers.served_facts(subject_id)
        return Matter(
            kind=KIND,
            id=facts.id,
            code=facts.code,
            title=facts.title,
            procedure_code=facts.procedure_code,
            owner_agency_id=facts.owner_agency_id,
        )

    def admit(self, subject_id: UUID, *, actor: Actor) -> bool:
        return dossiers.stands_for(subject_id, actor=actor, purpose="Phản ánh về hồ sơ")

    def link(self, subject_id: UUID) -> str:
        return reverse("dossiers:work", args=[subject_id])

    def page(self, subject_id: UUID) -> str:
        return reverse("dossiers:detail", args=[subject_id])
