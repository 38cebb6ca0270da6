"""Systems of sectors and registers of others, over the province's axis."""

from tinhso.config import environment as env
from tinhso.config.settings.security import DEMO

CONNECTORS_ADAPTER = env.text(
    "TINHSO_CONNECTORS_ADAPTER",
    "demo" if DEMO else "off",
    "Kết nối hệ thống ngành và cơ sở dữ liệu khác: off (không kết nối), demo (giả lập) hoặc partner (qua trục liên thông).",
)
CONNECTORS_FILE = env.text(
    "TINHSO_CONNECTORS_FILE",
    "",
    "Tệp JSON chứa tài khoản mà từng bên cấp (mã bộ nối → key, secret, address nếu khác định nghĩa); quyền 600.",
)
CONNECTORS_AGENCY = env.text(
    "TINHSO_CONNECTORS_AGENCY",
    "",
    "Mã định danh khi gọi thử các bên; để trống thì là mã ngắn nhất trong cây cơ quan.",
)
