"""How the platform is paid."""

from tinhso.config import environment as env

PAYMENT_SECRETS_DIR = env.path(
    "TINHSO_PAYMENT_SECRETS_DIR",
    "var/keys/payments",
    "Thư mục tệp khóa của các đơn vị thanh toán, mỗi kênh một tệp theo tên trong định nghĩa; quyền 600.",
)
