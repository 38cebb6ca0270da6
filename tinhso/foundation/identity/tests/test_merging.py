"""Two accounts of one person become one: both proved, or an administrator's reason; never another person's."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.access.testing import audit_acts
from tinhso.foundation.access.types import HolderRef
from tinhso.foundation.identity import api, models, second_factor
from tinhso.foundation.identity import testing as build
from tinhso.foundation.identity.domain.merging import Side, first_stays, impossible, unlike
from tinhso.foundation.identity.errors import IdentityInvalid, MergeRefused, PersonNotFound
from tinhso.foundation.identity.types import Account, OrganisationKind, PaperInput, PaperKind, Right
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.outbox.models import OutboxEvent

SYSTEM = system_actor()
PAGE, STAFF_PAGE = "/tai-khoan/gop/", "/can-bo/gop-tai-khoan/"
PASSPORT = "M0000001"
REASON = "Đã đối chiếu hộ chiếu và thẻ căn cước tại quầy; quên mật khẩu."
NUMBERED = Side("099190000001", "tran thi mau", date(1990, 5, 17), "female", False, True, False)
PLAIN = Side("", "tran thi mau", None, "", False, True, True)


def side(like: Side, **other: Any) -> Side:
    return Side(**{**like.__dict__, **other})


@pytest.mark.parametrize(
    ("one", "other", "stays"),
    [
        (NUMBERED, PLAIN, True),
        (PLAIN, NUMBERED, False),
        (side(PLAIN, has_posts=True), NUMBERED, True),
        (PLAIN, side(PLAIN, has_account=False, is_older=True), True),
        (PLAIN, side(PLAIN, is_older=False), True),
    ],
)
def test_which_card_stays(one: Side, other: Side, stays: bool) -> None:
    assert first_stays(one, other) is stays


def test_two_numbers_and_two_officers_are_two_people_and_other_differences_are_for_an_administrator() -> None:
    assert "hai số định danh khác nhau" in impossible(NUMBERED, side(NUMBERED, number="099190000002"))
    assert "tài khoản cán bộ" in impossible(side(PLAIN, has_posts=True), side(NUMBERED, has_posts=True))
    assert impossible(NUMBERED, PLAIN) == ""
    assert unlike(NUMBERED, PLAIN) == ""
    for differing in ({"name_folded": "le van b"}, {"born_on": date(1991, 1, 1)}, {"sex": "male"}):
        assert unlike(NUMBERED, side(PLAIN, **differing)) != ""


class Pair:
    """Somebody with an account by passport and another by number, an administrator, a clerk, a stranger."""

    def __init__(self) -> None:
        merges = build.role("merger", {"accounts.merge": "province"})
        build.province([("quan-tri", "H99", (merges,)), ("mot-cua", "H99.101", (build.role("clerk", {}),))])
        self.by_number = build.citizen()
        self.by_passport = self.account("ho-chieu")
        self.stranger = build.citizen("khac", serial=2)
        self.admin = build.officer("quan-tri", "quan-tri")
        self.administrator = build.officer_actor(self.admin, "quan-tri")
        self.clerk = build.officer_actor(build.officer("mot-cua", "mot-cua"), "mot-cua")

    def account(self, name: str) -> Account:
        paper = PaperInput(PaperKind.PASSPORT, PASSPORT)
        return api.create_citizen(
            username=name,
            password="mat-khau-thu-nghiem",
            full_name="Trần Thị Mẫu",
            phone="0911 222 333",
            papers=[paper],
            actor=SYSTEM,
        )

    def merge(self, *, actor: Actor | None = None, reason: str = REASON, other: UUID | None = None) -> UUID:
        return api.merge_for(
            one_id=self.by_number.person_id,
            other_id=other or self.by_passport.person_id,
            reason=reason,
            actor=actor or self.administrator,
        )


@pytest.fixture
def pair(db: None) -> Pair:
    return Pair()


def browser(who: Account) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=who.user_id))
    return client


def is_in(client: Client) -> bool:
    return client.get("/tai-khoan/bao-mat/").status_code == 200


def rows() -> tuple[int, int, int, list[str]]:
    merged = models.Person.objects.exclude(merged_into=None).count()
    return models.Merger.objects.count(), merged, models.User.objects.filter(is_active=False).count(), audit_acts()


def test_an_administrator_merges_with_a_reason_and_nothing_is_lost(pair: Pair) -> None:
    organisation = api.register_organisation(name="Công ty Mẫu", kind=OrganisationKind.ENTERPRISE, actor=SYSTEM)
    child = api.register_person(full_name="Bé Mẫu", actor=SYSTEM)
    old = pair.by_passport.person_id
    api.set_guardian(ward_id=child.id, guardian_id=old, relation="mother", valid_from=build.SINCE, actor=SYSTEM)
    api.grant_membership(
        organisation_id=organisation.id, person_id=old, rights=[Right.MANAGE], valid_from=build.SINCE, actor=SYSTEM
    )
    models.NationalLink.objects.create(provider="p", subject_index=b"i" * 16, user_id=pair.by_passport.user_id)
    access.record_read(actor=pair.clerk, holders=[HolderRef("person", old)], purpose="Xem trước khi gộp")
    people, sessions = models.Person.objects.count(), [browser(pair.by_number), browser(pair.by_passport)]
    assert all(is_in(one) for one in sessions)

    kept = pair.merge()

    assert kept == pair.by_number.person_id
    assert models.Person.objects.count() == people
    card = api.get_person(kept, actor=SYSTEM, purpose="x", reveal=True)
    assert [paper.number for paper in card.papers] == [PASSPORT]
    assert card.phone == "0900000000"
    assert api.wards_of(kept) == (child.id,)
    assert api.rights_in(kept, organisation.id) == {Right.MANAGE}
    assert models.NationalLink.objects.get(provider="p").user_id == pair.by_number.user_id
    # The old id leads on, what was read under it is still told, and its name is still known where it is history.
    assert (api.standing(old), api.ids_of(kept)) == (kept, (kept, old))
    assert api.get_person(old, actor=SYSTEM, purpose="x").id == kept
    assert api.person_names([old]) == {old: "Trần Thị Mẫu"}
    assert "Xem trước khi gộp" in [one.purpose for one in access.reads_of(HolderRef("person", kept))]
    merger = models.Merger.objects.get()
    assert (merger.way, merger.reason, merger.before["merged"]["username"]) == ("officer", REASON, "ho-chieu")
    assert PASSPORT not in repr(models.Merger.objects.values("before", "moved"))
    assert audit_acts()[-1] == "accounts.merge"
    assert OutboxEvent.objects.filter(name="person.merged").count() == 1
    # Sessions of both have ended; the closed account opens none.
    assert not any(is_in(one) for one in sessions)
    assert not get_user_model().objects.get(username="ho-chieu").is_active
    assert is_in(browser(pair.by_number))


def test_a_number_moves_to_the_officers_card_that_stays(pair: Pair) -> None:
    officer = build.officer("co-so", "mot-cua")
    kept = api.merge_for(
        one_id=pair.by_number.person_id, other_id=officer.person_id, reason=REASON, actor=pair.administrator
    )
    assert kept == officer.person_id
    assert api.person_id_of_number(build.personal_number(1)) == officer.person_id
    assert models.Merger.objects.get().before["merged"]["personal_number"] == build.personal_number(1)


def test_a_card_typed_at_a_counter_gets_the_account_of_the_other(pair: Pair) -> None:
    typed = api.register_person(full_name="Trần Thị Mẫu", phone="0911222333", actor=SYSTEM)
    kept = api.merge_for(one_id=typed.id, other_id=pair.by_passport.person_id, reason=REASON, actor=pair.administrator)
    assert kept == pair.by_passport.person_id
    assert models.User.objects.get(id=pair.by_passport.user_id).is_active


def test_nobody_else_merges_and_not_without_a_reason_and_never_the_own_card(pair: Pair) -> None:
    before = rows()
    for actor in (pair.clerk, build.citizen_actor(pair.stranger), build.citizen_actor(pair.by_number)):
        with pytest.raises(ActDenied):
            pair.merge(actor=actor)
    with pytest.raises(ActDenied):
        pair.merge(other=pair.admin.person_id)
    with pytest.raises(IdentityInvalid):
        pair.merge(reason="cho tiện")
    with pytest.raises(MergeRefused):
        pair.merge(other=pair.stranger.person_id)
    with pytest.raises(PersonNotFound):
        pair.merge(other=pair.by_number.person_id)
    assert rows() == before
    pair.merge()
    with pytest.raises(PersonNotFound):
        pair.merge()


def start(client: Client) -> None:
    answer = client.post(PAGE, {"start": "1"})
    assert answer.headers["Location"].startswith("/dang-nhap/")
    assert not is_in(client)


def sign_in(client: Client, who: Account) -> None:
    client.force_login(get_user_model().objects.get(pk=who.user_id))


def test_a_person_proves_both_accounts_one_after_the_other(pair: Pair) -> None:
    client = browser(pair.by_passport)
    start(client)
    sign_in(client, pair.by_number)

    shown = client.get(PAGE).content.decode()
    assert (shown.count("Trần Thị Mẫu"), "Gộp rồi không tách lại được." in shown) == (2, True)
    assert build.personal_number(1) not in shown
    assert PASSPORT not in shown
    done = client.post(PAGE, {"merge": "1"}).content.decode()

    assert "Đã gộp hai tài khoản" in done
    assert not is_in(client)
    merger = models.Merger.objects.get()
    assert (merger.kept_id, merger.way) == (pair.by_number.person_id, "self")


def test_one_account_alone_or_an_old_proof_merges_nothing(pair: Pair) -> None:
    before = rows()
    client = browser(pair.by_passport)
    assert "Bắt đầu" in client.post(PAGE, {"merge": "1"}).content.decode()
    start(client)
    sign_in(client, pair.by_passport)
    assert "cùng một tài khoản" in client.post(PAGE, {"merge": "1"}).content.decode()
    start(client)
    sign_in(client, pair.by_number)
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert "Bắt đầu" in client.post(PAGE, {"merge": "1"}).content.decode()
    client.cookies["tinhso_gop"] = "forged"
    assert "Bắt đầu" in client.post(PAGE, {"merge": "1"}).content.decode()
    assert rows() == before


def test_a_proof_ends_with_the_sessions_of_its_account(pair: Pair) -> None:
    client = browser(pair.by_passport)
    start(client)
    models.User.objects.filter(id=pair.by_passport.user_id).update(generation=1)
    sign_in(client, pair.by_number)
    assert "Bắt đầu" in client.post(PAGE, {"merge": "1"}).content.decode()
    assert models.Merger.objects.count() == 0


def test_the_second_factor_of_either_account_is_asked_for(pair: Pair) -> None:
    second_factor.set_totp(models.User.objects.get(id=pair.by_number.user_id), "JBSWY3DPEHPK3PXP")
    client = browser(pair.by_passport)
    start(client)
    sign_in(client, pair.by_number)
    assert client.post(PAGE, {"merge": "1"}).headers["Location"].startswith("/tai-khoan/xac-nhan/ma/")
    assert browser(pair.by_number).post(PAGE, {"start": "1"}).headers["Location"].startswith("/tai-khoan/xac-nhan/ma/")
    assert models.Merger.objects.count() == 0


def test_two_people_are_not_merged_although_both_accounts_were_proved(pair: Pair) -> None:
    client = browser(pair.by_number)
    start(client)
    sign_in(client, pair.stranger)
    before = rows()
    assert "hai số định danh khác nhau" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"merge": "1"}).status_code == 409
    models.Person.objects.filter(id=pair.by_passport.person_id).update(name_folded="nguoi khac")
    client = browser(pair.by_passport)
    start(client)
    sign_in(client, pair.by_number)
    assert "Họ tên ở hai tài khoản khác nhau." in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"merge": "1"}).status_code == 409
    assert rows() == before


def test_the_administrator_finds_compares_and_merges_on_the_page(pair: Pair) -> None:
    client = browser(pair.admin)
    session = client.session
    session[second_factor.VERIFIED_SESSION_KEY] = str(pair.admin.user_id)
    session.save()
    assert client.get(STAFF_PAGE).status_code == 200
    nobody = client.post(STAFF_PAGE, {"one": "khong-co", "other": "Trần Thị Mẫu"})
    assert (nobody.status_code, nobody.content.decode().count("Không thấy thẻ nào.")) == (422, 4)
    same = client.post(STAFF_PAGE, {"one": PASSPORT, "other": "Trần Thị Mẫu", "other_phone": "0911.222.333"})
    assert "Hai ô cùng chỉ một thẻ." in same.content.decode()

    shown = client.post(STAFF_PAGE, {"one": build.personal_number(1), "other": PASSPORT}).content.decode()
    ids = dict(re.findall(r'name="(one_id|other_id)" value="([^"]+)"', shown))
    assert build.personal_number(1) not in shown
    assert client.post(STAFF_PAGE, {**ids, "merge": "1", "reason": ""}).status_code == 422
    done = client.post(STAFF_PAGE, {**ids, "merge": "1", "reason": REASON})

    assert "Đã gộp hai thẻ" in done.content.decode()
    assert models.Merger.objects.get().by_person_id == pair.admin.person_id
