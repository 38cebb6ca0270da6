"""Where dossiers stand in the navigation of citizens and officers."""

from tinhso.casework.dossiers.web.copies import certifies_here
from tinhso.casework.dossiers.web.morning import warned
from tinhso.casework.dossiers.web.my_list import go_on, needs_you
from tinhso.casework.dossiers.web.notes import mentioned
from tinhso.casework.dossiers.web.signing import signs_letters_only
from tinhso.casework.dossiers.web.worklist import home
from tinhso.foundation.ui.types import Audience, Door, NavGroup, NavItem, Shortcut, Slot

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
        group=NavGroup.BOOKS,
    ),
    NavItem(
        label="Trả kết quả", url_name="dossiers:find_result", audience=Audience.STAFF, act="dossiers.return", order=14
    ),
    NavItem(label="Ký kết quả", url_name="dossiers:signing", audience=Audience.STAFF, act="dossiers.sign", order=16),
    NavItem(
        label="Văn bản chờ ký",
        url_name="dossiers:signing",
        audience=Audience.STAFF,
        act="dossiers.read",
        useful=signs_letters_only,
        order=16,
    ),
    NavItem(
        label="Nhập bù",
        url_name="dossiers:late_entries",
        audience=Audience.STAFF,
        act="dossiers.approve_late_entry",
        order=22,
        group=NavGroup.BOOKS,
    ),
    NavItem(
        label="Sai sót",
        url_name="dossiers:mishaps",
        audience=Audience.STAFF,
        act="dossiers.apologise",
        order=43,
        group=NavGroup.PEOPLE,
    ),
    NavItem(
        label="Chứng thực bản sao",
        url_name="dossiers:copies",
        audience=Audience.STAFF,
        act="copies.read",
        useful=certifies_here,
        order=13,
    ),
    NavItem(
        label="Sổ theo dõi",
        url_name="dossiers:book",
        audience=Audience.STAFF,
        act="dossiers.receive",
        order=38,
        group=NavGroup.BOOKS,
    ),
    NavItem(
        label="Sổ kết quả",
        url_name="dossiers:register",
        audience=Audience.STAFF,
        act="registers.read",
        order=40,
        group=NavGroup.BOOKS,
    ),
    NavItem(
        label="Buổi sáng", url_name="dossiers:morning", audience=Audience.STAFF, act="dossiers.supervise", order=20
    ),
)
DOORS = (
    Door(name="procedure.apply", url_name="dossiers:apply"),
    Door(name="dossier.work", url_name="dossiers:work"),
    Door(name="custody.slip", url_name="dossiers:custody_slip"),
)
_HOME, _LIST, _DOSSIER, _COUNTER, _RETURN = "Việc hôm nay", "Việc của tôi", "Hồ sơ", "Đã tiếp nhận", "Trả kết quả"
SHORTCUTS = (
    Shortcut(name="home.intake", key="n", page=_HOME, words="Tiếp nhận tại quầy", alt=True),
    Shortcut(name="home.return", key="t", page=_HOME, words="Trả kết quả", alt=True),
    Shortcut(name="home.sign", key="k", page=_HOME, words="Ký các kết quả đang chờ"),
    Shortcut(name="home.worklist", key="d", page=_HOME, words="Xem cả danh sách việc"),
    Shortcut(name="list.search", key="/", page=_LIST, words="Đến ô tìm"),
    Shortcut(name="list.first", key="j", page=_LIST, words="Mở việc đầu danh sách"),
    Shortcut(name="list.tick", key="x", page=_LIST, words="Đến ô chọn đầu, bấm tiếp để đến ô sau"),
    Shortcut(name="dossier.next", key="j", page=_DOSSIER, words="Hồ sơ sau trong danh sách"),
    Shortcut(name="dossier.previous", key="k", page=_DOSSIER, words="Hồ sơ trước trong danh sách"),
    Shortcut(name="dossier.file", key="o", page=_DOSSIER, words="Tải tệp gốc của tài liệu đang xem"),
    Shortcut(name="dossier.draft", key="s", page=_DOSSIER, words="Soạn và xem trước dự thảo"),
    Shortcut(name="dossier.all_right", key="a", page=_DOSSIER, words="Ghi mọi thành phần hồ sơ là đạt"),
    Shortcut(name="receipt.print", key="p", page=_COUNTER, words="In giấy hẹn"),
    Shortcut(name="receipt.next", key="n", page=_COUNTER, words="Người tiếp theo", alt=True),
    Shortcut(name="return.next", key="n", page=_RETURN, words="Trả hồ sơ tiếp theo"),
    Shortcut(name="return.result", key="o", page=_RETURN, words="Mở kết quả đã ký"),
    Shortcut(name="copies.send", key="k", page="Chứng thực bản sao", words="Trình ký lô đang lập", alt=True),
)
SLOTS = (
    Slot(name="citizen.home", provider=needs_you, order=10),
    Slot(name="procedures.start", provider=go_on, order=10),
    Slot(name="staff.home", provider=home, order=10),
    Slot(name="staff.home", provider=warned, order=5),
    Slot(name="staff.home", provider=mentioned, order=4),
)
