"""Where the exchange stands in the officers' navigation."""

from tinhso.foundation.ui.types import Audience, NavGroup, NavItem

NAV = (
    NavItem(
        label="Cổng quốc gia",
        url_name="national_portal:queue",
        audience=Audience.STAFF,
        act="national_portal.operate",
        order=80,
        group=NavGroup.ADMINISTRATION,
    ),
    NavItem(
        label="Hỏi đáp trên Cổng",
        url_name="national_portal:questions",
        audience=Audience.STAFF,
        act="national_portal.answer",
        order=47,
        group=NavGroup.PEOPLE,
    ),
)
