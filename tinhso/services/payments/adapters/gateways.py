"""Which adapter speaks for a channel."""

from collections.abc import Callable, Mapping

from tinhso.services.payments.adapters.bank_gateway import BankGateway
from tinhso.services.payments.adapters.national_platform import NationalPlatform
from tinhso.services.payments.adapters.vietqr import VietQr
from tinhso.services.payments.types import Channel, Gateway

ADAPTERS: Mapping[str, Callable[[Channel], Gateway]] = {
    "bank_gateway": BankGateway,
    "national_platform": NationalPlatform,
    "vietqr": VietQr,
}


def gateway_of(channel: Channel) -> Gateway:
    """The partner of the channel, as its definition describes it now."""
    return ADAPTERS[channel.adapter](channel)
