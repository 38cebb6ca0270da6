"""Whoever `make run` names signs in, and nothing that their own pages offer in a menu turns them away."""

import re
from pathlib import Path

import pytest

from tests.journeys.people import DEMO, People
from tinhso.lab.demo.api import demo_accounts

pytestmark = pytest.mark.browser


def printed_accounts(folder: Path) -> list[str]:
    """The login names as they stand on the screen, one a line after the password and the second factor."""
    return [line.split()[0] for line in demo_accounts(folder)[3:]]


def offered(page: str) -> list[str]:
    menus = "".join(re.findall(r"<nav\b.*?</nav>", page, re.DOTALL))
    return sorted(set(re.findall(r'href="(/[^"#]*)"', menus)))


@pytest.mark.parametrize("name", printed_accounts(DEMO))
def test_every_printed_account_enters_and_its_menu_opens(people: People, name: str) -> None:
    person = people.sign_in(name)
    first = person.open("/can-bo/" if name in people.officers else "/")
    menu = offered(person.text)

    assert first.status_code == 200
    assert len(menu) > 4
    assert {page: answer for page in menu if (answer := person.open(page).status_code) != 200} == {}
