"""Filing at the counter for somebody else: parent, delegate, organisation, helper; how far, until when, on which paper."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from tinhso.casework.dossiers import api, printing
from tinhso.casework.dossiers.desk_queries import representative_of
from tinhso.casework.dossiers.models import Dossier, FilingPlan
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import everything
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.tests.test_desk_intake import begin, boxes
from tinhso.casework.dossiers.types import Capacity, FilingChannel, Representative, ReturnMethod
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

MORNING = at_local(2026, 11, 24, 8, 15)
ON = date(2026, 11, 24)


def ready_draft(province: SmallProvince) -> UUID:
    """A birth at the counter with every answer, not yet received."""
    draft = begin(province)
    page = reverse("dossiers:intake_form", args=[draft])
    come_in(province.desk).post(page, {**boxes(province.applications["1.001193"]["answers"], "1.001193"), "luu": "1"})
    return draft


def receive(draft: UUID, province: SmallProvince, came: Representative | None) -> UUID:
    with frozen(MORNING):
        return api.receive_at_counter(
            draft_id=draft,
            channel=FilingChannel.COUNTER,
            return_method=ReturnMethod.COUNTER,
            on_paper={"birth_notice": (1, 0)},
            representative=came,
            actor=province.desk,
        ).id


def delegate(province: SmallProvince, **changes: Any) -> Representative:
    assert province.stranger.person_id is not None
    parts: dict[str, Any] = {
        "person_id": province.stranger.person_id,
        "capacity": Capacity.DELEGATE,
        "document": "VB ủy quyền 12 ngày 20/11/2026",
        "may_receive": True,
        "valid_to": date(2026, 12, 31),
    }
    return Representative(**{**parts, **changes})


def test_a_delegate_is_written_down_with_scope_and_end_and_stands_on_the_receipt(province: SmallProvince) -> None:
    dossier = receive(ready_draft(province), province, delegate(province))

    found = representative_of(dossier)
    assert found is not None
    assert found.words == (
        "Trần Văn Nam Mẫu (người được ủy quyền, VB ủy quyền 12 ngày 20/11/2026; phạm vi: nộp và nhận kết quả, "
        "đến hết 31/12/2026)"
    )
    assert [found.allows_receiving(on=day) for day in (date(2026, 12, 31), date(2027, 1, 1))] == [True, False]
    receipt = printing._receipt(Dossier.objects.get(id=dossier))
    assert (receipt["submitter_words"], receipt["submitter_name"]) == (found.words, "Trần Văn Nam Mẫu")
    assert printing.paper_pdf(Dossier.objects.get(id=dossier), "receipt", actor=system_actor()).pdf.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"document": " "}, "/document"),
        ({"valid_to": None}, "/valid_to"),
        ({"valid_to": date(2026, 11, 23)}, "/valid_to"),
        ({"capacity": Capacity.ORGANISATION}, "/capacity"),
        ({"capacity": Capacity.PARENT, "document": ""}, "/document"),
        ({"capacity": Capacity.HELPER}, "/may_receive"),
    ],
)
def test_what_the_capacity_lacks_is_told_and_nothing_is_received(
    province: SmallProvince, changes: dict[str, Any], field: str
) -> None:
    draft = ready_draft(province)
    before = everything()
    with pytest.raises(Invalid) as refused:
        receive(draft, province, delegate(province, **changes))
    assert field in refused.value.fields
    assert everything() == before


def test_nobody_represents_oneself(province: SmallProvince) -> None:
    with pytest.raises(Invalid):
        receive(ready_draft(province), province, delegate(province, person_id=province.citizen.person_id))


def test_a_registered_guardian_needs_no_paper(province: SmallProvince) -> None:
    assert province.citizen.person_id is not None
    assert province.stranger.person_id is not None
    identity.set_guardian(
        ward_id=province.citizen.person_id,
        guardian_id=province.stranger.person_id,
        relation="guardian",
        valid_from=date(2026, 1, 1),
        actor=system_actor(),
    )
    came = delegate(province, capacity=Capacity.PARENT, document="", valid_to=None, may_receive=True)
    with frozen(MORNING):
        dossier = receive(ready_draft(province), province, came)
    assert representative_of(dossier) is not None


def test_a_helper_is_recorded_as_a_helper_through_the_page(province: SmallProvince) -> None:
    draft = ready_draft(province)
    send = {
        **boxes(province.applications["1.001193"]["answers"], "1.001193"),
        "nhan": "1",
        "channel": "counter",
        "return_method": "counter",
        "chinh-birth_notice": "1",
        "thay-the": "086092000999|330000001|Lê Văn Hộ Mẫu|20071992|Nam|Số 5 đường Minh Họa|01012021",
    }
    page = reverse("dossiers:intake_form", args=[draft])
    with frozen(MORNING):
        refused = come_in(province.desk).post(page, send)
        assert refused.status_code == 422
        assert "Chọn tư cách của người đến nộp" in refused.content.decode()
        assert Dossier.objects.count() == 0
        done = come_in(province.desk).post(page, {**send, "thay-tu-cach": "helper"})
    assert done.status_code == 302
    found = representative_of(Dossier.objects.get().id)
    assert found is not None
    assert (found.name, found.capacity) == ("Lê Văn Hộ Mẫu", Capacity.HELPER)
    receipt_page = come_in(province.desk).get(done.headers["Location"]).content.decode()
    assert "người làm hộ, người nộp có mặt" in receipt_page
    assert FilingPlan.objects.count() == 1
