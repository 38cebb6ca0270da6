"""The state of an issued result in Vietnamese sentences, for officers, holders and whoever checks the paper."""

from datetime import date

from tinhso.services.registers.types import ChangeKind, Decree, EntryState

_VERBS = {
    ChangeKind.RENEWED: "Gia hạn",
    ChangeKind.AMENDED: "Sửa đổi, đính chính",
    ChangeKind.REVOKED: "Thu hồi",
    ChangeKind.REPLACED: "Cấp lại, thay bằng bản khác",
    ChangeKind.EXTRACTED: "Cấp bản trích",
}


def state_on_day(stored: str, valid_to: date | None, day: date) -> EntryState:
    """The stored state, or expired when the last day of validity is past."""
    state = EntryState(stored)
    if state is EntryState.IN_FORCE and valid_to is not None and valid_to < day:
        return EntryState.EXPIRED
    return state


def state_in_words(
    state: EntryState, *, valid_to: date | None, ended_on: date | None, decree: Decree | None, is_handed_over: bool
) -> str:
    """Whether the paper counts. `decree` is the one that revoked or replaced it."""
    match state:
        case EntryState.REVOKED:
            return f"Giấy tờ đã bị thu hồi, không còn giá trị{_since(ended_on)}{_by(decree)}"
        case EntryState.REPLACED:
            return f"Giấy tờ đã được thay bằng bản khác, không còn giá trị{_since(ended_on)}{_by(decree)}"
        case EntryState.EXPIRED:
            return f"Giấy tờ đã hết hiệu lực sau ngày {valid_to:%d/%m/%Y}."
        case EntryState.IN_FORCE:
            until = f" đến hết ngày {valid_to:%d/%m/%Y}" if valid_to else ""
            if is_handed_over:
                return f"Giấy tờ đang có hiệu lực{until}."
            return f"Giấy tờ đã ký, đã cấp số, chưa trả cho người nhận; có hiệu lực{until or ' từ ngày cấp'}."


def change_in_words(kind: ChangeKind, *, effective_on: date, decree: Decree | None, valid_to: date | None) -> str:
    """One line of the history: "Gia hạn đến hết ngày …, từ ngày … theo Quyết định số … . Lý do: …"."""
    if kind is ChangeKind.HANDED_OVER:
        return f"Trả kết quả ngày {effective_on:%d/%m/%Y}."
    until = f" đến hết ngày {valid_to:%d/%m/%Y}" if kind is ChangeKind.RENEWED and valid_to else ""
    return f"{_VERBS[kind]}{until}{_since(effective_on)}{_by(decree)}"


def _since(day: date | None) -> str:
    return f" từ ngày {day:%d/%m/%Y}" if day else ""


def _by(decree: Decree | None) -> str:
    if decree is None:
        return "."
    return f", theo văn bản số {decree.number} ngày {decree.decided_on:%d/%m/%Y}. Lý do: {decree.reason.rstrip('.')}."
