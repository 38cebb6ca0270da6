"""A former representative hears that the rights in the company ended; who acts for it now hears it too."""

from datetime import date
from pathlib import Path

import pytest

from tinhso.flows.representative_told.subscribers import ended
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity import testing
from tinhso.foundation.identity.types import OrganisationKind, Right
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import now
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.notifications import api as notifications
from tinhso.services.notifications.testing import apply_notices


@pytest.mark.django_db
def test_the_former_and_the_present_are_told_once_each(tmp_path: Path) -> None:
    apply_notices(tmp_path)
    company = identity.register_organisation(name="Công ty Mẫu", kind=OrganisationKind.ENTERPRISE, actor=system_actor())
    former, present = testing.citizen("cu", serial=1), testing.citizen("moi", serial=2)
    identity.grant_membership(
        organisation_id=company.id, person_id=present.person_id, rights=tuple(Right), valid_from=date(2020, 1, 1),
        actor=system_actor(),
    )  # fmt: skip
    record = EventRecord(
        id=new_id(), name="organisation.representative_ended", version=1, aggregate_kind="organisation",
        aggregate_id=company.id, seq=2, at=now(),
        payload={"organisation_id": str(company.id), "person_id": str(former.person_id)},
        person_id=None, post_id=None, agency_id=None, channel="system", request_id=new_id(),
    )  # fmt: skip

    ended(record)
    ended(record)

    told = {one.person_id: one.title for one in notifications.told_of(("organisation", company.id))}
    assert told == {
        former.person_id: "Bạn không còn được làm việc thay Công ty Mẫu",
        present.person_id: "Người đại diện cũ của Công ty Mẫu hết quyền",
    }
    assert len(notifications.told_of(("organisation", company.id))) == 2
