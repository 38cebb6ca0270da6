"""The same code runs a province of three tiers: its tree, codes, papers and rules before 1 July 2025."""

from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers import queries
from tinhso.casework.dossiers.api import TaskDone
from tinhso.casework.dossiers.errors import NotOffered
from tinhso.casework.dossiers.types import Application, FilingChannel, Reason, ReturnMethod, Status
from tinhso.engines.procedures import api as procedures
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity import testing as build
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.lab.sample.api import load_people
from tools import three_tier as three_tier_folder

THEN = date(2024, 12, 2)
ANSWERS = {
    "requester": {"full_name": "Nguyễn Thị Lan Mẫu", "personal_number": "086195000073", "phone": "0900000001"},
    "land": {"parcel": "123", "paper_number": "CH 000001"},
    "storeys": 2,
}

pytestmark = pytest.mark.usefixtures("three_tier")


def test_the_tree_has_a_district_between_province_and_commune() -> None:
    commune = identity.find_agency("H61.31.01", on=THEN)

    assert commune is not None
    assert commune.parent_id is not None
    district = identity.get_agency(commune.parent_id)
    assert (district.code, district.tier, district.legacy_code) == ("H61.31", "district", "000.00.31.H61")
    assert district.parent_id is not None
    assert identity.get_agency(district.parent_id).code == "H61"
    assert commune.legacy_code == "000.01.31.H61"


def test_the_old_rules_are_in_force() -> None:
    assert definitions.get("dossier_code", "dossier-code", on=THEN).effective_from == date(2019, 1, 6)
    assert definitions.get("paper_set", "one_stop", on=THEN).effective_from == date(2019, 1, 6)
    assert len(definitions.get("paper_set", "one_stop", on=THEN).body["papers"]) == 6


def test_a_procedure_is_decided_by_a_district() -> None:
    permit = procedures.get_procedure("1.009994", on=THEN)

    assert permit.levels == ("district",)
    assert permit.is_operational


def test_what_a_district_receives_is_not_handed_in_at_a_ward_below_it() -> None:
    permit = procedures.get_procedure("1.009994", on=THEN)
    ward = identity.find_agency("H61.31.01.001", on=THEN)
    assert ward is not None

    with frozen(_at(2, 9)):
        assert [desk.code for desk in dossiers.one_stops(permit)] == ["H61.31.90"]
        with pytest.raises(NotOffered):
            dossiers.deciders(permit, receiving_agency_id=ward.id)


# A dossier of those days, from Monday 2 December 2024 on: the city decides, its own one-stop receives and gives back.


def _at(day: int, hour: int) -> datetime:
    return at_local(2024, 12, day, hour)


@pytest.fixture
def city() -> dict[str, Actor]:
    """Who worked at the city then, by post."""
    found = {}
    with frozen(_at(2, 7)):
        for post in ("mot-cua", "xay-dung", "chu-tich"):
            made = identity.create_officer(
                username=f"cu.{post}",
                password="mat-khau-thu-nghiem",
                full_name=f"Cán bộ {post} Mẫu",
                posts=[f"cu.tp-vinh-long.{post}"],
                actor=system_actor(),
            )
            found[post] = build.officer_actor(made, f"cu.tp-vinh-long.{post}")
        citizen = identity.create_citizen(
            username="lan.mau",
            password="mat-khau-thu-nghiem",
            full_name="Nguyễn Thị Lan Mẫu",
            personal_number="086195000073",
            actor=system_actor(),
        )
    found["citizen"] = Actor(channel=Channel.ONLINE, person_id=citizen.person_id, user_id=citizen.user_id)
    return found


def _filed(citizen: Actor) -> UUID:
    permit, receiving = procedures.get_procedure("1.009994"), identity.find_agency("H61.31.90")
    assert citizen.person_id is not None
    assert permit.version_id is not None
    assert receiving is not None
    paper = files.store(content=b"%PDF-1.7\n%x", name="giay.pdf", media_type="application/pdf", actor=citizen)
    return dossiers.submit_dossier(
        application=Application(
            procedure_version_id=permit.version_id,
            applicant=HolderRef(kind="person", id=citizen.person_id),
            answers=ANSWERS,
            receiving_agency_id=receiving.id,
            channel=FilingChannel.ONLINE,
            return_method=ReturnMethod.COUNTER,
            papers={"land_paper": (paper.id,), "drawings": (paper.id,)},
        ),
        idempotency_key=None,
        actor=citizen,
    ).id


def _do(dossier_id: UUID, actor: Actor, done: TaskDone) -> None:
    (task,) = workflow.open_tasks(("dossier", dossier_id))
    row = dossiers.get_dossier(dossier_id, actor=actor, purpose="Kiểm thử")
    dossiers.do_task(task_id=task.id, done=done, version=row.version, actor=actor)


def test_a_dossier_of_then_is_received_decided_and_given_back_on_the_papers_of_then(city: dict[str, Actor]) -> None:
    with frozen(_at(2, 9)):
        filed, refused = _filed(city["citizen"]), _filed(city["citizen"])
    with frozen(_at(2, 10)):
        _do(filed, city["mot-cua"], TaskDone(outcome="accepted"))
        wrong = Reason(component="drawings", text="Thiếu bản vẽ móng.", remedy="Nộp bản vẽ móng.")
        _do(refused, city["mot-cua"], TaskDone(outcome="not_accepted", reasons=(wrong,)))
        deliver_all()
    with frozen(_at(5, 9)):
        _do(filed, city["xay-dung"], TaskDone(outcome="eligible", draft={}))
        _do(filed, city["chu-tich"], TaskDone(outcome="signed"))
        deliver_all()
    with frozen(_at(6, 9)):
        _do(filed, city["mot-cua"], TaskDone(outcome="returned", identity_checked="Thẻ căn cước"))
        deliver_all()
        row = dossiers.get_dossier(filed, actor=city["mot-cua"], purpose="Kiểm thử")

    # Fifteen calendar days from the day after; 17 December is a Tuesday.
    assert (row.code, row.status, row.due_at) == ("000.90.31.H61-241202-0001", Status.RETURNED, _at(17, 17))
    assert [paper.title for paper in queries.papers_of(filed)] == [
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    ]
    assert [paper.title for paper in queries.papers_of(refused)] == ["Phiếu từ chối tiếp nhận giải quyết hồ sơ"]


def test_whom_the_guide_lets_in_holds_the_posts_of_then(tmp_path: Path) -> None:
    whole = three_tier_folder.compose(tmp_path / "whole")

    with frozen(_at(2, 7)):
        assert definitions.check_folder(whole) == []
        load_people(whole / "demo" / "people.yaml", say=lambda _: None)
        at_the_city = {
            post.code: [one.full_name for one in identity.holders_of(post.id)]
            for post in identity.list_posts()
            if post.code.startswith("cu.tp-vinh-long.")
        }

    assert at_the_city == {
        "cu.tp-vinh-long.mot-cua": ["Phạm Thị Cửa Thành Mẫu"],
        "cu.tp-vinh-long.chu-tich": ["Nguyễn Văn Lãnh Thành Mẫu"],
        "cu.tp-vinh-long.xay-dung": ["Võ Văn Dựng Thành Mẫu"],
    }
