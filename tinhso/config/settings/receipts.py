"""Which provider issues electronic receipts."""

from tinhso.config import environment as env

ERECEIPTS_ADAPTER = env.text("TINHSO_ERECEIPTS_ADAPTER", "demo", "Nhà cung cấp biên lai điện tử: demo (ghi vào tệp).")
