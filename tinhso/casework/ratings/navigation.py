"""Where ratings stand: on the page of a matter, and in the officers' navigation."""

from tinhso.casework.ratings.web.rating import on_receipt, on_subject
from tinhso.foundation.ui.types import Audience, NavGroup, NavItem, Slot

NAV = (
    NavItem(
        label="Đánh giá của người dân",
        url_name="ratings:results",
        audience=Audience.STAFF,
        act="statistics.read",
        order=53,
        group=NavGroup.PEOPLE,
    ),
    NavItem(
        label="Đánh giá về tôi",
        url_name="ratings:results",
        audience=Audience.STAFF,
        act="statistics.read_own",
        order=53,
        group=NavGroup.FIGURES,
    ),
    NavItem(
        label="Quầy đánh giá",
        url_name="ratings:counters",
        audience=Audience.STAFF,
        act="ratings.manage",
        order=54,
        group=NavGroup.PEOPLE,
    ),
)
SLOTS = (
    Slot(name="dossier.applicant", provider=on_subject, order=10),
    Slot(name="dossier.tracked", provider=on_receipt, order=10),
)
