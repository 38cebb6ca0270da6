"""Two cards of one person become one: dossiers, drafts, the vault, consents, notices and what is owed go with the person."""

from collections import Counter
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests import acts
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, PaperInput, PaperKind
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.notifications import api as notifications
from tinhso.services.notifications.types import Preferences
from tinhso.services.vault import api as vault

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
MARITAL = "1.004873"


def named(person_id: UUID) -> Counter[str]:
    """How many rows of each following column name this person."""
    found: Counter[str] = Counter()
    for column in identity.following_mergers():
        rows = apps.get_model(column.model)._default_manager.filter(**{column.field: person_id})
        found[f"{column.model}.{column.field}"] = rows.count()
    return +found


def test_what_was_filed_and_kept_under_the_closed_card_is_the_persons_under_the_other(province: SmallProvince) -> None:
    was = identity.create_citizen(
        username="lan.ho-chieu",
        full_name="Nguyễn Thị Lan Mẫu",
        papers=[PaperInput(PaperKind.PASSPORT, "M0000077")],
        actor=system_actor(),
    )
    old = Actor(channel=Channel.ONLINE, person_id=was.person_id, user_id=was.user_id)
    holder = HolderRef("person", was.person_id)
    filed = acts.file(province, applicant=holder, actor=old)
    acts.accept(province, filed.id)
    acts.finish(province, filed.id)
    deliver_all()
    api.begin(procedure_code=MARITAL, applicant=holder, receiving_agency_id=province.receiving_id, actor=old)
    notifications.choose(wants=Preferences(wants_digest=False), actor=old)
    apps.get_model("lookups.ConsentRow").objects.create(
        holder_kind="person", holder_id=was.person_id, purpose="prefill_person", version_id=new_id(),
        given_by_id=was.person_id, given_at=clock.now(),
    )  # fmt: skip
    before = named(was.person_id)
    assert {
        "dossiers.Dossier.applicant_id", "dossiers.Dossier.filed_by_id", "dossiers.FilingPlan.applicant_id",
        "forms.DraftRow.owner_id", "vault.Item.holder_id", "lookups.ConsentRow.holder_id",
        "notifications.Preference.person_id",
    } <= set(before)  # fmt: skip
    here = named(province.applicant.id)

    administrator = officer(identity.list_posts(role="administrator")[0].code, "Quản Trị Mẫu")
    kept = identity.merge_for(
        one_id=was.person_id,
        other_id=province.applicant.id,
        reason="Đã đối chiếu hộ chiếu và thẻ căn cước tại quầy.",
        actor=administrator,
    )

    assert kept == province.applicant.id
    assert named(was.person_id) == Counter()
    assert named(kept) == here + before
    # The person sees it all from the account that stayed, and what is told later comes there too.
    assert api.get_dossier(filed.id, actor=province.citizen, purpose="Xem hồ sơ của mình").id == filed.id
    assert len(vault.list_items(holder=province.applicant, actor=province.citizen)) == before["vault.Item.holder_id"]
    client = Client()
    client.force_login(get_user_model().objects.get(pk=str(province.citizen.user_id)))
    assert client.get(f"/ho-so/{filed.id}/").status_code == 200
    # Somebody else still sees nothing of it.
    other = Client()
    other.force_login(get_user_model().objects.get(pk=str(province.stranger.user_id)))
    assert other.get(f"/ho-so/{filed.id}/").status_code == 404
