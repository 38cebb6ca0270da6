"""Words of the national portal's pages: how a channel, a unit, a level is written there, and what is page furniture."""

import re

from tinhso.engines.procedures.types import CHANNEL_TITLES

NOTHING_SAID = frozenset({"", "không có thông tin", "--", "-", "không có thông tin."})

CHANNELS = {title: code for code, title in CHANNEL_TITLES.items()}

UNITS = {
    "ngày làm việc": "working_days",
    "ngày": "calendar_days",
    "giờ làm việc": "hours",
    "giờ": "hours",
    "tháng": "months",
}

LEVELS = {
    "cấp bộ": "ministry",
    "cấp tỉnh": "province",
    "cấp huyện": "district",
    "cấp xã": "commune",
    "cơ quan khác": "other",
}

SUBJECTS = {
    "công dân việt nam": "citizen",
    "người việt nam định cư ở nước ngoài": "overseas_vietnamese",
    "người nước ngoài": "foreigner",
    "cán bộ, công chức, viên chức": "officer",
    "doanh nghiệp": "enterprise",
    "doanh nghiệp việt nam": "enterprise",
    "doanh nghiệp có vốn đầu tư nước ngoài": "foreign_enterprise",
    "tổ chức (không bao gồm doanh nghiệp, htx)": "organisation",
    "tổ chức nước ngoài": "foreign_organisation",
    "hợp tác xã": "cooperative",
    "đảng viên": "party_member",
    "tổ chức đảng": "party_organisation",
}

_FURNITURE = re.compile(r"Từ khóa(?P<keywords>.*?)Mô tả(?P<description>.*?)(?:Chọn cơ quan thực hiện.*)?\Z", re.DOTALL)
_BUTTONS = re.compile(r"(?:Chọn cơ quan thực hiện.*|Nộp hồ sơ)\Z", re.DOTALL)


def said(text: str) -> str | None:
    """The text without blanks around it, or None when the page only says that there is nothing."""
    stripped = text.strip()
    return None if stripped.lower() in NOTHING_SAID else stripped


def strip_furniture(text: str) -> tuple[str, str | None, str | None]:
    """(the text itself, keywords, description): takes off what the page shows after its last table."""
    found = _FURNITURE.search(text)
    if found is None:
        return _BUTTONS.sub("", text), None, None
    return text[: found.start()], said(found["keywords"]), said(found["description"])


def split_list(text: str) -> list[str]:
    """Splits at commas and semicolons that are not inside brackets."""
    parts: list[str] = []
    depth = 0
    start = 0
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")" and depth > 0)
        if character in ",;" and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def read_coded_list(text: str, words: dict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(codes, words not understood) of a comma list whose words may hold commas themselves."""
    codes: list[str] = []
    unknown: list[str] = []
    rest = split_list(text)
    while rest:
        for length in range(min(4, len(rest)), 0, -1):
            phrase = ", ".join(rest[:length]).lower()
            if phrase in words:
                if words[phrase] not in codes:
                    codes.append(words[phrase])
                del rest[:length]
                break
        else:
            unknown.append(rest.pop(0))
    return tuple(codes), tuple(unknown)
