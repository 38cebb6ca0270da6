"""Secrets, cookies and headers."""

import os
import secrets

from tinhso.config import environment as env
from tinhso.config.settings.data import KEYS_DIR

DEBUG = False
DEMO = env.flag(
    "TINHSO_DEMO",
    True,
    "Chạy với tỉnh mẫu: tài khoản mẫu, định danh giả lập, chữ ký số THỬ NGHIỆM. Tắt khi vận hành thật.",
)
# kernel.clock reads it itself: it knows no settings.
if (
    env.number(
        "TINHSO_CLOCK_SHIFT_SECONDS",
        0,
        "Chỉ ở bản mẫu: đồng hồ lệch bao nhiêu giây so với giờ thật, để sống lại một ngày khác.",
    )
    and not DEMO
):
    raise SystemExit("TINHSO_CLOCK_SHIFT_SECONDS chỉ dùng được ở bản mẫu (TINHSO_DEMO=true).")
ALLOWED_HOSTS = env.words("TINHSO_HOSTS", "localhost,127.0.0.1,[::1]", "Tên máy chủ được phép, cách nhau dấu phẩy.")
BEHIND_PROXY = env.flag(
    "TINHSO_BEHIND_PROXY", False, "Có máy chủ trước (TLS): lấy địa chỉ người dùng từ dòng cuối của X-Forwarded-For."
)
_https = env.flag("TINHSO_HTTPS", False, "Người dùng vào bằng HTTPS (sau máy chủ trước); bật cookie an toàn và HSTS.")


def _secret() -> str:
    """The signing secret of sessions, made at first start beside the other keys, never in the repository."""
    path = KEYS_DIR / "django-secret"
    KEYS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii")


SECRET_KEY = (
    env.text("TINHSO_SECRET_KEY", "", "Bí mật ký phiên; để trống thì tự tạo trong TINHSO_KEYS_DIR.") or _secret()
)

SESSION_COOKIE_NAME = "tinhso_phien"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tinhso.config.web.csrf_failure"
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 40
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# Declared here because they are read by the modules' demo siblings.
SIGNATURES_ADAPTER = env.text(
    "TINHSO_SIGNATURES_ADAPTER", "demo", "Nơi giữ khóa ký số: demo (CA thử nghiệm) hoặc pkcs11."
)
VIRUS_SCAN_ADAPTER = env.text("TINHSO_VIRUS_SCAN_ADAPTER", "demo", "Quét mã độc tệp tải lên: demo hoặc clamav.")
POPULATION_REGISTER_ADAPTER = env.text(
    "TINHSO_POPULATION_REGISTER_ADAPTER", "demo", "CSDL quốc gia về dân cư: demo (giả lập) hoặc connector (bộ nối)."
)
BUSINESS_REGISTER_ADAPTER = env.text(
    "TINHSO_BUSINESS_REGISTER_ADAPTER", "demo", "CSDL quốc gia về đăng ký doanh nghiệp: demo hoặc connector (bộ nối)."
)
CLAMAV_ADDRESS = env.text("TINHSO_CLAMAV_ADDRESS", "127.0.0.1:3310", "Địa chỉ máy quét ClamAV (clamd, TCP).")
SIGNATURES_PKCS11_MODULE = env.text("TINHSO_PKCS11_MODULE", "", "Thư viện PKCS#11 của thiết bị ký (.so).")
SIGNATURES_PKCS11_TOKEN = env.text("TINHSO_PKCS11_TOKEN", "", "Nhãn của thiết bị ký PKCS#11.")
SIGNATURES_PKCS11_PIN_FILE = env.text(
    "TINHSO_PKCS11_PIN_FILE", "", "Tệp chứa PIN của thiết bị ký, chỉ dịch vụ đọc được."
)
SIGNATURES_TSA_URL = env.text(
    "TINHSO_TSA_URL", "", "Máy chủ dấu thời gian (RFC 3161); để trống thì dùng dấu thời gian thử nghiệm."
)
SIGNATURES_REMOTE_URL = env.text(
    "TINHSO_SIGNATURES_REMOTE_URL", "", "Địa chỉ dịch vụ ký số từ xa (CSC v2); để trống thì không ký từ xa."
)
SIGNATURES_REMOTE_SECRET_FILE = env.text(
    "TINHSO_SIGNATURES_REMOTE_SECRET_FILE", "", "Tệp chứa mật khẩu của nền tảng ở dịch vụ ký số từ xa."
)
SIGNATURES_REMOTE_AT_ONCE = env.number(
    "TINHSO_SIGNATURES_REMOTE_AT_ONCE", 50, "Một lần xác nhận trên điện thoại ký được nhiều nhất bao nhiêu văn bản."
)
SIGNATURES_AGENT_PORT = env.number(
    "TINHSO_SIGNATURES_AGENT_PORT", 9797, "Cổng trên máy cán bộ mà chương trình ký USB token lắng nghe."
)
# Services do not know each other: the vault's pages ask this function whether a document is intact.
SIGNATURE_CHECK = "tinhso.services.signatures.api.verify_pdf"
