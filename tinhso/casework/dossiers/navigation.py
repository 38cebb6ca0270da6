"""Where dossiers stand in the navigation of citizens and officers."""

from tinhso.casework.dossiers.web.morning import warned
from tinhso.casework.dossiers.web.my_list import go_on, needs_you
from tinhso.casework.dossiers.web.notes import mentioned
from tinhso.casework.dossiers.web.worklist import home
from tinhso.foundation.ui.types import Audience, Door, NavItem, Slot

NAV = (
    NavItem(label="Hồ sơ của tôi", label_en="My applications", url_name="dossiers:mine", order=20, signed_in=True),
    NavItem(label="Tra cứu hồ sơ", label_en="Track an application", url_name="dossiers:track", order=30),
    NavItem(label="Việc của tôi", url_name="dossiers:worklist", audience=Audience.STAFF, act="dossiers.read", order=10),
    NavItem(label="Lấy ý kiến", url_name="dossiers:opinions", audience=Audience.STAFF, act="dossiers.read", order=18),
    NavItem(
        label="Tiếp nhận tại quầy",
        url_name="dossiers:intake",
        audience=Audience.STAFF,
        act="dossiers.receive",
        order=12,
    ),
    NavItem(
        label="Hồ sơ cơ quan nộp",
        url_name="dossiers:mine",
        audience=Audience.STAFF,
        act="agencies.file",
        order=45,
    ),
    NavItem(
        label="Trả kết quả", url_name="dossiers:find_result", audience=Audience.STAFF, act="dossiers.return", order=14
    ),
    NavItem(label="Ký kết quả", url_name="dossiers:signing", audience=Audience.STAFF, act="dossiers.sign", order=16),
    NavItem(
        label="Nhập bù",
        url_name="dossiers:late_entries",
        audience=Audience.STAFF,
        act="dossiers.approve_late_entry",
        order=22,
    ),
    NavItem(label="Sai sót", url_name="dossiers:mishaps", audience=Audience.STAFF, act="dossiers.apologise", order=43),
    NavItem(
        label="Chứng thực bản sao",
        url_name="dossiers:copies",
        audience=Audience.STAFF,
        act="copies.read",
        order=13,
    ),
    NavItem(label="Sổ theo dõi", url_name="dossiers:book", audience=Audience.STAFF, act="dossiers.receive", order=38),
    NavItem(label="Sổ kết quả", url_name="dossiers:register", audience=Audience.STAFF, act="registers.read", order=40),
    NavItem(
        label="Buổi sáng", url_name="dossiers:morning", audience=Audience.STAFF, act="dossiers.supervise", order=20
    ),
)
DOORS = (
    Door(name="procedure.apply", url_name="dossiers:apply"),
    Door(name="custody.slip", url_name="dossiers:custody_slip"),
)
SLOTS = (
    Slot(name="citizen.home", provider=needs_you, order=10),
    Slot(name="procedures.start", provider=go_on, order=10),
    Slot(name="staff.home", provider=home, order=10),
    Slot(name="staff.home", provider=warned, order=5),
    Slot(name="staff.home", provider=mentioned, order=4),
)
