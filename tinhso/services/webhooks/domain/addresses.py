"""Where a delivery may go: https to the internet, and whatever networks the province allows by setting."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from tinhso.kernel.http import Address, Guard, is_public

_WEB = (80, 443)
_FIRST_FREE_PORT = 1024
_LONGEST = 500
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """The networks of a setting. Raises ValueError."""
    return tuple(ipaddress.ip_network(text) for text in texts)


def guard_for(url: str, allowed: tuple[Network, ...]) -> Guard:
    """Who may be called for this address. Without TLS only the allowed networks: nothing crosses the internet in clear."""
    is_plain = urlsplit(url).scheme != "https"

    def guard(address: Address) -> bool:
        return any(address in network for network in allowed) or (not is_plain and is_public(address))

    return guard


def problem(url: str, allowed: tuple[Network, ...]) -> str:
    """What is wrong with an address, in Vietnamese; "" when nothing. Where its name leads is asked at each call."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "Địa chỉ không đọc được."
    if len(url) > _LONGEST or not url.isascii() or any(c <= " " for c in url) or not parts.hostname:
        return "Địa chỉ không đọc được."
    if parts.scheme != "https" and not (parts.scheme == "http" and allowed):
        return "Địa chỉ phải bắt đầu bằng https://"
    if parts.username is not None or parts.fragment:
        return "Địa chỉ không chứa tên đăng nhập hay dấu #."
    if port is not None and port not in _WEB and port < _FIRST_FREE_PORT:
        return "Không gửi tới cổng này."
    try:
        literal = ipaddress.ip_address(parts.hostname)
    except ValueError:
        return ""
    return "" if guard_for(url, allowed)(literal) else "Địa chỉ này thuộc mạng nội bộ, không được phép gửi tới."
