"""The national public-service portal: how it is reached, and how it reaches us."""

from tinhso.config import environment as env
from tinhso.config.settings.security import DEMO

NATIONAL_PORTAL_ADAPTER = env.text(
    "TINHSO_NATIONAL_PORTAL_ADAPTER",
    "demo" if DEMO else "off",
    "Cổng Dịch vụ công quốc gia: off (không kết nối), demo (giả lập), first (thế hệ thứ nhất, qua trục liên thông) "
    "hoặc second (thế hệ thứ hai).",
)
NATIONAL_PORTAL_URL = env.text(
    "TINHSO_NATIONAL_PORTAL_URL", "", "Địa chỉ bộ chuyển của Cổng Dịch vụ công quốc gia trên trục liên thông (https)."
)
NATIONAL_PORTAL_AGENCY = env.text("TINHSO_NATIONAL_PORTAL_AGENCY", "", "Mã đơn vị kết nối Cổng (madonvi).")
NATIONAL_PORTAL_DESTINATION = env.text(
    "TINHSO_NATIONAL_PORTAL_DESTINATION", "", "Giá trị dstcode của mỗi lời gọi Cổng."
)
NATIONAL_PORTAL_USER = env.text("TINHSO_NATIONAL_PORTAL_USER", "", "Tài khoản kết nối Cổng.")
NATIONAL_PORTAL_INBOUND_SECRET_FILE = env.text(
    "TINHSO_NATIONAL_PORTAL_INBOUND_SECRET_FILE",
    "",
    "Tệp chứa bí mật (ít nhất 16 ký tự) mà Cổng trình khi chuyển hồ sơ đến; để trống thì không nhận.",
)
NATIONAL_PORTAL_PASSWORD_FILE = env.text(
    "TINHSO_NATIONAL_PORTAL_PASSWORD_FILE", "", "Tệp chứa mật khẩu tài khoản kết nối Cổng."
)
NATIONAL_PORTAL_SECOND_URL = env.text(
    "TINHSO_NATIONAL_PORTAL_SECOND_URL", "", "Địa chỉ thế hệ thứ hai của Cổng (https), khi bộ nối là second."
)
NATIONAL_PORTAL_SECOND_CLIENT = env.text(
    "TINHSO_NATIONAL_PORTAL_SECOND_CLIENT", "", "client_id của tỉnh ở thế hệ thứ hai của Cổng."
)
NATIONAL_PORTAL_SECOND_SECRET_FILE = env.text(
    "TINHSO_NATIONAL_PORTAL_SECOND_SECRET_FILE", "", "Tệp chứa client_secret của tỉnh ở thế hệ thứ hai của Cổng."
)
