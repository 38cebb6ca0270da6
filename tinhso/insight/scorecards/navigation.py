"""Where scorecards stand: officers' navigation, and the public page of figures."""

from tinhso.foundation.ui.types import Audience, NavGroup, NavItem

NAV = (
    NavItem(
        label="Bộ chỉ số phục vụ",
        url_name="scorecards:card",
        audience=Audience.STAFF,
        act="statistics.read",
        order=52,
        group=NavGroup.FIGURES,
    ),
    NavItem(
        label="Xem lại chỉ số",
        url_name="scorecards:contests",
        audience=Audience.STAFF,
        act="scorecards.decide",
        order=52,
        group=NavGroup.FIGURES,
    ),
    NavItem(label="Chất lượng phục vụ", label_en="Quality of service", url_name="scorecards:public", order=70),
)
