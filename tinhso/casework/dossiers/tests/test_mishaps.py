"""NĐ 61/2018 Điều 21: a paper the agency lost, an error it made: made good at its cost, with a signed apology, counted."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from tinhso.casework.dossiers import api, mishaps
from tinhso.casework.dossiers.errors import StaleVersion, WrongStatus
from tinhso.casework.dossiers.models import Mishap, Paper
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import everything
from tinhso.casework.dossiers.tests.desk_scene import come_in, do, file_birth, version_of
from tinhso.casework.dossiers.types import Check, Verdict
from tinhso.foundation.files import api as files
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied, Invalid, Unavailable
from tinhso.kernel.outbox.api import events_of
from tinhso.services.custody import api as custody
from tinhso.services.custody.types import ThingState
from tinhso.services.registers import api as registers
from tinhso.services.registers.types import ChangeKind, Decree
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.testing import failing

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

TODAY = date(2026, 12, 3)
WHAT = "Giấy chứng sinh bản chính bị thất lạc khi luân chuyển"


@pytest.fixture(autouse=True)
def _december() -> Iterator[None]:
    with clock.frozen(clock.at_local(2026, 12, 3, 9)):
        yield


def _accepted(province: SmallProvince) -> UUID:
    dossier_id = file_birth(province)
    check = Check(component="birth_notice", verdict=Verdict.RIGHT, originals=1)
    api.check_components(dossier_id=dossier_id, checks=(check,), version=version_of(dossier_id), actor=province.desk)
    do(dossier_id, "accepted", province.desk)
    return dossier_id


def _issued(province: SmallProvince) -> UUID:
    dossier_id = _accepted(province)
    do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)
    do(dossier_id, "signed", province.leader)
    return dossier_id


def _report(dossier_id: UUID, actor: Actor, *, kind: str = "lost", thing: bool = True) -> UUID:
    thing_id = custody.things_of(("dossier", dossier_id))[0].id if thing else None
    return api.report_mishap(
        dossier_id=dossier_id, kind=kind, what=WHAT, thing_id=thing_id, version=version_of(dossier_id), actor=actor
    )


def _how(province: SmallProvince, **changes: Any) -> api.Settlement:
    given: dict[str, Any] = {
        "responsible_agency_id": province.receiving_id,
        "responsible": "Bộ phận một cửa phường",
        "remedy": "reissued",
        "made_good": "Đã xin cấp lại giấy chứng sinh tại cơ sở y tế",
        "cost_vnd": 120000,
    }
    return api.Settlement(**{**given, **changes})


def _settle(mishap_id: UUID, dossier_id: UUID, how: api.Settlement, actor: Actor) -> None:
    api.settle_mishap(mishap_id=mishap_id, how=how, version=version_of(dossier_id), actor=actor)


def test_a_lost_paper_counts_as_lost_and_is_owed_by_the_day_of_the_rule(province: SmallProvince) -> None:
    dossier_id = _accepted(province)

    mishap_id = _report(dossier_id, province.desk)

    row = Mishap.objects.get(id=mishap_id)
    assert (row.kind, clock.local(row.due_at).date()) == ("lost", date(2026, 12, 10))
    assert custody.things_of(("dossier", dossier_id))[0].state is ThingState.LOST
    event = events_of(("dossier", dossier_id))[-1]
    assert (event.name, event.payload["kind"]) == ("dossier.mishap_reported", "lost")
    assert WHAT not in str(event.payload)


def test_the_leaders_apology_is_signed_numbered_filed_and_says_that_the_citizen_pays_nothing(
    province: SmallProvince,
) -> None:
    dossier_id = _accepted(province)
    mishap_id = _report(dossier_id, province.desk)

    _settle(mishap_id, dossier_id, _how(province), province.leader)

    row = Mishap.objects.get(id=mishap_id)
    assert row.letter_id is not None
    paper = Paper.objects.get(id=row.letter_id)
    assert paper.file_id is not None
    pdf = files.read_file(file_id=paper.file_id, owner=("dossier_paper", paper.id), actor=province.leader).read()
    judged = signatures.verify_pdf(pdf)
    assert (paper.title, paper.kind) == ("Thư xin lỗi", "mishap-apology-1")
    assert (judged.holds, judged.sealed, judged.signers[0].name) == (True, True, "Nguyễn Văn Lãnh Mẫu")
    event = events_of(("dossier", dossier_id))[-1]
    facts = [event.payload[key] for key in ("remedy", "cost_vnd", "responsible_agency_id", "settled_in_time")]
    assert facts == ["reissued", 120000, str(province.receiving_id), True]
    shown = come_in(province.citizen).get(reverse("dossiers:detail", args=[dossier_id])).content.decode()
    assert "Thư xin lỗi" in shown


def test_an_error_of_the_agency_is_corrected_in_the_register_free_of_charge(province: SmallProvince) -> None:
    dossier_id = _issued(province)
    mishap_id = _report(dossier_id, province.specialist, kind="agency_error", thing=False)
    decree = Decree(number="15/QĐ-UBND", decided_on=TODAY, reason="Ghi sai tên đường trong nơi sinh")

    _settle(mishap_id, dossier_id, _how(province, remedy="corrected", cost_vnd=0, decree=decree), province.leader)

    (entry,) = registers.entries_of(("dossier", dossier_id))
    (change,) = registers.changes_of(entry)
    assert (change.kind, change.decree) == (ChangeKind.AMENDED, decree)
    public = come_in(None).get(f"/xac-minh/{entry.token}/").content.decode()
    assert "Ghi sai tên đường trong nơi sinh" in public


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"remedy": "corrected"}, "/decree_number"),
        ({"remedy": "nothing"}, "/remedy"),
        ({"responsible": " "}, "/responsible"),
        ({"made_good": ""}, "/made_good"),
        ({"cost_vnd": -1}, "/cost_vnd"),
    ],
)
def test_what_is_missing_in_a_settlement_is_told_at_its_field(
    province: SmallProvince, changes: dict[str, Any], field: str
) -> None:
    dossier_id = _accepted(province)
    mishap_id = _report(dossier_id, province.desk)
    before = everything()

    with pytest.raises(Invalid) as refused:
        _settle(mishap_id, dossier_id, _how(province, **changes), province.leader)

    assert list(refused.value.fields) == [field]
    assert everything() == before


def test_only_the_leader_of_the_deciding_agency_settles_and_only_once(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    mishap_id = _report(dossier_id, province.desk)
    elsewhere = officer("phuoc-hau.chu-tich", "Nơi Khác Mẫu")
    before = everything()

    for actor in (province.desk, province.specialist, province.citizen, elsewhere):
        with pytest.raises(Denied):
            _settle(mishap_id, dossier_id, _how(province), actor)
    with pytest.raises(StaleVersion):
        api.settle_mishap(mishap_id=mishap_id, how=_how(province), version=1, actor=province.leader)

    assert everything() == before
    _settle(mishap_id, dossier_id, _how(province), province.leader)
    with pytest.raises(WrongStatus):
        _settle(mishap_id, dossier_id, _how(province), province.leader)


def test_strangers_to_the_dossier_report_nothing(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    elsewhere = officer("phuoc-hau.mot-cua", "Nơi Khác Mẫu")
    before = everything()

    for actor in (province.citizen, elsewhere):
        with pytest.raises(Denied):
            _report(dossier_id, actor)
    with pytest.raises(Invalid):
        _report(dossier_id, province.desk, kind="agency_error", thing=False)

    assert everything() == before


def test_when_signing_fails_nothing_is_settled_and_no_number_is_used(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    mishap_id = _report(dossier_id, province.desk)
    before = everything()

    with failing(), pytest.raises(Unavailable):
        _settle(mishap_id, dossier_id, _how(province), province.leader)

    assert everything() == before
    assert registers.list_series("letter.") == {}


def test_mishaps_are_counted_for_the_agency_that_answers_for_them(province: SmallProvince) -> None:
    for _ in range(2):
        dossier_id = _accepted(province)
        mishap_id = _report(dossier_id, province.desk)
    _settle(mishap_id, dossier_id, _how(province), province.leader)

    (open_one, settled) = sorted(
        mishaps.tallies(actor=province.leader, since=_day(1), until=_day(31)), key=lambda one: -one.open
    )

    assert (open_one.late, settled.late) == (0, 0)
    assert (open_one.agency_id, open_one.count, open_one.open, open_one.cost_vnd) == (province.owner_id, 1, 1, 0)
    assert (settled.agency_id, settled.count, settled.open, settled.cost_vnd) == (province.receiving_id, 1, 0, 120000)
    page = come_in(province.leader).get(reverse("dossiers:mishaps")).content.decode()
    assert "120.000" in page


def _day(day: int) -> datetime:
    return clock.at_local(2026, 12, day, 0)


def test_the_pages_report_and_settle(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    thing = custody.things_of(("dossier", dossier_id))[0]
    desk, leader = come_in(province.desk), come_in(province.leader)

    page = reverse("dossiers:report_mishap", args=[dossier_id])
    wrong = desk.post(page, {"version": version_of(dossier_id), "kind": "lost", "what": ""})
    answer = desk.post(page, {"version": version_of(dossier_id), "kind": "lost", "what": WHAT, "thing": str(thing.id)})
    settled = leader.post(
        answer.headers["Location"],
        {
            "version": version_of(dossier_id), "agency": str(province.receiving_id), "responsible": "Bộ phận một cửa",
            "remedy": "reissued", "made_good": "Đã cấp lại", "cost_vnd": "120.000",
        },
    )  # fmt: skip

    assert wrong.status_code == 422
    assert 'href="#what"' in wrong.content.decode()
    assert settled.status_code == 302
    assert Mishap.objects.get().cost_vnd == 120000
