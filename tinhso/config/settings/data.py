"""Where data rests: database, files, keys; and the queue of background work."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tinhso.config import environment as env

VAR_DIR = env.path("TINHSO_VAR_DIR", "var", "Thư mục dữ liệu của máy này: cơ sở dữ liệu SQLite, tệp, bản xuất.")
# Who moves the data of a machine moves all of it, keys too: an instance never works with another one's keys unasked.
KEYS_DIR = env.path(
    "TINHSO_KEYS_DIR",
    "var/keys",
    "Thư mục khóa mã hóa và khóa ký (mặc định: keys trong TINHSO_VAR_DIR); đặt ngoài nơi sao lưu cơ sở dữ liệu.",
    inside=VAR_DIR,
)
FILES_DIR = env.path(
    "TINHSO_FILES_DIR",
    "var/files",
    "Thư mục tệp hồ sơ, đặt tên theo SHA-256 (mặc định: files trong TINHSO_VAR_DIR).",
    inside=VAR_DIR,
)
DEFINITIONS_DIR = env.path("TINHSO_DEFINITIONS_DIR", "definitions", "Thư mục định nghĩa của tỉnh.")
CORPUS_DIR = env.text("TINHSO_CORPUS", "", "Thư mục dữ liệu thật dùng cho kiểm thử nhập thủ tục (không bắt buộc).")
DATABASE_URL = env.text(
    "TINHSO_DATABASE_URL",
    "sqlite:///tinhso.sqlite3",
    "Cơ sở dữ liệu: sqlite:///tệp (trong TINHSO_VAR_DIR) hoặc postgresql://người:mật-khẩu@máy:cổng/tên?host=/thư-mục-socket.",
)


def database(url: str) -> dict[str, Any]:
    """Django's settings for one database address. Raises SystemExit for an unknown scheme."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        name = parts.path.removeprefix("/")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(VAR_DIR / name),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-64000;PRAGMA temp_store=MEMORY;",
            },
            # Opening the file anew costs more than most requests: registering functions, four statements of set-up.
            "CONN_MAX_AGE": 600,
        }
    if parts.scheme in {"postgres", "postgresql"}:
        query = parse_qs(parts.query)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.removeprefix("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or query.get("host", [""])[0],
            "PORT": str(parts.port or query.get("port", [""])[0]),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
        }
    raise SystemExit(f"TINHSO_DATABASE_URL: không hiểu “{parts.scheme}”, dùng sqlite hoặc postgresql.")


DATABASES = {"default": database(DATABASE_URL)}
VAR_DIR.mkdir(parents=True, exist_ok=True)

Q_CLUSTER = {
    "name": "tinhso",
    "orm": "default",
    "workers": env.number("TINHSO_WORKERS", 1, "Số tiến trình chạy việc nền."),
    "timeout": 120,
    "retry": 180,
    "max_attempts": 10,
    "ack_failures": False,
    "poll": 0.5,
    # How soon a worker that died is replaced.
    "guard_cycle": 2,
    # Where the cluster tells how it is, twice a second if it may; nobody asks, so it is not written down.
    "cache": "nowhere",
    "bulk": 1,
    "catch_up": False,
    "save_limit": 1000,
    "label": "Việc nền",
}
