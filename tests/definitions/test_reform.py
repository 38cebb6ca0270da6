"""Vĩnh Long, Bến Tre and Trà Vinh become one on 1 July 2025 and districts end: what was under way goes on, nothing is lost."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from tests.definitions.conftest import ROOT, copy_three_tiers
from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers import queries, worklists
from tinhso.casework.dossiers.models import Dossier, FilingPlan, StatusChange, WorkItem
from tinhso.casework.dossiers.types import Application, FilingChannel, ReturnMethod, Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.errors import ApplyingWaits
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.models import Person
from tinhso.foundation.identity.types import HolderRef
from tinhso.foundation.reforms import api as reforms
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Basis, Count, Dimension, Selection
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.clock import at_local, frozen, now
from tinhso.kernel.outbox.models import OutboxEvent
from tinhso.services.registers import api as registers
from tinhso.services.saved_views import api as saved_views

REFORM = Path(__file__).parent / "reform"
BEFORE, AFTER = at_local(2025, 6, 20, 8, 30), at_local(2025, 7, 1, 7, 0)
LAST_DAY, FIRST_DAY = date(2025, 6, 30), date(2025, 7, 1)
PERMIT, MARITAL = "1.009994", "1.004873"
OFFICERS = ("cu.phuong-1.mot-cua", "cu.phuong-1.ho-tich", "cu.phuong-1.chu-tich", "cu.tp-vinh-long.mot-cua",
            "cu.tp-vinh-long.xay-dung", "cu.tp-vinh-long.chu-tich")  # fmt: skip
pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class Then:
    """The province of 20 June 2025 and the folder of definitions to which the reform can be added."""

    folder: Path
    citizen: Actor
    officers: dict[str, Actor]

    @property
    def applicant(self) -> HolderRef:
        assert self.citizen.person_id is not None
        return HolderRef("person", self.citizen.person_id)


def three_provinces(root: Path) -> Path:
    """Three trees of three tiers, without what comes on 1 July 2025; one more procedure, of communes."""
    copy_three_tiers(root, units="8[346]")
    shutil.copytree(REFORM / "agencies", root / "agencies", dirs_exist_ok=True)
    marital = root / "procedures" / "ho-tich" / MARITAL
    shutil.copytree(ROOT / "procedures" / "ho-tich" / MARITAL, marital, ignore=shutil.ignore_patterns("cases"))
    text = (marital / "procedure.yaml").read_text("utf-8")
    (marital / "procedure.yaml").write_text(text.replace("effective_from: 2025-07-01", "effective_from: 2021-01-01"))
    return root


def add_reform(root: Path, *, without: str = "", instead: str = "") -> None:
    """The new tree and the reform join the folder; one of the reform's lines can be left out or put otherwise."""
    shutil.copy(ROOT / "agencies" / "vinh-long-2025.yaml", root / "agencies")
    (root / "reforms").mkdir(exist_ok=True)
    text = (REFORM / "reforms" / "vinh-long-2025.yaml").read_text("utf-8")
    assert without in text
    (root / "reforms" / "vinh-long-2025.yaml").write_text(text.replace(without, instead) if without else text, "utf-8")


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Then]:
    """Loaded once for this file and taken back at its end."""
    root = three_provinces(tmp_path_factory.mktemp("three") / "definitions")
    with django_db_blocker.unblock(), transaction.atomic(), frozen(BEFORE):
        definitions.apply_folder(root, actor=system_actor())
        account = identity.create_citizen(
            username="lan.mau", full_name="Nguyễn Thị Lan Mẫu", personal_number="086195000073", sex="female",
            born_on=date(1995, 3, 12), phone="0900000001", address="Số 1 đường Minh Họa", unit_code="29554",
            actor=system_actor(),
        )  # fmt: skip
        citizen = Actor(channel=Channel.ONLINE, person_id=account.person_id, user_id=account.user_id)
        yield Then(folder=root, citizen=citizen, officers={code: seat(code) for code in OFFICERS})
        transaction.set_rollback(True)


@pytest.fixture
def then(standing: Then, db: None, tmp_path: Path) -> Then:
    """The standing province with a folder of the test's own."""
    folder = shutil.copytree(standing.folder, tmp_path / "definitions")
    return Then(folder=folder, citizen=standing.citizen, officers=standing.officers)


def seat(post: str) -> Actor:
    account = identity.create_officer(
        username=post,
        password="",
        full_name=f"Cán bộ {post}",
        posts=(post,),
        since=date(2021, 1, 1),
        actor=system_actor(),
    )
    return at_post(account.person_id, post)


def at_post(person_id: UUID, post: str) -> Actor:
    """The officer acting through the post today."""
    (held,) = (one for one in identity.held_posts(person_id) if one.post.code == post)
    return Actor(channel=Channel.COUNTER, person_id=person_id, post_id=held.post.id, agency_id=held.agency.id)


def agency(code: str, *, on: date = FIRST_DAY) -> UUID:
    found = identity.find_agency(code, on=on)
    assert found is not None, code
    return found.id


def file_for(then: Then, procedure: str, receiving: str, answers: dict[str, Any]) -> UUID:
    version = definitions.get("procedure", procedure)
    paper = files.store(content=b"%PDF-1.7\n%x", name="giay.pdf", media_type="application/pdf", actor=then.citizen)
    filed = dossiers.submit_dossier(
        application=Application(
            procedure_version_id=version.id,
            applicant=then.applicant,
            answers=answers,
            receiving_agency_id=agency(receiving, on=LAST_DAY),
            channel=FilingChannel.ONLINE,
            return_method=ReturnMethod.COUNTER,
            papers={one["code"]: (paper.id,) for one in version.body["components"] if not one.get("is_form")},
        ),
        idempotency_key=None,
        actor=then.citizen,
    )
    return filed.id


def permit(then: Then, commune: str) -> UUID:
    """A building permit of the city, for land in one of its old wards."""
    place = {"province_code": "86", "commune_code": commune, "street": "Tổ 3"}
    person = {"full_name": "Nguyễn Thị Lan Mẫu", "personal_number": "086195000073", "phone": "0900000001"}
    land = {"address": place, "parcel": "12", "paper_number": "AB 1"}
    return file_for(then, PERMIT, "H61.31.90", {"requester": person, "land": land, "storeys": 2})


def do(dossier_id: UUID, outcome: str, actor: Actor) -> None:
    (task,) = workflow.open_tasks(("dossier", dossier_id))
    version = Dossier.objects.get(id=dossier_id).version
    dossiers.do_task(task_id=task.id, done=dossiers.TaskDone(outcome=outcome), version=version, actor=actor)


def apply(folder: Path) -> None:
    definitions.apply_folder(folder, actor=system_actor())


def test_dossiers_of_a_district_go_by_procedure_and_by_the_address_of_the_land(then: Then) -> None:
    with frozen(BEFORE):
        here, there = permit(then, "29551"), permit(then, "29554")
        do(here, "accepted", then.officers["cu.tp-vinh-long.mot-cua"])
    code, due = Dossier.objects.values_list("code", "due_at").get(id=here)
    add_reform(then.folder)

    with frozen(AFTER):
        apply(then.folder)

    moved = {row.id: row for row in Dossier.objects.defer("answers")}
    assert (moved[here].receiving_agency_id, moved[here].owner_agency_id) == (
        agency("H61.41.01.001"),
        agency("H61.41.01"),
    )
    assert (moved[there].receiving_agency_id, moved[there].owner_agency_id) == (
        agency("H61.41.02.001"),
        agency("H61.41.02"),
    )
    assert (moved[here].code, moved[here].due_at, moved[here].status) == (code, due, Status.PROCESSING)
    clocks = [clock for clock in deadlines.get_clocks(("dossier", here)) if clock.is_open]
    assert clocks
    assert {clock.agency_code for clock in clocks} <= {"H61.41.01", "H61.41.01.001"}
    assert {item.agency_id for item in WorkItem.objects.filter(dossier_id=here, is_open=True)} == {agency("H61.41.01")}


def test_an_officer_goes_on_with_the_work_at_the_new_post(then: Then) -> None:
    officer = then.officers["cu.tp-vinh-long.xay-dung"]
    assert officer.person_id is not None
    with frozen(BEFORE):
        dossier_id = permit(then, "29551")
        do(dossier_id, "accepted", then.officers["cu.tp-vinh-long.mot-cua"])
        (task,) = workflow.open_tasks(("dossier", dossier_id))
        dossiers.take_task(task_id=task.id, actor=officer)
    add_reform(then.folder)

    with frozen(AFTER):
        apply(then.folder)
        now_at = at_post(officer.person_id, "long-chau.dia-chinh-xay-dung")

        (item,) = worklists.page_of(worklists.ListQuery(view="mine"), actor=now_at).items
        assert item.dossier_id == dossier_id
        (moved,) = workflow.open_tasks(("dossier", dossier_id))
        assert (moved.post_id, moved.person_id) == (now_at.post_id, officer.person_id)
        done = dossiers.TaskDone(outcome="eligible", draft={})
        version = Dossier.objects.get(id=dossier_id).version
        dossiers.do_task(task_id=moved.id, done=done, version=version, actor=now_at)

    assert [task.step for task in workflow.open_tasks(("dossier", dossier_id))] == ["sign"]


def test_a_shared_list_goes_on_where_its_keeper_works(then: Then) -> None:
    keeper = then.officers["cu.tp-vinh-long.xay-dung"]
    assert keeper.person_id is not None
    with frozen(BEFORE):
        saved_views.keep_view(list_name="x", title="Cấp phép", address="loc=late", is_shared=True, actor=keeper)
    add_reform(then.folder)

    with frozen(AFTER):
        apply(then.folder)
        (view,) = saved_views.views_of("x", actor=at_post(keeper.person_id, "long-chau.dia-chinh-xay-dung"))
        assert (view.is_own, view.is_shared) == (True, True)
        colleague = identity.create_officer(
            username="dong-nghiep", password="", full_name="Đồng Nghiệp", posts=("long-chau.dia-chinh-xay-dung",),
            since=FIRST_DAY, actor=system_actor(),
        )  # fmt: skip
        (seen,) = saved_views.views_of("x", actor=at_post(colleague.person_id, "long-chau.dia-chinh-xay-dung"))
        assert (seen.title, seen.is_own) == ("Cấp phép", False)


def test_officers_hold_the_old_post_to_its_last_day_and_the_new_one_from_the_first(then: Then) -> None:
    clerk, chairman = (then.officers[f"cu.{code}"].person_id for code in ("phuong-1.mot-cua", "tp-vinh-long.chu-tich"))
    assert clerk is not None
    assert chairman is not None
    add_reform(then.folder)

    with frozen(AFTER):
        apply(then.folder)

    assert [post.code for post in identity.posts_of(clerk, on=LAST_DAY)] == ["cu.phuong-1.mot-cua"]
    assert [post.code for post in identity.posts_of(clerk, on=FIRST_DAY)] == ["long-chau.mot-cua"]
    assert [post.code for post in identity.posts_of(chairman, on=LAST_DAY)] == ["cu.tp-vinh-long.chu-tich"]
    assert identity.posts_of(chairman, on=FIRST_DAY) == ()


def test_an_address_keeps_its_text_and_gets_the_new_commune_beside_the_old(then: Then) -> None:
    with frozen(BEFORE):
        divided = identity.register_person(full_name="Trần Văn Chia Mẫu", unit_code="29821", actor=system_actor())
    add_reform(then.folder)

    with frozen(AFTER):
        apply(then.folder)
        newcomer = identity.register_person(full_name="Lê Thị Mới Mẫu", unit_code="29557", actor=system_actor())

    card = identity.get_person(then.applicant.id, actor=system_actor(), purpose="Kiểm thử")
    assert (card.address, card.unit_code, card.former_unit_code) == ("Số 1 đường Minh Họa", "29557", "29554")
    # Thị trấn Trà Ôn was divided between two: nobody guesses where a citizen lives.
    assert _units(divided.id) == ("", "29821")
    assert _units(newcomer.id) == ("29557", "")
    assert identity.unit_code_on(then.applicant, LAST_DAY) == "29554"


def _units(person_id: UUID) -> tuple[str, str]:
    person = Person.objects.get(id=person_id)
    return person.unit_code, person.former_unit_code


def test_the_numbers_of_a_register_go_on_or_start_anew_by_rule(then: Then) -> None:
    actor = system_actor()
    for scope, count in (("result.H61.31.01.ho-tich.2025", 41), ("result.H07.31.01.ho-tich.2025", 7)):
        registers.take_numbers(scope=scope, count=count, actor=actor)
    add_reform(then.folder)

    with frozen(AFTER):
        apply(then.folder)

    assert registers.take_number(scope="result.H61.41.01.ho-tich.2025", actor=actor) == 42
    assert registers.take_number(scope="result.H61.42.01.ho-tich.2025", actor=actor) == 1


def test_old_codes_receipts_and_results_keep_working(then: Then) -> None:
    with frozen(BEFORE):
        dossier_id = permit(then, "29551")
        entry = registers.record_entry(
            register="H61.31.01.ho-tich", year=2025, number=registers.take_number(scope="s", actor=system_actor()),
            notation="1/2025", agency_id=agency("H61.31.01", on=LAST_DAY), subject=("dossier", dossier_id),
            title="Trích lục khai sinh", issued_on=date(2025, 6, 20), actor=system_actor(),
        )  # fmt: skip
    code, token = Dossier.objects.values_list("code", "verify_token").get(id=dossier_id)
    add_reform(then.folder)

    with frozen(AFTER):
        apply(then.folder)

        by_code = queries.track(code=code, last_four="0073", address="127.0.0.1")
        assert by_code.code == queries.track_by_token(token).code == code
        assert registers.check_token(entry.token).number == "1/2025"
        # The archive of an ended agency is read by who stands for it.
        heir = at_post(_person(then, "cu.phuong-1.chu-tich"), "long-chau.chu-tich")
        neighbour = seat("phuoc-hau.chu-tich")
        ended = agency("H61.31.01", on=LAST_DAY)
        assert ended in access.scope(actor=heir, act="dossiers.read").agency_ids
        assert access.can(actor=heir, act="dossiers.read", agency_id=ended)
        assert not access.can(actor=neighbour, act="dossiers.read", agency_id=ended)
        assert identity.heir_of(agency("H61.31.01", on=LAST_DAY)) == agency("H61.41.01")
        found = identity.standing_agency("H61.31.01")
        assert found is not None
        assert found.code == "H61.41.01"


def _person(then: Then, post: str) -> UUID:
    person_id = then.officers[post].person_id
    assert person_id is not None
    return person_id


def test_the_history_and_the_figures_say_from_where_to_where(then: Then) -> None:
    with frozen(BEFORE):
        dossier_id = permit(then, "29554")
    add_reform(then.folder)

    with frozen(AFTER):
        apply(then.folder)

    event = OutboxEvent.objects.get(name="dossier.transferred").payload
    assert (event["from_owner_agency_id"], event["owner_agency_id"]) == (
        str(agency("H61.31", on=LAST_DAY)),
        str(agency("H61.41.02")),
    )
    assert StatusChange.objects.filter(dossier_id=dossier_id).latest("seq").words == (
        "Sắp xếp đơn vị hành chính (202/2025/QH15): nơi nhận là Trung tâm Phục vụ hành chính công phường Phước Hậu, "
        "nơi giải quyết là Ủy ban nhân dân phường Phước Hậu."
    )
    succeeded = {row["agency_id"]: row["heir_id"] for row in _payloads("agency.succeeded")}
    assert succeeded[str(agency("H07", on=LAST_DAY))] == str(agency("H61"))
    assert succeeded[str(agency("H59.31.03", on=LAST_DAY))] == str(agency("H61.42.03"))


def test_figures_stay_whole_by_the_old_units_and_by_the_new(then: Then) -> None:
    with frozen(BEFORE):
        for commune in ("29551", "29554"):
            do(permit(then, commune), "accepted", then.officers["cu.tp-vinh-long.mot-cua"])
    add_reform(then.folder)

    with frozen(AFTER):
        apply(then.folder)
        warehouse.rebuild()

    city = agency("H61.31", on=LAST_DAY)
    long_chau, phuoc_hau = agency("H61.41.01"), agency("H61.41.02")
    june, july = (date(2025, 6, 1), LAST_DAY), (FIRST_DAY, date(2025, 7, 31))
    # As it was then: the city took in both and carried both over midnight; at the end of July both wards have one each.
    assert _by_owner(june, as_then=True) == {"accepted": {city: 2}, "pending": {city: 2}}
    assert _by_owner(july, as_then=True) == {"carried": {city: 2}, "pending": {long_chau: 1, phuoc_hau: 1}}
    # By today's units: a filing counts for the ward that has the dossier now; what stood at the city on a day counts for
    # the ward that stands for the city. No dossier is lost or counted twice either way.
    assert _by_owner(june) == {"accepted": {long_chau: 1, phuoc_hau: 1}, "pending": {long_chau: 2}}
    assert _by_owner(july) == {"carried": {long_chau: 2}, "pending": {long_chau: 1, phuoc_hau: 1}}


def _by_owner(days: tuple[date, date], *, as_then: bool = False) -> dict[str, dict[UUID, int]]:
    """Count → agency → number, without what is nothing; every number opens to as many dossiers."""
    selection = Selection(first=days[0], last=days[1], as_then=as_then)
    counts = {basis.value: Count(basis=basis) for basis in (Basis.ACCEPTED, Basis.CARRIED, Basis.PENDING)}
    with frozen(AFTER):
        lines = warehouse.figures(selection, counts, by=(Dimension.OWNER,), actor=system_actor())
        found: dict[str, dict[UUID, int]] = {}
        for (owner,), numbers in lines.items():
            for name, number in numbers.items():
                if number:
                    key = {Dimension.OWNER: str(owner)}
                    opened = warehouse.records(selection, counts[name], key=key, actor=system_actor())
                    assert len(opened.dossier_ids) == number
                    found.setdefault(name, {})[owner] = number
    return found


def _payloads(name: str) -> list[dict[str, Any]]:
    return list(OutboxEvent.objects.filter(name=name).values_list("payload", flat=True))


@pytest.mark.parametrize(
    ("line", "gap"),
    [
        ("  - {from: H07.13, to: H61.13}\n", "Sở Tư pháp tỉnh Bến Tre (H07.13) chưa có cơ quan kế thừa."),
        (
            "  - {from: cu.phuong-1.ho-tich, to: long-chau.ho-tich}\n",
            "Vị trí Công chức tư pháp - hộ tịch phường cu.phuong-1.ho-tich (Cán bộ cu.phuong-1.ho-tich) chưa có vị trí kế thừa.",
        ),
        (
            "  - {from: H61.31.01, to: H61.41.01, series: continue}\n",
            "Sổ ho-tich của Ủy ban nhân dân Phường 1 (số cuối 3) chưa có cơ quan giữ.",
        ),
        ("divided_units: keep\n", "1 địa chỉ chưa biết theo đơn vị nào."),
    ],
)
def test_applying_waits_until_everything_has_a_successor(then: Then, line: str, gap: str) -> None:
    with frozen(BEFORE):
        registers.take_numbers(scope="result.H61.31.01.ho-tich.2025", count=3, actor=system_actor())
        identity.register_person(full_name="Trần Văn Chia Mẫu", unit_code="29821", actor=system_actor())
        dossier_id = permit(then, "29551")
    before = _state(dossier_id)
    add_reform(then.folder, without=line)

    with frozen(AFTER):
        planned = definitions.plan_folder(then.folder)
        with pytest.raises(ApplyingWaits) as waits:
            apply(then.folder)

    assert any(gap in one for one in waits.value.gaps)
    assert planned.gaps == waits.value.gaps
    assert _state(dossier_id) == before
    assert identity.find_agency("H61.41.01", on=FIRST_DAY) is None


def test_open_dossiers_without_a_successor_are_counted(then: Then) -> None:
    with frozen(BEFORE):
        permit(then, "29551")
    add_reform(then.folder, without="H61.31.90\n    to: H61.41.01.001", instead="H07.31.01.001\n    to: H61.42.01.001")
    file = then.folder / "reforms" / "vinh-long-2025.yaml"
    file.write_text(file.read_text("utf-8").replace("  - {from: H07.31.01.001, to: H61.42.01.001}\n", ""), "utf-8")

    with frozen(AFTER), pytest.raises(ApplyingWaits) as waits:
        apply(then.folder)

    words = "1 hồ sơ đang mở ở Bộ phận Tiếp nhận và Trả kết quả thành phố Vĩnh Long chưa có nơi nhận."
    assert words in waits.value.gaps


def test_a_named_fallback_takes_what_nobody_was_named_for(then: Then) -> None:
    fallback = "fallback: {agency: H61.13, reason: Giữ hồ sơ cho đến khi có quyết định phân công}\n"
    add_reform(then.folder, without="  - {from: H07.13, to: H61.13}\n")
    with (then.folder / "reforms" / "vinh-long-2025.yaml").open("a", encoding="utf-8") as file:
        file.write(fallback)

    with frozen(AFTER):
        apply(then.folder)

    assert identity.heir_of(agency("H07.13", on=LAST_DAY), on=FIRST_DAY) == agency("H61.13")


def test_the_plan_tells_what_would_move_and_moves_nothing(then: Then) -> None:
    with frozen(BEFORE):
        dossier_id = permit(then, "29554")
    before = _state(dossier_id)
    add_reform(then.folder)

    with frozen(AFTER):
        plan = definitions.plan_folder(then.folder)

    (reform,) = (change for change in plan.changes if change.kind == "unit_reform")
    words = [one.words for one in reform.consequences]
    assert plan.gaps == ()
    assert "1 hồ sơ đang mở: Ủy ban nhân dân thành phố Vĩnh Long → Ủy ban nhân dân phường Phước Hậu." in words
    assert "Ủy ban nhân dân Phường 1 (H61.31.01) → Ủy ban nhân dân phường Long Châu (H61.41.01)." in words
    assert _state(dossier_id) == before
    assert identity.find_agency("H61.41.01", on=FIRST_DAY) is None


def test_applying_twice_changes_nothing(then: Then) -> None:
    with frozen(BEFORE):
        dossier_id = permit(then, "29551")
    add_reform(then.folder)
    with frozen(AFTER):
        apply(then.folder)
        once, events = _state(dossier_id), OutboxEvent.objects.count()

        apply(then.folder)
        reforms.carry_out_due(actor=system_actor())

    assert (_state(dossier_id), OutboxEvent.objects.count()) == (once, events)


def test_a_corrected_revision_moves_what_is_left_and_nothing_again(then: Then) -> None:
    with frozen(BEFORE):
        dossier_id = permit(then, "29551")
        divided = identity.register_person(full_name="Trần Văn Chia Mẫu", unit_code="29821", actor=system_actor())
    add_reform(then.folder)
    with frozen(AFTER):
        apply(then.folder)
    once = _state(dossier_id)
    add_reform(then.folder, without="divided_units: keep\n", instead='units: {"29821": "29821"}\ndivided_units: keep\n')

    with frozen(AFTER):
        apply(then.folder)

    assert _state(dossier_id)[:-1] == once[:-1]
    assert _units(divided.id) == ("29821", "29821")


def test_applied_ahead_it_is_carried_out_on_its_day(then: Then) -> None:
    add_reform(then.folder)
    with frozen(BEFORE):
        apply(then.folder)
        dossier_id = permit(then, "29554")
        assert reforms.carry_out_due(actor=system_actor()) == 0
        assert Dossier.objects.get(id=dossier_id).owner_agency_id == agency("H61.31", on=LAST_DAY)

    with frozen(AFTER):
        assert reforms.carry_out_due(actor=system_actor()) == 1
    with frozen(AFTER + timedelta(days=2)):
        assert reforms.carry_out_due(actor=system_actor()) == 0

    assert Dossier.objects.get(id=dossier_id).owner_agency_id == agency("H61.41.02")
    assert [run.code for run in reforms.list_carried_out()] == ["vinh-long-2025"]


def test_what_was_filed_with_an_ended_agency_at_midnight_is_swept_up_after_it(then: Then) -> None:
    add_reform(then.folder)
    with frozen(AFTER):
        apply(then.folder)
    with frozen(BEFORE):
        dossier_id = permit(then, "29554")

    with frozen(AFTER + timedelta(minutes=5)):
        reforms.carry_out_due(actor=system_actor())

    assert Dossier.objects.get(id=dossier_id).owner_agency_id == agency("H61.41.02")
    assert [run.counts["hồ sơ chuyển nơi giải quyết"] for run in reforms.list_carried_out()] == [1, 0]


def test_a_draft_will_be_filed_with_the_new_one_stop(then: Then) -> None:
    plan = FilingPlan.objects.create(
        draft_id=then.applicant.id, applicant_kind="person", applicant_id=then.applicant.id, created_at=now(),
        receiving_agency_id=agency("H61.31.01.001", on=LAST_DAY),
    )  # fmt: skip
    add_reform(then.folder)

    with frozen(AFTER):
        apply(then.folder)

    plan.refresh_from_db()
    assert plan.receiving_agency_id == agency("H61.41.01.001")


def test_what_breaks_in_the_middle_leaves_everything_as_it_was(then: Then, monkeypatch: pytest.MonkeyPatch) -> None:
    with frozen(BEFORE):
        first, second = permit(then, "29551"), permit(then, "29554")
    before = _state(first), _state(second)
    add_reform(then.folder)
    told: list[UUID] = []

    def dies(row: Dossier, *args: Any, **kwargs: Any) -> None:
        told.append(row.id)
        if len(told) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("tinhso.casework.dossiers.chronicle.tell", dies)

    with frozen(AFTER), pytest.raises(KeyboardInterrupt):
        apply(then.folder)

    assert len(told) == 2
    assert (_state(first), _state(second)) == before
    assert reforms.list_carried_out() == ()
    assert identity.find_agency("H61.41.01", on=FIRST_DAY) is None


def _state(dossier_id: UUID) -> tuple[object, ...]:
    """Everything of a dossier that a reform may move, and how often it was touched."""
    row = Dossier.objects.defer("answers").get(id=dossier_id)
    items = (
        WorkItem.objects.filter(dossier_id=dossier_id).order_by("id").values_list("agency_id", "post_id", "person_id")
    )
    people = Person.objects.order_by("id").values_list("id", "unit_code", "former_unit_code")
    return (row.version, row.receiving_agency_id, row.owner_agency_id, row.code, row.due_at, list(items), list(people))
