"""The kinds of definition that payments own: ways to pay, how a bank's statement is read, and other systems' accounts."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem

# What a checksum must cover for a message to be believed.
_COVERED = ("reference", "outcome", "amount", "transaction")


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """A checksum that leaves out who, how much or whether would let anybody change it."""
    body = definition.body
    if body["adapter"] != "national_platform":
        return
    names = {**body["names"], "reference": "MaThamChieu"}
    missing = [names[one] for one in _COVERED if names[one] not in body["checksum"]["fields"]]
    if missing:
        yield definition.problem("/checksum/fields", f"Chữ ký phải bao cả {', '.join(missing)}.")


def _check_statement(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    if catalogue.find("payment_channel", definition.body["channel"]) is None:
        yield definition.problem("/channel", f"Không có cách thanh toán “{definition.body['channel']}”.")


KINDS = (
    Kind(
        code="payment_channel",
        title="Cách thanh toán trực tuyến",
        pattern="payments/channels/*.yaml",
        schema=Path(__file__).parent / "schemas" / "payment_channel.json",
        check=_check,
    ),
    Kind(
        code="payment_statement",
        title="Cách đọc sao kê ngân hàng",
        pattern="payments/statements/*.yaml",
        schema=Path(__file__).parent / "schemas" / "payment_statement.json",
        check=_check_statement,
        depends_on=("payment_channel",),
    ),
    Kind(
        code="payment_client",
        title="Hệ thống dùng cổng thanh toán",
        pattern="payments/clients/*.yaml",
        schema=Path(__file__).parent / "schemas" / "payment_client.json",
    ),
)
