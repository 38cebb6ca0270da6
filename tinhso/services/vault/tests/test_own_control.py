"""The holder's own hand: share for a while and take it back, add own papers unverified, object to a reading."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.access.types import ReadEntry
from tinhso.foundation.files.testing import pdf, photo
from tinhso.foundation.identity.types import Account
from tinhso.kernel import clock
from tinhso.kernel.actor import anonymous_actor
from tinhso.services.vault import api
from tinhso.services.vault.errors import ItemNotFound, ObjectionRefused, OwnDocumentRefused, ShareOver, ShareRefused
from tinhso.services.vault.models import Objection, OwnDocument
from tinhso.services.vault.models import Share as ShareRow
from tinhso.services.vault.testing import item
from tinhso.services.vault.tests.conftest import People
from tinhso.services.vault.types import Share, ShareScope, VaultItem


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path


@pytest.fixture
def kept(people: People) -> VaultItem:
    return item(people.holder, issuer_agency_id=people.agency_id)


def browse(account: Account) -> Client:
    client = Client()
    user = get_user_model().objects.get(id=account.user_id)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def link(people: People, kept: VaultItem, **changes: Any) -> Share:
    given: dict[str, Any] = {
        "item_id": kept.id, "scope": ShareScope.FACTS, "recipient": "Ngân hàng, vay vốn", "days": 3, "most_opens": 2,
        "actor": people.actor,
    }  # fmt: skip
    return api.share_item(**{**given, **changes})


def test_a_link_opens_as_often_as_allowed_and_each_opening_is_logged(people: People, kept: VaultItem) -> None:
    share = link(people, kept)
    assert len(share.token) >= 22
    for opened in (1, 2):
        found, facts, name = api.open_share(token=share.token, actor=anonymous_actor())
        assert (found.opens, facts.title) == (opened, kept.title)
        assert name
    with pytest.raises(ShareOver):
        api.open_share(token=share.token, actor=anonymous_actor())
    purposes = [entry.purpose for entry in access.reads_of(people.holder)]
    assert purposes.count("Mở liên kết bạn chia sẻ cho Ngân hàng, vay vốn") == 2


def test_a_link_ends_on_its_day_or_when_taken_back(people: People, kept: VaultItem) -> None:
    first, second = link(people, kept, days=1), link(people, kept)
    with clock.frozen(clock.now() + timedelta(days=1, seconds=1)), pytest.raises(ShareOver):
        api.open_share(token=first.token, actor=anonymous_actor())
    api.revoke_share(share_id=second.id, actor=people.actor)
    with pytest.raises(ShareOver):
        api.see_share(second.token)
    assert api.see_share(first.token).opens == 0


def test_a_link_of_facts_gives_no_file(people: People, kept: VaultItem) -> None:
    share = link(people, kept)
    with pytest.raises(ShareOver):
        api.read_shared_file(token=share.token, actor=anonymous_actor())
    assert ShareRow.objects.get(id=share.id).opens == 0
    whole = link(people, kept, scope=ShareScope.DOCUMENT)
    assert api.read_shared_file(token=whole.token, actor=anonymous_actor()).read()[:5] == b"%PDF-"


@pytest.mark.parametrize(
    "changes", [{"days": 0}, {"days": 31}, {"most_opens": 0}, {"most_opens": 21}, {"recipient": " "}]
)
def test_a_link_out_of_bounds_is_not_made(people: People, kept: VaultItem, changes: dict[str, Any]) -> None:
    with pytest.raises(ShareRefused):
        link(people, kept, **changes)
    assert not ShareRow.objects.exists()


def test_only_the_holder_shares_and_takes_back(people: People, kept: VaultItem) -> None:
    for actor in (people.other, people.reader):
        with pytest.raises(ItemNotFound):
            link(people, kept, actor=actor)
    share = link(people, kept)
    with pytest.raises(ShareOver):
        api.revoke_share(share_id=share.id, actor=people.other)
    assert api.list_shares(kept.id, actor=people.other) == ()
    assert api.see_share(share.token).revoked_at is None


def test_a_document_out_of_force_is_not_shared(people: People, kept: VaultItem) -> None:
    api.revoke(item_id=kept.id, actor=people.reader)
    with pytest.raises(ShareRefused):
        link(people, kept)


def test_the_token_rests_encrypted(people: People, kept: VaultItem) -> None:
    share = link(people, kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM vault_share")
        assert share.token not in str(cursor.fetchall())


def test_the_pages_of_a_link(people: People, kept: VaultItem) -> None:
    mine, anybody = browse(people.citizen), Client()
    page = f"/kho/{kept.id}/chia-se/"
    assert mine.post(page, {"recipient": "", "days": "3", "most_opens": "3"}).status_code == 422
    made = {"recipient": "Ngân hàng", "scope": "document", "days": "3", "most_opens": "3"}
    assert mine.post(page, made).status_code == 302
    (share,) = api.list_shares(kept.id, actor=people.actor)
    address = f"/chia-se/{share.token}/"
    assert address in mine.get(page).content.decode()
    seen = anybody.get(address).content.decode()
    assert kept.number not in seen
    assert ShareRow.objects.get().opens == 0
    assert kept.number in anybody.post(address).content.decode()
    assert anybody.post(address, {"tai": "1"})["Content-Disposition"].startswith("attachment")
    assert ShareRow.objects.get().opens == 2
    assert mine.post(f"/kho/{kept.id}/chia-se/{share.id}/thu-hoi/").status_code == 302
    assert anybody.get(address).status_code == 404
    assert anybody.get("/chia-se/khong-co/").status_code == 404


def test_an_ended_a_withdrawn_and_a_guessed_link_look_alike_to_a_stranger(people: People, kept: VaultItem) -> None:
    ended, withdrawn, used = link(people, kept, days=1), link(people, kept), link(people, kept, most_opens=1)
    api.revoke_share(share_id=withdrawn.id, actor=people.actor)
    api.open_share(token=used.token, actor=anonymous_actor())
    read = len(access.reads_of(people.holder))
    anybody = Client()
    tokens = (ended.token, withdrawn.token, used.token, "A" * len(ended.token))
    with clock.frozen(clock.now() + timedelta(days=2)):
        answers = [
            answer
            for token in tokens
            for answer in (
                anybody.get(f"/chia-se/{token}/"),
                anybody.post(f"/chia-se/{token}/"),
                anybody.post(f"/chia-se/{token}/", {"tai": "1"}),
            )
        ]
    assert {answer.status_code for answer in answers} == {404}
    mains = {answer.content.decode().partition("<main")[2] for answer in answers}
    assert len(mains) == 1
    assert kept.title not in mains.pop()
    assert len(access.reads_of(people.holder)) == read


def test_a_shared_document_that_lost_its_force_says_so_and_hands_no_file_out(people: People, kept: VaultItem) -> None:
    share = link(people, kept, scope=ShareScope.DOCUMENT)
    api.revoke(item_id=kept.id, actor=people.reader)
    anybody, address = Client(), f"/chia-se/{share.token}/"

    page = anybody.post(address).content.decode()
    assert "Giấy tờ đã bị thu hồi, không còn giá trị" in page
    assert 'name="tai"' not in page
    assert anybody.post(address, {"tai": "1"}).status_code == 404
    assert ShareRow.objects.get().opens == 1


def own(people: People, *, title: str = "Bằng lái xe", uploads: Any = None, actor: Any = None) -> Any:
    given = uploads if uploads is not None else (("bang.pdf", pdf()),)
    return api.add_own_document(holder=people.holder, title=title, uploads=given, actor=actor or people.actor)


def test_an_own_paper_is_kept_unverified_and_stands_for_nothing(people: People) -> None:
    document = own(people, uploads=(("a.jpg", photo()), ("b.jpg", photo())))
    assert api.read_own_document(document_id=document.id, actor=people.actor).file.pages == 2
    assert api.list_items(holder=people.holder, actor=people.actor) == ()
    assert api.known_values(holder=people.holder, actor=people.actor) == {}
    page = browse(people.citizen).get("/kho/").content.decode()
    assert "Bằng lái xe" in page
    assert "Chưa xác thực" in page


def test_nobody_else_sees_or_removes_an_own_paper(people: People) -> None:
    document = own(people)
    for actor in (people.other, people.reader, anonymous_actor()):
        with pytest.raises(ItemNotFound):
            api.read_own_document(document_id=document.id, actor=actor)
        with pytest.raises(ItemNotFound):
            api.remove_own_document(document_id=document.id, actor=actor)
        assert api.list_own_documents(holder=people.holder, actor=actor) == ()
        with pytest.raises(ItemNotFound):
            own(people, actor=actor)
    assert OwnDocument.objects.count() == 1
    api.remove_own_document(document_id=document.id, actor=people.actor)
    assert not OwnDocument.objects.exists()


def test_a_paper_without_a_name_or_of_two_kinds_is_refused(people: People) -> None:
    for changes in ({"title": " "}, {"uploads": ()}, {"uploads": (("a.pdf", pdf()), ("b.jpg", photo()))}):
        with pytest.raises(OwnDocumentRefused):
            own(people, **changes)
    answer = browse(people.citizen).post("/kho/them/", {"title": "x", "file": SimpleUploadedFile("a.exe", b"MZ" * 50)})
    assert answer.status_code == 422
    assert not OwnDocument.objects.exists()


@pytest.fixture
def read_by_officer(people: People, kept: VaultItem) -> ReadEntry:
    api.open_item(item_id=kept.id, actor=people.reader, purpose="Giải quyết hồ sơ")
    return next(one for one in access.reads_of(people.holder) if one.post_id is not None)


def test_a_holder_objects_to_a_reading_once_and_is_answered(people: People, read_by_officer: Any) -> None:
    mine = browse(people.citizen)
    page = f"/kho/ai-da-xem/{read_by_officer.id}/"
    assert mine.post(page, {"reason": " "}).status_code == 422
    assert mine.post(page, {"reason": "Tôi không nộp hồ sơ nào."}).status_code == 302
    with pytest.raises(ObjectionRefused):
        api.object_to_read(read_id=read_by_officer.id, holder=people.holder, reason="nữa", actor=people.actor)

    (made,) = api.list_objections(holder=people.holder, actor=people.actor)
    with pytest.raises(ActDenied):
        api.answer_objection(objection_id=made.id, answer="Không", actor=people.clerk)
    with pytest.raises(ActDenied):
        api.list_objections(actor=people.clerk)
    assert Objection.objects.get().answered_at is None

    assert [one.reason for one in api.list_objections(actor=people.keeper)] == ["Tôi không nộp hồ sơ nào."]
    with pytest.raises(ObjectionRefused):
        api.answer_objection(objection_id=made.id, answer=" ", actor=people.keeper)
    api.answer_objection(objection_id=made.id, answer="Cán bộ xem nhầm, đã nhắc nhở.", actor=people.keeper)
    with pytest.raises(ObjectionRefused):
        api.answer_objection(objection_id=made.id, answer="Khác", actor=people.keeper)
    assert "Cán bộ xem nhầm, đã nhắc nhở." in mine.get(page).content.decode()


def test_nobody_objects_for_another(people: People, read_by_officer: Any) -> None:
    with pytest.raises(ItemNotFound):
        api.object_to_read(read_id=read_by_officer.id, holder=people.holder, reason="x", actor=people.other)
    assert browse(people.stranger).get(f"/kho/ai-da-xem/{read_by_officer.id}/").status_code == 404
    assert not Objection.objects.exists()
