"""Each operated procedure of the sample goes from filing to the result in the vault, with the people of the sample."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from tests.definitions.conftest import ROOT, copy_province
from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.types import Application, Dossier, FilingChannel, ReturnMethod, Status
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.types import Draft
from tinhso.engines.procedures import api as procedures
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act, Opinion, Task
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency, HolderRef
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.definitions.documents import read_document
from tinhso.lab.sample.api import load_people
from tinhso.services.lookups import api as lookups
from tinhso.services.signatures import api as signatures
from tinhso.services.vault import api as vault

_DEMO = read_document(ROOT / "demo" / "applications.yaml", "applications.yaml")[0]
pytestmark = pytest.mark.django_db

APPLICATIONS: list[dict[str, Any]] = _DEMO["applications"]


@pytest.fixture(scope="module")
def settled(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Any]]:
    """The sample province, loaded once for this module and taken back at its end."""
    root = copy_province(tmp_path_factory.mktemp("province") / "definitions")
    with django_db_blocker.unblock(), transaction.atomic():
        definitions.apply_folder(root, actor=system_actor())
        load_people(ROOT / "demo" / "people.yaml", say=lambda _: None)
        yield read_document(ROOT / "demo" / "people.yaml", "people.yaml")[0]
        transaction.set_rollback(True)


def _holder(people: Mapping[str, Any], name: str) -> HolderRef:
    actor = system_actor()
    for one in people["organisations"]:
        if one["code"] == name:
            found = identity.find_organisation(one["tax_code"], actor=actor, purpose="Kiểm thử")
            assert found is not None
            return HolderRef(kind="organisation", id=found.id)
    (one,) = (p for p in people["citizens"] if p["username"] == name)
    person = identity.find_person(personal_number=one["personal_number"], actor=actor, purpose="Kiểm thử")
    assert person is not None
    return HolderRef(kind="person", id=person.id)


def _agency(code: str) -> Agency:
    found = identity.find_agency(code)
    assert found is not None, code
    return found


def _officer(agency_id: UUID, role: str) -> Actor:
    for post in identity.list_posts(agency_id=agency_id, role=role):
        for holder in identity.holders_of(post.id):
            return Actor(channel=Channel.COUNTER, person_id=holder.person_id, post_id=post.id, agency_id=post.agency_id)
    raise AssertionError(f"nobody is {role} at {agency_id}")


def _filed(people: Mapping[str, Any], one: dict[str, Any]) -> tuple[UUID, HolderRef]:
    """The dossier of one application: online by the applicant, at the counter by the one-stop officer."""
    applicant = _holder(people, one["applicant"])
    receiving = _agency(one["receiving"])
    procedure = procedures.get_procedure(one["procedure"])
    channel = FilingChannel(one["channel"])
    if channel is FilingChannel.ONLINE:
        who = _holder(people, one.get("filed_by", one["applicant"])).id
        actor = Actor(channel=Channel.ONLINE, person_id=who)
    else:
        actor = _officer(receiving.id, "one_stop_officer")
    case = procedures.case_of(procedure, one["answers"])
    required = procedures.required_components(procedure, channel=one["channel"], case=case, answers=one["answers"])
    paper = files.store(content=b"%PDF-1.7\n%synthetic", name="giay.pdf", media_type="application/pdf", actor=actor)
    assert procedure.version_id is not None
    filed = dossiers.submit_dossier(
        application=Application(
            procedure_version_id=procedure.version_id,
            applicant=applicant,
            answers=one["answers"],
            receiving_agency_id=receiving.id,
            channel=channel,
            return_method=ReturnMethod.COUNTER,
            papers={component.code: (paper.id,) for component in required if not component.is_form},
        ),
        idempotency_key=None,
        actor=actor,
    )
    return filed.id, applicant


def _seen(dossier_id: UUID) -> Dossier:
    """The dossier as the officer who oversees procedures sees it."""
    overseer = _officer(_agency("H61.01").id, "auditor")
    return dossiers.get_dossier(dossier_id, actor=overseer, purpose="Kiểm thử")


def _do(dossier_id: UUID, task: Task, outcome: str, **words: Any) -> None:
    row = _seen(dossier_id)
    places = {"one_stop": row.receiving_agency_id, "owner": row.owner_agency_id, "leader": row.owner_agency_id}
    actor = _officer(places.get(task.place) or _agency(task.place).id, task.role)
    done = dossiers.TaskDone(outcome=outcome, **words)
    dossiers.do_task(task_id=task.id, done=done, version=row.version, actor=actor)


def _answer(task: Task, question: UUID) -> None:
    """The asked agency says what it thinks."""
    dossiers.answer_opinion(
        consultation_id=question,
        answer=Opinion.AGREED,
        opinion="Nhất trí (minh họa).",
        actor=_officer(_agency(task.place).id, task.role),
    )


def _walk(dossier_id: UUID, *, outcomes: Mapping[str, str]) -> None:
    """Open tasks, one after the other, until none is left; the first outcome unless another is named for the step."""
    for _ in range(30):
        tasks = workflow.open_tasks(("dossier", dossier_id))
        if not tasks:
            return
        task = tasks[0]
        question = next(item.consultation_id for item in dossiers.open_items(dossier_id) if item.task_id == task.id)
        if question is not None:
            _answer(task, question)
            continue
        outcome = next(o for o in task.outcomes if o.code == outcomes.get(task.step, task.outcomes[0].code))
        words: dict[str, Any] = {"note": "Lý do minh họa."}
        if Act.DRAFT in outcome.does:
            words["draft"] = {"reason": "Không đủ điều kiện (minh họa)."} if outcome.decision == "refused" else {}
        if Act.RETURN in outcome.does:
            words["identity_checked"] = "Thẻ căn cước"
        _do(dossier_id, task, outcome.code, **words)
    raise AssertionError("the process does not end")


@pytest.mark.parametrize("one", APPLICATIONS, ids=lambda a: a["procedure"])
def test_is_granted_signed_and_kept(one: dict[str, Any], settled: Mapping[str, Any]) -> None:
    with transaction.atomic():
        dossier_id, applicant = _filed(settled, one)

        _walk(dossier_id, outcomes={})

        row = _seen(dossier_id)
        assert row.status is Status.RETURNED
        assert row.due_at is not None
        assert row.code.startswith(_agency(one["receiving"]).legacy_code)
        (item,) = vault.items_from(("dossier", dossier_id))
        assert item.result_code == procedures.get_procedure(one["procedure"]).results[0].code
        content = vault.read_file(item_id=item.id, actor=_reader(settled, one, applicant), purpose="Kiểm thử").read()
        checked = signatures.verify_pdf(content)
        assert (checked.intact, sum(not signer.is_initial for signer in checked.signers)) == (True, 2)


@pytest.mark.parametrize("one", APPLICATIONS, ids=lambda a: a["procedure"])
def test_is_refused_with_a_letter_and_nothing_is_kept(one: dict[str, Any], settled: Mapping[str, Any]) -> None:
    refusing = {"verify": "not_eligible", "inspect": "not_eligible", "draft": "not_eligible"}
    steps = procedures.get_procedure(one["procedure"])
    assert steps.version_id is not None
    known = {
        (step["code"], outcome["code"])
        for step in definitions.get_version(steps.version_id).body["process"]["steps"]
        for outcome in step.get("outcomes", ())
    }
    with transaction.atomic():
        dossier_id, _ = _filed(settled, one)

        _walk(dossier_id, outcomes={step: code for step, code in refusing.items() if (step, code) in known})

        row = _seen(dossier_id)
        assert row.status is Status.RETURNED
        assert vault.items_from(("dossier", dossier_id)) == ()


def test_two_communes_each_issue_their_own_number_one(settled: Mapping[str, Any]) -> None:
    (birth,) = (one for one in APPLICATIONS if one["procedure"] == "1.001193")
    elsewhere = {**birth, "receiving": "H61.41.04.001"}
    numbers = []
    with transaction.atomic():
        for one in (birth, elsewhere):
            dossier_id, _ = _filed(settled, one)
            _walk(dossier_id, outcomes={})
            (item,) = vault.items_from(("dossier", dossier_id))
            numbers.append(item.number)

    assert numbers[0].split("/")[0] == numbers[1].split("/")[0] == "1"


def _draft(people: Mapping[str, Any], code: str, applicant: str, desk: str, by: str | None = None) -> Draft:
    actor = Actor(channel=Channel.ONLINE, person_id=_holder(people, by or applicant).id)
    draft_id = dossiers.begin(
        procedure_code=code,
        applicant=_holder(people, applicant),
        receiving_agency_id=_agency(desk).id,
        actor=actor,
    )
    return forms.get_draft(draft_id, actor=actor)


def test_a_mother_is_not_asked_what_register_and_vault_know(settled: Mapping[str, Any]) -> None:
    with transaction.atomic():
        draft = _draft(settled, "1.001193", "lan.mau", "H61.41.01.001")

        assert {path.split(".")[0] for path in draft.sources} == {"requester"}
        said = {"relation": "mother", "situation": "ordinary", "parents_married": True, "copies": None}
        actor = Actor(channel=Channel.ONLINE, person_id=draft.owner[1])
        draft = forms.save_topic(draft_id=draft.id, topic="yeu-cau", values=said, actor=actor)
        assert {path.split(".")[0] for path in draft.sources} == {"requester", "mother", "father"}
        assert {path for path in draft.sources if path.startswith("father.")} == {
            f"father.{name}"
            for name in ("full_name", "personal_number", "born_on", "ethnicity", "nationality", "address")
        }
        assert draft.answers["father"]["full_name"] == "Trần Văn Nam Mẫu"


def test_a_parent_who_consents_is_not_asked_what_the_population_register_knows(settled: Mapping[str, Any]) -> None:
    with transaction.atomic():
        holder = _holder(settled, "lan.mau")
        actor = Actor(channel=Channel.ONLINE, person_id=holder.id)
        lookups.give_consent(purpose="prefill_person", subject=holder, actor=actor)
        draft = _draft(settled, "1.001193", "lan.mau", "H61.41.01.001")
        said = {"relation": "mother", "situation": "ordinary", "parents_married": True, "copies": None}
        draft = forms.save_topic(draft_id=draft.id, topic="yeu-cau", values=said, actor=actor)

        assert draft.answers["child"]["hometown"]["commune_code"] == "29551"
        assert draft.sources["child.hometown"].source == "CSDL quốc gia về dân cư (giả lập)"


def test_a_bride_finds_her_side_filled_in_and_not_the_other(settled: Mapping[str, Any]) -> None:
    with transaction.atomic():
        draft = _draft(settled, "1.000894", "hoa.thu", "H61.42.03.001")

        assert {path for path in draft.sources if path.startswith("husband.")} == set()
        assert draft.data["wife"]["full_name"] == "Phạm Thị Hoa Thử"
        assert draft.data["contact"] == {"phone": "0900000002"}


def test_a_company_is_known_and_so_is_who_files_for_it(settled: Mapping[str, Any]) -> None:
    with transaction.atomic():
        draft = _draft(settled, "2.002288", "van-tai-minh-hoa", "H61.53", by="chu.thu")

        assert draft.data["organisation"]["name"] == "Công ty TNHH Vận tải Minh Họa"
        assert draft.data["requester"]["full_name"] == "Bùi Văn Chủ Thử"


def test_a_birth_certificate_fills_the_extract(settled: Mapping[str, Any]) -> None:
    (birth,) = (one for one in APPLICATIONS if one["procedure"] == "1.001193")
    with transaction.atomic():
        dossier_id, _ = _filed(settled, birth)
        _walk(dossier_id, outcomes={})

        draft = _draft(settled, "2.000635", "lan.mau", "H61.41.01.001")

        assert draft.data["subject"] == {"full_name": "Trần Bé An Mẫu", "born_on": "2026-11-10"}


def test_a_paper_in_the_vault_need_not_be_handed_in(settled: Mapping[str, Any]) -> None:
    with transaction.atomic():
        draft = _draft(settled, "1.004873", "hoa.thu", "H61.42.03.001")
        actor = Actor(channel=Channel.ONLINE, person_id=draft.owner[1])

        answered = forms.save_topic(
            draft_id=draft.id, topic="cho-ai", values={"for_self": True, "reissue": True}, actor=actor
        )

        assert answered.data["own"]["sex"] == "female"
        assert [paper.spec.code for paper in answered.papers if paper.spec.held] == ["old_confirmation"]


def _reader(people: Mapping[str, Any], one: dict[str, Any], applicant: HolderRef) -> Actor:
    who = _holder(people, one.get("filed_by", one["applicant"])).id
    return Actor(channel=Channel.ONLINE, person_id=who if applicant.kind == "organisation" else applicant.id)
