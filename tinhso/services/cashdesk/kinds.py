"""The definition kind of the cash desk: how receipts are numbered and money is counted."""

from pathlib import Path

from tinhso.kernel.definitions.types import Kind

KINDS = (
    Kind(
        code="receipt_rule",
        title="Biên lai thu tiền tại quầy",
        pattern="rules/receipts/*.yaml",
        schema=Path(__file__).parent / "schemas" / "receipt_rule.json",
    ),
)
