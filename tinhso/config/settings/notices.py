"""How messages leave the platform."""

from tinhso.config import environment as env

EMAIL_ADAPTER = env.text("TINHSO_EMAIL_ADAPTER", "demo", "Kênh thư điện tử: demo (ghi vào tệp) hoặc smtp.")
SMS_ADAPTER = env.text("TINHSO_SMS_ADAPTER", "demo", "Kênh tin nhắn SMS: demo (ghi vào tệp).")
SMTP_HOST = env.text("TINHSO_SMTP_HOST", "", "Máy chủ thư (SMTP).")
SMTP_PORT = env.number("TINHSO_SMTP_PORT", 587, "Cổng của máy chủ thư.")
SMTP_SECURITY = env.text("TINHSO_SMTP_SECURITY", "starttls", "Mã hóa đường truyền thư: starttls, tls hoặc none.")
SMTP_USER = env.text("TINHSO_SMTP_USER", "", "Tài khoản gửi thư; để trống khi máy chủ không hỏi.")
SMTP_PASSWORD_FILE = env.text("TINHSO_SMTP_PASSWORD_FILE", "", "Tệp chứa mật khẩu tài khoản gửi thư.")
SMTP_FROM = env.text("TINHSO_SMTP_FROM", "tinhso@localhost", "Địa chỉ người gửi của thư.")
