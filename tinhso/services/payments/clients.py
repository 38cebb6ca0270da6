"""What a client of the gateway may: the accounts and addresses of its definition, its own orders."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.errors import NoDefinition
from tinhso.services.payments import queries
from tinhso.services.payments.errors import NoOrder, WrongOrder
from tinhso.services.payments.models import OrderRow
from tinhso.services.payments.types import Beneficiary, Order

KIND = "payment_client"


def definition_of(client: str) -> Mapping[str, Any]:
    """Raises WrongOrder: the province has not yet said where this client's money goes."""
    try:
        return definitions.get(KIND, client).body
    except NoDefinition:
        raise WrongOrder("Tỉnh chưa có định nghĩa payment_client cho hệ thống này.") from None


def accounts_of(client: str) -> Mapping[str, Beneficiary]:
    """The accounts that the client may collect to, by code. Raises WrongOrder."""
    listed = definition_of(client)["accounts"]
    return {one["code"]: Beneficiary(bank=one["bank"], account=one["account"], holder=one["holder"]) for one in listed}


def account(accounts: Mapping[str, Beneficiary], code: str, line: int) -> Beneficiary:
    """Raises WrongOrder by the place of the line."""
    if code not in accounts:
        words = f"Hệ thống này không thu về tài khoản “{code}”."
        raise WrongOrder("Khoản thanh toán chưa đúng.", fields={f"/lines/{line}/account": words})
    return accounts[code]


def allowed_return(client: str, url: str) -> str:
    """The address, when it begins with one of the definition. Raises WrongOrder: a payer is sent nowhere else."""
    if url and not any(url.startswith(one) for one in definition_of(client).get("returns", ())):
        words = "Địa chỉ quay về không nằm trong định nghĩa."
        raise WrongOrder("Khoản thanh toán chưa đúng.", fields={"/return_url": words})
    return url


def order_of_client(order_id: UUID, client: str) -> Order:
    """The client's own order; another's is none. Raises NoOrder."""
    row = queries.order_row(order_id)
    if row.client != client:
        raise NoOrder
    return queries.as_order(row)


def has_key(client: str, key: str) -> bool:
    """Whether the client has made an order with this idempotency key."""
    return OrderRow.objects.filter(client=client, idempotency_key=key).exists()
