"""Where guidance stands: on the page of a procedure, and in the navigation of who reviews procedures."""

from tinhso.engines.guidance.web.page import help_here
from tinhso.foundation.ui.types import Audience, NavGroup, NavItem, Slot

NAV = (
    NavItem(
        label="Trang thủ tục",
        url_name="guidance:board",
        audience=Audience.STAFF,
        act="procedures.review",
        order=70,
        group=NavGroup.ADMINISTRATION,
    ),
)
SLOTS = (Slot(name="procedures.help", provider=help_here, order=10),)
