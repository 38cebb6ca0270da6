"""Requests, templates, languages, static files, logging."""

from tinhso.config import environment as env
from tinhso.config.environment import ROOT
from tinhso.config.settings.security import DEMO

ROOT_URLCONF = "tinhso.config.urls"
WSGI_APPLICATION = "tinhso.config.wsgi.application"
PUBLIC_ADDRESS = env.text(
    "TINHSO_PUBLIC_ADDRESS", "http://localhost:8000", "Địa chỉ người dân thấy; in trong mã QR và thư."
)
PROVINCE_CODE = env.text(
    "TINHSO_PROVINCE", "", "Mã tỉnh của Tổng cục Thống kê; để trống thì lấy theo định nghĩa cây cơ quan."
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS]

MIDDLEWARE = [
    "tinhso.config.web.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tinhso.foundation.ui.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tinhso.foundation.identity.middleware.ActorMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

API_CALLS_PER_MINUTE = env.number(
    "TINHSO_API_CALLS_PER_MINUTE",
    600,
    "Số lần gọi API mỗi phút của một hệ thống không có giới hạn riêng, của một địa chỉ gọi không khóa.",
)
WEBHOOK_NETWORKS = env.words(
    "TINHSO_WEBHOOK_NETWORKS",
    "127.0.0.0/8,::1/128" if DEMO else "",
    "Mạng nội bộ (CIDR, cách nhau dấu phẩy) được phép nhận sự kiện, cả qua http; ngoài ra chỉ gửi https ra Internet.",
)
API_KEY_DAYS = env.number("TINHSO_API_KEY_DAYS", 365, "Số ngày một khóa gọi API còn dùng được.")
API_ANSWERS_KEPT_HOURS = env.number(
    "TINHSO_API_ANSWERS_KEPT_HOURS", 48, "Số giờ giữ câu trả lời cho yêu cầu gửi lại cùng Idempotency-Key."
)

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
DATE_FORMAT = "d/m/Y"

STATIC_URL = "/static/"
STATIC_ROOT = env.path("TINHSO_STATIC_DIR", "build/static", "Nơi gom tệp giao diện (CSS, phông chữ, JS).")
ASSETS_DIR = ROOT / "build" / "assets"
STATICFILES_DIRS = [ASSETS_DIR] if ASSETS_DIR.is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Counters of attempts must be seen by every process, so the cache is the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What the queue's cluster would keep of itself (Q_CLUSTER).
    "nowhere": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

EMAIL_BACKEND = (
    "django.core.mail.backends.console.EmailBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["stderr"],
        "level": env.text("TINHSO_LOG_LEVEL", "WARNING", "Mức nhật ký: DEBUG, INFO, WARNING, ERROR."),
    },
    # It warns at every signature that nothing is fetched; the signer hands it the authorities' lists of the moment.
    "loggers": {"pyhanko.sign.signers.pdf_signer": {"level": "ERROR"}},
}
