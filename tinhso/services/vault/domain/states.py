"""Whether a document is in force on a day, and how that is said."""

from datetime import date

from tinhso.services.vault.types import ItemState


def state_on_day(stored: str, valid_to: date | None, day: date) -> ItemState:
    """The stored state, or expired when the last day of validity is past."""
    state = ItemState(stored)
    if state is ItemState.VALID and valid_to is not None and valid_to < day:
        return ItemState.EXPIRED
    return state


def in_words(state: ItemState, *, valid_to: date | None, changed_on: date | None, note: str = "") -> str:
    """What holder and public read: `note` itself where the register gave the sentence, else one made here."""
    if note:
        return note
    until = f"{valid_to:%d/%m/%Y}" if valid_to else ""
    since = f" từ ngày {changed_on:%d/%m/%Y}" if changed_on else ""
    match state:
        case ItemState.VALID:
            return f"Giấy tờ đang có hiệu lực đến hết ngày {until}." if until else "Giấy tờ đang có hiệu lực."
        case ItemState.EXPIRED:
            return f"Giấy tờ đã hết hiệu lực sau ngày {until}."
        case ItemState.REVOKED:
            return f"Giấy tờ đã bị thu hồi, không còn giá trị{since}."
        case ItemState.SUPERSEDED:
            return f"Giấy tờ đã được thay bằng bản khác{since}."
