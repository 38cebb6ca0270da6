"""Several people act for one organisation: who manages it lets them in, changes what they may, lets them go."""

from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tinhso.foundation.access.testing import audit_acts, read_purposes
from tinhso.foundation.identity import api
from tinhso.foundation.identity import testing as build
from tinhso.foundation.identity.types import Account, OrganisationKind, Right
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()


class Company:
    """A company with one manager, and somebody who signed in once."""

    def __init__(self) -> None:
        self.manager, self.colleague = build.citizen(), build.citizen("khac", serial=2)
        made = api.register_organisation(name="Công ty Mẫu", kind=OrganisationKind.ENTERPRISE, actor=SYSTEM)
        self.id = made.id
        self.page = f"/tai-khoan/to-chuc/{made.id}/"
        self.grant(self.manager, *Right)

    def grant(self, who: Account, *rights: Right) -> None:
        api.grant_membership(
            organisation_id=self.id,
            person_id=who.person_id,
            rights=rights,
            valid_from=clock.today(),
            actor=SYSTEM,
        )

    def rights(self, who: Account) -> set[Right]:
        return set(api.rights_in(who.person_id, self.id))


@pytest.fixture
def company() -> Company:
    return Company()


def signed_in(who: Account) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=who.user_id))
    return client


def card(person_id: UUID) -> tuple[str, str]:
    found = api.get_person(person_id, actor=SYSTEM, purpose="x", reveal=True)
    return found.personal_number, found.full_name


def test_a_manager_lets_a_colleague_in_by_number_and_name_and_lets_them_go(company: Company) -> None:
    number, name = card(company.colleague.person_id)
    browser = signed_in(company.manager)
    assert browser.get("/tai-khoan/to-chuc/").headers["Location"] == company.page

    posted = {"personal_number": f" {number} ", "full_name": name.upper(), "rights": ["view", "submit"]}
    assert browser.post(company.page, posted).status_code == 302
    assert company.rights(company.colleague) == {Right.VIEW, Right.SUBMIT}
    shown = browser.get(company.page).content.decode()
    assert name in shown
    assert number not in shown
    assert "Xem người dùng của tổ chức" in read_purposes()

    changed = {"person": str(company.colleague.person_id), "rights": ["view"]}
    assert browser.post(company.page, changed).status_code == 302
    assert company.rights(company.colleague) == {Right.VIEW}

    ended = {"person": str(company.colleague.person_id), "rights": ["view"], "end": "1"}
    assert browser.post(company.page, ended).status_code == 302
    assert company.rights(company.colleague) == set()
    assert audit_acts()[-3:] == ["organisations.grant"] * 3


@pytest.mark.parametrize("wrong", ["number", "name"])
def test_a_wrong_number_and_a_wrong_name_get_one_answer_and_let_nobody_in(company: Company, wrong: str) -> None:
    number, name = card(company.colleague.person_id)
    given = {"number": ("086199000000", name), "name": (number, "Người Khác Hẳn")}[wrong]
    before = audit_acts()

    answer = signed_in(company.manager).post(
        company.page, {"personal_number": given[0], "full_name": given[1], "rights": ["view"]}
    )

    assert answer.status_code == 422
    assert "Không có tài khoản nào khớp cả số định danh và họ tên này." in answer.content.decode()
    assert company.rights(company.colleague) == set()
    assert audit_acts() == before


def test_nobody_is_let_in_without_a_right(company: Company) -> None:
    number, name = card(company.colleague.person_id)
    answer = signed_in(company.manager).post(company.page, {"personal_number": number, "full_name": name})
    assert answer.status_code == 422
    assert "Chọn ít nhất một quyền." in answer.content.decode()
    assert company.rights(company.colleague) == set()


@pytest.mark.parametrize("posted", [{"rights": ["view"]}, {"end": "1"}])
def test_the_last_manager_stays_until_another_one_is_there(company: Company, posted: dict[str, list[str]]) -> None:
    browser = signed_in(company.manager)
    given_away = {"person": str(company.manager.person_id), **posted}
    answer = browser.post(company.page, given_away)
    assert answer.status_code == 422
    assert "Tổ chức phải còn ít nhất một người quản lý" in answer.content.decode()
    assert company.rights(company.manager) == set(Right)

    company.grant(company.colleague, Right.MANAGE)
    assert browser.post(company.page, given_away).headers["Location"] == "/tai-khoan/bao-mat/"
    assert Right.MANAGE not in company.rights(company.manager)
    assert browser.get(company.page).status_code == 404


@pytest.mark.parametrize("rights", [(), (Right.VIEW, Right.SUBMIT)])
def test_who_does_not_manage_it_finds_no_such_page_and_changes_nothing(
    company: Company, rights: tuple[Right, ...]
) -> None:
    company.grant(company.colleague, *rights)
    browser = signed_in(company.colleague)
    number, name = card(company.colleague.person_id)
    before = audit_acts()

    assert browser.get(company.page).status_code == 404
    posted = {"personal_number": number, "full_name": name, "rights": ["manage"]}
    assert browser.post(company.page, posted).status_code == 404
    ended = {"person": str(company.manager.person_id), "end": "1"}
    assert browser.post(company.page, ended).status_code == 404

    assert (company.rights(company.colleague), company.rights(company.manager)) == (set(rights), set(Right))
    assert audit_acts() == before
    assert "không quản lý người dùng của tổ chức nào" in browser.get("/tai-khoan/to-chuc/").content.decode()
