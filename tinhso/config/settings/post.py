"""The post: how it is reached."""

from tinhso.config import environment as env
from tinhso.config.settings.security import DEMO

POST_ADAPTER = env.text(
    "TINHSO_POST_ADAPTER",
    "demo" if DEMO else "off",
    "Bưu điện: off (không báo, làm bằng tay), demo (giả lập) hoặc lgsp (qua trục liên thông của tỉnh).",
)
POST_URL = env.text("TINHSO_POST_URL", "", "Địa chỉ dịch vụ bưu chính trên trục liên thông (https).")
POST_CUSTOMER_KEY = env.text("TINHSO_POST_CUSTOMER_KEY", "", "customerKey mà bưu điện cấp cho tỉnh.")
POST_SECRET_FILE = env.text("TINHSO_POST_SECRET_FILE", "", "Tệp chứa secretKey mà bưu điện cấp cho tỉnh.")
POST_DEMO_MINUTES = env.number(
    "TINHSO_POST_DEMO_MINUTES", 1, "Bưu điện giả lập: mỗi chặng của bưu gửi dài bao nhiêu phút."
)
