"""Notes between colleagues: seen by who sees the dossier, by nobody else, and never by its applicant."""

import pytest
from django.test import Client

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.errors import HiddenDossier
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import accept, everything, file, table
from tinhso.casework.dossiers.tests.doors import signed_in
from tinhso.foundation.access import api as access
from tinhso.kernel.errors import Denied, Invalid
from tinhso.services.notes import api as notes
from tinhso.services.notes.errors import NoMention, NoteInvalid

pytestmark = pytest.mark.django_db
SECRET = "Gọi lại cho hộ tịch xã bên, số 0909 123 456"


def write(province: SmallProvince, *, by=None, call=(), words: str = SECRET):
    filed = file(province)
    accept(province, filed.id)
    api.write_note(dossier_id=filed.id, words=words, mentioned=call, actor=by or province.desk)
    return filed


def test_a_note_is_read_by_colleagues_and_rests_encrypted(province: SmallProvince) -> None:
    filed = write(province)
    (note,) = notes.notes_of(("dossier", filed.id))
    assert (note.text, note.author_id) == (SECRET, province.desk.person_id)
    page = signed_in(province.specialist).get(f"/can-bo/ho-so/{filed.id}/").content.decode()
    assert SECRET in page
    assert access.writes_to(("dossier", filed.id))[-1].act == "notes.write"


def test_no_page_of_the_applicant_and_no_public_answer_holds_it(province: SmallProvince) -> None:
    filed = write(province)
    citizen, anybody = signed_in(province.citizen), Client()
    shown = [
        citizen.get(f"/ho-so/{filed.id}/"),
        citizen.get("/ho-so/"),
        citizen.get(f"/api/v1/dossiers/{filed.id}"),
        anybody.post(
            "/api/v1/dossiers/track", {"code": filed.code, "last_four": "0073"}, content_type="application/json"
        ),
    ]
    assert [answer.status_code for answer in shown] == [200, 200, 200, 200]
    assert [SECRET in answer.content.decode() for answer in shown] == [False] * 4


def test_a_colleague_who_is_called_finds_it_on_the_work_home_until_they_look(province: SmallProvince) -> None:
    filed = write(province, call=[province.specialist.person_id])
    specialist = signed_in(province.specialist)
    assert "Đồng nghiệp nhắc đến bạn (1)" in specialist.get("/can-bo/").content.decode()
    (mention,) = notes.mentions_of(actor=province.specialist)
    with pytest.raises(NoMention):
        notes.follow_mention(mention_id=mention.id, actor=province.leader)
    assert len(notes.mentions_of(actor=province.specialist)) == 1
    answer = specialist.get(f"/can-bo/nhac-den/{mention.id}/")
    assert answer.headers["Location"] == f"/can-bo/ho-so/{filed.id}/#ghi-chu"
    assert notes.mentions_of(actor=province.specialist) == ()
    assert "nhắc đến bạn" not in specialist.get("/can-bo/").content.decode()


@pytest.mark.parametrize(
    ("who", "words", "error"),
    [("desk", "  ", NoteInvalid), ("desk", "x" * 2001, NoteInvalid), ("citizen", "A", Denied)],
)
def test_empty_too_long_or_by_a_citizen_writes_nothing(province: SmallProvince, who, words, error) -> None:
    filed = file(province)
    before = everything()
    with pytest.raises(error):
        api.write_note(dossier_id=filed.id, words=words, actor=getattr(province, who))
    assert everything() == before


def test_nobody_is_called_who_does_not_see_the_dossier(province: SmallProvince) -> None:
    filed = file(province)
    before = everything()
    with pytest.raises(Invalid):
        api.write_note(dossier_id=filed.id, words="A", mentioned=[province.owner_id], actor=province.desk)
    assert everything() == before


def test_the_page_keeps_what_was_typed_and_names_the_field(province: SmallProvince) -> None:
    filed = file(province)
    desk = signed_in(province.desk)
    answer = desk.post(f"/can-bo/ho-so/{filed.id}/ghi-chu/", {"note_text": "Xem giúp", "mention": "khong-co"})
    assert answer.status_code == 422
    assert "Xem giúp" in answer.content.decode()
    assert "Chọn một đồng nghiệp trong danh sách." in answer.content.decode()
    assert table("notes.Note").count() == 0
    answer = desk.post(f"/can-bo/ho-so/{filed.id}/ghi-chu/", {"note_text": "Xem giúp"})
    assert answer.status_code == 302
    assert table("notes.Note").count() == 1


def test_an_officer_elsewhere_neither_reads_nor_writes(province: SmallProvince) -> None:
    filed = write(province)
    elsewhere = officer("an-hoi.mot-cua", "Đỗ Văn Khác Mẫu")
    before = everything()
    with pytest.raises(HiddenDossier):
        api.write_note(dossier_id=filed.id, words="A", actor=elsewhere)
    assert everything() == before
    assert signed_in(elsewhere).get(f"/can-bo/ho-so/{filed.id}/").status_code in (403, 404)
