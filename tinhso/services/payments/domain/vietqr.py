"""VietQR: the payload of a QR for a transfer (EMVCo QR code for payment systems, merchant presented; NAPAS profile).

A field is two digits of id, two of length, the value. The checksum is CRC-16/CCITT-FALSE over everything before it and
the four characters "6304" themselves.
"""

from tinhso.kernel.text import bare

_NAPAS = "A000000727"
_VND, _COUNTRY = "704", "VN"
# The purpose as every bank carries it whole: letters, digits, spaces.
PURPOSE_LENGTH = 25
_TO_ACCOUNT, _TO_CARD = "QRIBFTTA", "QRIBFTTC"


def payload(
    *, bank: str, account: str, amount_vnd: int | None = None, purpose: str = "", bill: str = "", to_card: bool = False
) -> str:
    """The text of the QR. With an amount it is dynamic: the payer's application fixes amount and purpose.

    Raises ValueError for what no QR can carry.
    """
    if not (bank.isascii() and bank.isdigit() and len(bank) == 6):
        raise ValueError("a bank is six digits")
    if not (account.isascii() and account.isalnum() and 0 < len(account) <= 19):
        raise ValueError("an account is up to 19 letters and digits")
    if amount_vnd is not None and not 0 < amount_vnd < 10**13:
        raise ValueError("an amount is whole đồng, up to 13 digits")
    receiver = _field("00", bank) + _field("01", account)
    service = _TO_CARD if to_card else _TO_ACCOUNT
    more = (_field("01", bill) if bill else "") + (_field("08", purpose) if purpose else "")
    text = (
        _field("00", "01")
        + _field("01", "11" if amount_vnd is None else "12")
        + _field("38", _field("00", _NAPAS) + _field("01", receiver) + _field("02", service))
        + _field("53", _VND)
        + (_field("54", str(amount_vnd)) if amount_vnd is not None else "")
        + _field("58", _COUNTRY)
        + (_field("62", more) if more else "")
        + "6304"
    )
    return f"{text}{crc(text):04X}"


def _field(name: str, value: str) -> str:
    if not value.isascii() or len(value) > 99:
        raise ValueError(f"field {name} does not hold {value[:30]!r}")
    return f"{name}{len(value):02d}{value}"


def crc(text: str) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, initial 0xFFFF, nothing reflected."""
    value = 0xFFFF
    for byte in text.encode("ascii"):
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value


def purpose_of(reference: str, words: str) -> str:
    """The purpose: the reference first, so that it is never cut off, then what fits of the words, without marks."""
    kept = "".join(c for c in bare(words) if c.isascii() and (c.isalnum() or c == " "))
    return f"{reference} {kept}"[:PURPOSE_LENGTH].strip()
