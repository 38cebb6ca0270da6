"""Where transfers stand in the officers' navigation."""

from tinhso.foundation.ui.types import Audience, NavGroup, NavItem

NAV = (
    NavItem(
        label="Phần mềm ngành",
        url_name="sector_sync:transfers",
        audience=Audience.STAFF,
        act="sector_sync.operate",
        order=81,
        group=NavGroup.ADMINISTRATION,
    ),
)
