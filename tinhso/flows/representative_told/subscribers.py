"""After commit: the former representative, and who acts for the organisation now, are told."""

from uuid import UUID

from django.urls import reverse

from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import system_actor
from tinhso.kernel.outbox.api import subscribe
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.notifications import api as notifications


@subscribe("organisation.representative_ended", name="representative_told.ended")
def ended(record: EventRecord) -> None:
    organisation_id, former = UUID(record.payload["organisation_id"]), UUID(record.payload["person_id"])
    name = identity.organisation_names([organisation_id]).get(organisation_id, "")
    for person_id, template in (
        (former, "organisation.representation_ended"),
        *((one, "organisation.representative_left") for one in identity.people_acting_for(organisation_id)),
    ):
        notifications.notify(
            template=template,
            person_id=person_id,
            cause_id=record.id,
            subject=("organisation", organisation_id),
            values={"organisation": name},
            link=reverse("identity:organisations"),
            actor=system_actor(),
        )
