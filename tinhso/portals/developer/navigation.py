"""Where the developers' pages stand: at the foot of citizens' pages, in the officers' navigation for administrators."""

from django.http import HttpRequest

from tinhso.foundation.ui.types import Audience, NavGroup, NavItem, Slot, SlotContent


def footer(request: HttpRequest) -> SlotContent | None:
    """The way in for developers."""
    return SlotContent(template="developer/footer_link.html")


NAV = (
    NavItem(
        label="Hệ thống kết nối",
        url_name="developer:granting",
        audience=Audience.STAFF,
        act="clients.manage",
        order=88,
        group=NavGroup.ADMINISTRATION,
    ),
)
SLOTS = (Slot(name="citizen.footer", provider=footer, order=95),)
