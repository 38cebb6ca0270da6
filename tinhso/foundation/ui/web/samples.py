"""Made-up values for the gallery and for snapshot tests; nobody real, no real procedure."""

from datetime import date

from tinhso.foundation.ui.types import (
    Action,
    Cell,
    ClockFace,
    Column,
    Crumb,
    DataSource,
    DateValue,
    ErrorItem,
    FilterField,
    Option,
    Row,
    Signer,
    Stat,
    Step,
    SummaryRow,
    Tab,
    Task,
    TaskStatus,
    TimelineEvent,
    Tone,
    WorkingClock,
)
from tinhso.kernel.clock import at_local

REGISTER = DataSource(name="CSDL dân cư", as_of=date(2026, 11, 21))
NAME = "Nguyễn Thị Mẫu Ữ Ỷ Ộ Ẵ"

OPTIONS = (
    Option(value="mother", text="Mẹ của trẻ"),
    Option(value="father", text="Cha của trẻ"),
    Option(
        value="other", text="Người khác", hint="Ông, bà, người thân hoặc người đang nuôi trẻ", divider_before="hoặc"
    ),
)
PAPERS = (
    Option(value="birth", text="Giấy chứng sinh"),
    Option(value="statement", text="Văn bản của người làm chứng", hint="Khi không có giấy chứng sinh"),
    Option(value="none", text="Không có giấy nào", divider_before="hoặc", exclusive=True),
)
ROWS = (
    SummaryRow(key="Họ và tên", value=NAME, action=Action(text="Sửa", href="#", about="họ và tên"), source=REGISTER),
    SummaryRow(key="Nơi ở", value=("Số 12, đường Mẫu", "Phường Mẫu", "Tỉnh Mẫu"), action=Action(text="Sửa", href="#")),
    SummaryRow(key="Số điện thoại", action=Action(text="Sửa", href="#")),
)
TASKS = (
    Task(title="Khai về trẻ", href="#", status=TaskStatus.DONE),
    Task(title="Khai về cha và mẹ", href="#", status=TaskStatus.DOING, hint="Còn 2 câu hỏi"),
    Task(title="Gửi giấy tờ", href="#", hint="Bạn cần 1 giấy tờ"),
    Task(title="Kiểm tra và nộp hồ sơ", status=TaskStatus.BLOCKED, hint="Làm xong các phần trên trước"),
)
STAGES = (
    TimelineEvent(title="Đã nộp", at=at_local(2026, 11, 16, 9, 12), by="Bạn nộp trực tuyến", step=Step.DONE),
    TimelineEvent(title="Đã tiếp nhận", at=at_local(2026, 11, 16, 14, 5), by="Bộ phận Một cửa", step=Step.DONE),
    TimelineEvent(
        title="Đang giải quyết", by="Bộ phận chuyên môn", text="Công chức đang thẩm tra hồ sơ.", step=Step.CURRENT
    ),
    TimelineEvent(title="Có kết quả", step=Step.NEXT),
    TimelineEvent(title="Đã trả kết quả", step=Step.NEXT),
)
EVENTS = (
    TimelineEvent(title="Chuyển thẩm tra", at=at_local(2026, 11, 16, 14, 20), by="Lê Văn Mẫu · Bộ phận Một cửa"),
    TimelineEvent(
        title="Yêu cầu bổ sung",
        at=at_local(2026, 11, 17, 8, 40),
        by="Trần Thị Mẫu · Chuyên viên",
        step=Step.WAITING,
        text="Ảnh giấy chứng sinh bị mờ, không đọc được ngày sinh.",
        links=(Action(text="Xem phiếu", href="#"),),
    ),
)
CLOCKS = (
    WorkingClock(
        due="16 giờ 30, thứ Năm ngày 26/11/2026",
        used=3,
        total=8,
        explanation=(
            "Tiếp nhận 14 giờ 05, thứ Hai ngày 16/11/2026.",
            "Tính từ ngày làm việc tiếp theo: 17/11/2026.",
            "8 ngày làm việc, không có ngày nghỉ lễ.",
        ),
    ),
    WorkingClock(due="16 giờ 30, thứ Hai ngày 23/11/2026", face=ClockFace.SOON, used=7, total=8),
    WorkingClock(due="16 giờ 30, thứ Tư ngày 18/11/2026", face=ClockFace.LATE, used=10, total=8),
    WorkingClock(
        due="Chờ bạn bổ sung từ 17/11/2026",
        face=ClockFace.PAUSED,
        used=4,
        total=8,
        note="Thời gian chờ không tính vào thời hạn.",
    ),
)
COLUMNS = (
    Column(title="Mã hồ sơ"),
    Column(title="Người nộp"),
    Column(title="Việc đang làm", hide_on_phone=True),
    Column(title="Hạn", sort_url="?xep=han", is_sorted="ascending"),
    Column(title="Trạng thái"),
    Column(title="Ngày", numeric=True),
)
LIST = (
    Row(
        cells=(
            Cell(text="H00.00.01-261116-0001", href="#", note="Đăng ký mẫu"),
            NAME,
            "Thẩm tra",
            "18/11/2026",
            Cell(text="Quá hạn", tone=Tone.BAD),
            10,
        ),
        tone=Tone.BAD,
    ),
    Row(
        cells=(
            Cell(text="H00.00.01-261116-0002", href="#", note="Cấp bản sao mẫu"),
            "Phạm Văn Mẫu",
            "Trình ký",
            "23/11/2026",
            Cell(text="Sắp đến hạn", tone=Tone.WARN),
            7,
        ),
        tone=Tone.WARN,
    ),
    Row(
        cells=(
            Cell(text="H00.00.01-261118-0007", href="#", note="Xác nhận mẫu"),
            "Công ty TNHH Mẫu",
            "Thẩm tra",
            "27/11/2026",
            Cell(text="Đang làm", tone=Tone.INFO),
            2,
        )
    ),
)
STATS = (
    Stat(label="Hồ sơ mới nộp trực tuyến", value=12, href="#", hint="Trả lời trong 8 giờ làm việc"),
    Stat(label="Đến hạn hôm nay", value=4, href="#", tone=Tone.WARN),
    Stat(label="Quá hạn", value=1, href="#", tone=Tone.BAD),
    Stat(label="Chờ bổ sung", value=7, href="#", tone=Tone.WAIT),
    Stat(
        label="Chờ trả kết quả",
        value=1234,
        href="#",
        tone=Tone.GOOD,
        definition="Hồ sơ đã có kết quả ký số, chưa giao cho người nộp.",
    ),
)
FILTERS = (
    FilterField(name="q", label="Tìm", kind="search"),
    FilterField(
        name="trang-thai",
        label="Trạng thái",
        kind="select",
        value="late",
        options=(Option(value="late", text="Quá hạn"), Option(value="soon", text="Sắp đến hạn")),
    ),
    FilterField(name="tu-ngay", label="Từ ngày", kind="date"),
)
SIGNERS = (
    Signer(
        name="Đỗ Văn Mẫu",
        role="Chủ tịch Ủy ban nhân dân phường Mẫu",
        signed_at=at_local(2026, 11, 20, 15, 2),
        timestamped=True,
    ),
    Signer(
        name="Ủy ban nhân dân phường Mẫu",
        role="con dấu của cơ quan",
        signed_at=at_local(2026, 11, 20, 15, 3),
        timestamped=True,
    ),
)
ERRORS = {
    "child_name": "Viết họ và tên của trẻ",
    "born_on": "Ngày sinh không thể sau ngày hôm nay",
    "who": "Chọn người đi khai",
    "paper": "Tệp giay-chung-sinh.exe không phải là ảnh hoặc PDF",
}


def context(*, with_errors: bool) -> dict[str, object]:
    """Everything the gallery shows."""
    return {
        "errors": ERRORS if with_errors else {},
        "name": "" if with_errors else NAME,
        "register": REGISTER,
        "born_on": DateValue(day="31", month="12", year="2027") if with_errors else date(2026, 11, 9),
        "options": OPTIONS,
        "papers": PAPERS,
        "rows": ROWS,
        "tasks": TASKS,
        "stages": STAGES,
        "events": EVENTS,
        "clocks": CLOCKS,
        "columns": COLUMNS,
        "list": LIST,
        "stats": STATS,
        "filters": FILTERS,
        "signers": SIGNERS,
        "crumbs": (Crumb(text="Trang chủ", href="/"), Crumb(text="Giao diện")),
        "tabs": (
            Tab(id="nguoi-nop", label="Người nộp", body=NAME),
            Tab(id="giay-to", label="Giấy tờ", body="Chưa có giấy tờ.", count=2),
        ),
        "summary": (ErrorItem(text="Viết họ và tên của trẻ", href="#child_name"),),
    }
