"""Every screen of the register for developers: axe, width, weight, keyboard, without JavaScript."""

import pytest

from tests.browser.developer_screens import SCREENS
from tests.browser.looking import faults
from tests.browser.screen import Screen
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_screen_is_well(visitors: Visitors, screen: Screen) -> None:
    assert faults(visitors, screen) == []
