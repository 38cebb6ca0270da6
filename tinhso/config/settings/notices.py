"""How messages leave the platform."""

from tinhso.config import environment as env

EMAIL_ADAPTER = env.text("TINHSO_EMAIL_ADAPTER", "demo", "Kênh thư điện tử: demo (ghi vào tệp) hoặc smtp.")
SMS_ADAPTER = env.text("TINHSO_SMS_ADAPTER", "demo", "Kênh tin nhắn SMS: demo (ghi vào tệp) hoặc gateway (cổng HTTP).")
ZALO_ADAPTER = env.text(
    "TINHSO_ZALO_ADAPTER", "demo", "Kênh Zalo: demo (ghi vào tệp) hoặc zns (Zalo Notification Service)."
)
PUSH_ADAPTER = env.text("TINHSO_PUSH_ADAPTER", "demo", "Thông báo trên trình duyệt: demo (ghi vào tệp) hoặc webpush.")
SMTP_HOST = env.text("TINHSO_SMTP_HOST", "", "Máy chủ thư (SMTP).")
SMTP_PORT = env.number("TINHSO_SMTP_PORT", 587, "Cổng của máy chủ thư.")
SMTP_SECURITY = env.text("TINHSO_SMTP_SECURITY", "starttls", "Mã hóa đường truyền thư: starttls, tls hoặc none.")
SMTP_USER = env.text("TINHSO_SMTP_USER", "", "Tài khoản gửi thư; để trống khi máy chủ không hỏi.")
SMTP_PASSWORD_FILE = env.text("TINHSO_SMTP_PASSWORD_FILE", "", "Tệp chứa mật khẩu tài khoản gửi thư.")
SMTP_CA_FILE = env.text(
    "TINHSO_SMTP_CA_FILE", "", "Chứng thư gốc nội bộ của máy chủ thư (PEM); để trống thì theo hệ thống."
)
SMTP_FROM = env.text("TINHSO_SMTP_FROM", "tinhso@localhost", "Địa chỉ người gửi của thư.")
SMTP_BOUNCES = env.text("TINHSO_SMTP_BOUNCES", "", "Địa chỉ nhận thư bị trả lại; để trống thì về TINHSO_SMTP_FROM.")
SMS_URL = env.text("TINHSO_SMS_URL", "", "Địa chỉ cổng SMS (docs/guides/notices.md).")
SMS_BRAND = env.text("TINHSO_SMS_BRAND", "", "Tên hiển thị (brandname) của tin nhắn.")
SMS_SECRET_FILE = env.text(
    "TINHSO_SMS_SECRET_FILE", "", "Tệp chứa mật khẩu của cổng SMS; cũng là khóa ký báo phát của cổng."
)
ZALO_URL = env.text(
    "TINHSO_ZALO_URL",
    "https://business.openapi.zalo.me",
    "Địa chỉ gửi tin ZNS; đối chiếu tài liệu của Zalo khi ký hợp đồng.",
)
ZALO_TOKEN_URL = env.text(
    "TINHSO_ZALO_TOKEN_URL", "https://oauth.zaloapp.com/v4/oa/access_token", "Địa chỉ đổi mã truy cập của Zalo OA."
)
ZALO_APP_ID = env.text("TINHSO_ZALO_APP_ID", "", "Mã ứng dụng Zalo của tỉnh.")
ZALO_SECRET_FILE = env.text("TINHSO_ZALO_SECRET_FILE", "", "Tệp chứa khóa bí mật của ứng dụng Zalo.")
ZALO_OA_SECRET_FILE = env.text(
    "TINHSO_ZALO_OA_SECRET_FILE", "", "Tệp chứa khóa bí mật của OA, để kiểm tra báo phát của Zalo."
)
ZALO_REFRESH_TOKEN_FILE = env.text(
    "TINHSO_ZALO_REFRESH_TOKEN_FILE",
    "",
    "Tệp chứa mã làm mới (refresh token) đầu tiên của OA; sau đó hệ thống tự giữ mã mới.",
)
PUSH_CONTACT = env.text(
    "TINHSO_PUSH_CONTACT", "", "Liên hệ của người vận hành mà hãng trình duyệt thấy: mailto:… hoặc https://…"
)
PUSH_SERVICES = env.words(
    "TINHSO_PUSH_SERVICES",
    "https://fcm.googleapis.com,https://updates.push.services.mozilla.com,https://*.push.apple.com,https://*.notify.windows.com",
    "Dịch vụ thông báo của trình duyệt được phép gọi, cách nhau dấu phẩy.",
)
