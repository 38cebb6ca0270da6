"""A marriage is filed by two: the other reads everything and confirms from the own sign-in, for exactly what is filed."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.errors import CosignersMissing, CosigningOver, NoCosigning
from tinhso.casework.dossiers.models import Cosigning, Dossier
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province
from tinhso.casework.dossiers.tests import acts
from tinhso.casework.dossiers.tests.test_citizen_pages import client_of, words
from tinhso.casework.dossiers.types import FilingChannel, ReturnMethod
from tinhso.engines.forms import api as forms
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor, Channel, system_actor

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
MARRIAGE = "1.000894"
GROOM, OTHER_MAN = "083098000078", "086092000074"


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_small_province(tmp_path_factory.mktemp("definitions"), procedures=(MARRIAGE,))
        transaction.set_rollback(True)


@pytest.fixture
def province(standing: SmallProvince, db: None) -> Iterator[SmallProvince]:
    cache.clear()
    yield standing
    cache.clear()


@pytest.fixture
def groom(province: SmallProvince) -> Actor:
    one = identity.create_citizen(
        username="khoa.thu", full_name="Võ Minh Khoa Thử", personal_number=GROOM, actor=system_actor()
    )
    return Actor(channel=Channel.ONLINE, person_id=one.person_id, user_id=one.user_id)


def draft_of_marriage(province: SmallProvince) -> UUID:
    """Lan's finished draft: she is the bride, the groom of the sample is the other side."""
    draft_id = api.begin(
        procedure_code=MARRIAGE,
        applicant=province.applicant,
        receiving_agency_id=province.receiving_id,
        actor=province.citizen,
    )
    answers = province.applications[MARRIAGE]["answers"]
    bride = {"full_name": "Nguyễn Thị Lan Mẫu", "personal_number": "086195000073", "born_on": "1995-03-12"}
    answers = {**answers, "wife": {**answers["wife"], **bride}}
    form = forms.form_of(forms.get_draft(draft_id, actor=province.citizen).procedure_version_id)
    for topic in form.topics:
        save(draft_id, topic.code, {one.field.path: _at(answers, one.field.path) for one in topic.asked}, province)
    return draft_id


def save(draft_id: UUID, topic: str, values: dict[str, Any], province: SmallProvince) -> None:
    forms.save_topic(draft_id=draft_id, topic=topic, values=values, actor=province.citizen)


def _at(answers: dict[str, Any], path: str) -> Any:
    value: Any = answers
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def asked(province: SmallProvince, draft_id: UUID) -> UUID:
    (one,) = api.ask_cosigners(draft_id=draft_id, actor=province.citizen)
    assert one.id is not None
    return one.id


def confirm(cosigning_id: UUID, actor: Actor) -> None:
    row = Cosigning.objects.get(id=cosigning_id)
    api.answer_cosigning(cosigning_id=cosigning_id, agrees=True, digest=row.digest, actor=actor)


def file(draft_id: UUID, province: SmallProvince) -> Any:
    return api.file_draft(draft_id=draft_id, return_method=ReturnMethod.COUNTER, actor=province.citizen)


def test_it_is_filed_only_when_the_other_has_confirmed(province: SmallProvince, groom: Actor) -> None:
    draft_id = draft_of_marriage(province)
    before = acts.everything()
    with pytest.raises(CosignersMissing, match="Võ Minh Khoa Thử"):
        file(draft_id, province)
    assert acts.everything() == before

    confirm(asked(province, draft_id), groom)
    filed = file(draft_id, province)

    row = Cosigning.objects.get(draft_id=draft_id)
    assert (row.dossier_id, row.answered_by_id) == (filed.id, groom.person_id)
    assert api.get_dossier(filed.id, actor=groom, purpose="Xem hồ sơ đã cùng ký").code == filed.code
    assert filed.code in words(client_of(groom), "/ho-so/")


def test_nobody_else_sees_or_answers_the_request(province: SmallProvince, groom: Actor) -> None:
    draft_id = draft_of_marriage(province)
    cosigning_id = asked(province, draft_id)
    before = acts.everything()
    with pytest.raises(NoCosigning):
        confirm(cosigning_id, province.stranger)
    with pytest.raises(NoCosigning):
        confirm(cosigning_id, province.citizen)
    assert acts.everything() == before
    assert client_of(province.stranger).get(f"/ho-so/cung-ky/{cosigning_id}/").status_code == 404
    assert "cùng ký" not in words(client_of(province.stranger), "/ho-so/")


def test_what_changes_after_the_confirmation_is_asked_again(province: SmallProvince, groom: Actor) -> None:
    draft_id = draft_of_marriage(province)
    cosigning_id = asked(province, draft_id)
    confirm(cosigning_id, groom)
    save(draft_id, "lien-he", {"contact.phone": "0900000099", "copies": 2}, province)

    with pytest.raises(CosignersMissing):
        file(draft_id, province)
    assert "Tờ khai đã sửa sau khi gửi: phải gửi lại" in words(client_of(province.citizen), f"/ho-so/gui/{draft_id}/")
    with pytest.raises(CosigningOver):
        confirm(cosigning_id, groom)
    assert asked(province, draft_id) == cosigning_id
    confirm(cosigning_id, groom)
    assert file(draft_id, province).is_new


def test_an_answer_counts_only_for_the_page_that_was_read(province: SmallProvince, groom: Actor) -> None:
    draft_id = draft_of_marriage(province)
    cosigning_id = asked(province, draft_id)
    read = Cosigning.objects.get(id=cosigning_id).digest
    save(draft_id, "lien-he", {"contact.phone": "0900000099", "copies": 2}, province)
    asked(province, draft_id)
    with pytest.raises(CosigningOver):
        api.answer_cosigning(cosigning_id=cosigning_id, agrees=True, digest=read, actor=groom)
    assert Cosigning.objects.get(id=cosigning_id).state == "asked"


def test_both_see_the_way_on_their_pages(province: SmallProvince, groom: Actor) -> None:
    draft_id = draft_of_marriage(province)
    bride, his = client_of(province.citizen), client_of(groom)
    page = f"/ho-so/gui/{draft_id}/"
    assert "Gửi cho người cùng ký xác nhận" in words(bride, page)
    sent = bride.post(page, {"declared": "yes", "return_method": "counter"})
    assert (sent.status_code, sent["Location"]) == (302, page)
    assert "Đang chờ người cùng ký" in words(bride, page)
    assert not Dossier.objects.exists()

    row = Cosigning.objects.get(draft_id=draft_id)
    assert "Nguyễn Thị Lan Mẫu đề nghị bạn cùng ký" in words(his, "/")
    request = f"/ho-so/cung-ky/{row.id}/"
    assert "••••••••0073" in words(his, request)
    assert "086195000073" not in his.get(request).content.decode()
    unticked = his.post(request, {"answer": "yes", "digest": row.digest})
    assert unticked.status_code == 422
    assert his.post(request, {"answer": "yes", "declared": "yes", "digest": row.digest}).status_code == 302

    assert "Đã xác nhận" in words(bride, page)
    done = bride.post(page, {"declared": "yes", "return_method": "counter"})
    assert done["Location"].endswith("/da-nop/")
    reads = [entry.purpose for entry in access.reads_of(HolderRef("person", province.applicant.id))]
    assert any("Người cùng ký xem tờ khai" in purpose for purpose in reads)


def test_a_refusal_says_why_and_the_applicant_reads_it(province: SmallProvince, groom: Actor) -> None:
    draft_id = draft_of_marriage(province)
    request = f"/ho-so/cung-ky/{asked(province, draft_id)}/"
    his, digest = client_of(groom), Cosigning.objects.get(draft_id=draft_id).digest
    assert his.post(request, {"answer": "no", "digest": digest}).status_code == 422
    said = his.post(request, {"answer": "no", "digest": digest, "reason": "Ngày sinh của tôi sai"})
    assert said.status_code == 302
    assert "Không đồng ý: Ngày sinh của tôi sai" in words(client_of(province.citizen), f"/ho-so/gui/{draft_id}/")
    with pytest.raises(CosignersMissing):
        file(draft_id, province)


def test_a_program_cannot_file_around_the_other(province: SmallProvince, groom: Actor) -> None:
    draft_id = draft_of_marriage(province)
    confirm(asked(province, draft_id), groom)
    draft = forms.get_draft(draft_id, actor=province.citizen)
    answers = {**draft.data, "copies": 5}
    around: tuple[dict[str, Any], ...] = ({"draft_id": None}, {"draft_id": draft_id, "answers": answers})
    for changes in around:
        with pytest.raises(CosignersMissing):
            acts.file(province, MARRIAGE, **{"answers": draft.data, **changes})
    assert not Dossier.objects.exists()


def test_at_the_counter_both_sign_before_the_officer(province: SmallProvince) -> None:
    filed = acts.file(province, MARRIAGE, channel=FilingChannel.COUNTER, actor=province.desk)
    assert filed.is_new
