"""Where the vault stands in the navigation."""

from tinhso.foundation.ui.types import Audience, NavGroup, NavItem

NAV = (
    NavItem(label="Kho giấy tờ", label_en="My documents", url_name="vault:items", order=40, signed_in=True),
    NavItem(
        label="Phản đối",
        url_name="vault:objections",
        audience=Audience.STAFF,
        act="vault.answer_objection",
        order=90,
        group=NavGroup.PEOPLE,
    ),
)
