"""Where old results stand in the officers' navigation."""

from tinhso.foundation.ui.types import Audience, NavGroup, NavItem

# The list itself admits whoever has one of the acts; whoever seals has a way of their own to it.
NAV = (
    NavItem(
        label="Số hóa kết quả cũ",
        url_name="old_results:batches",
        audience=Audience.STAFF,
        act="old_results.check",
        order=46,
        group=NavGroup.BOOKS,
    ),
    NavItem(
        label="Ký kết quả cũ",
        url_name="old_results:batches",
        audience=Audience.STAFF,
        act="old_results.issue",
        order=47,
        group=NavGroup.BOOKS,
    ),
)
