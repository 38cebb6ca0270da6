"""How the keys of figures are called on screens."""

from collections.abc import Iterable, Mapping
from typing import Any

from tinhso.casework.dossiers.types import FilingChannel
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.insight.warehouse.types import Dimension, Selection

DIMENSIONS: Mapping[Dimension, str] = {
    Dimension.OWNER: "Cơ quan giải quyết",
    Dimension.RECEIVING: "Nơi tiếp nhận",
    Dimension.FIELD: "Lĩnh vực",
    Dimension.PROCEDURE: "Thủ tục",
    Dimension.CHANNEL: "Hình thức nộp",
    Dimension.APPLICANT: "Người nộp",
    Dimension.CAUSE: "Quá hạn do ai",
    Dimension.LATE_AGENCY: "Cơ quan được hỏi làm quá hạn",
    Dimension.STEP: "Bước",
    Dimension.AGENCY: "Nơi làm bước",
    Dimension.OFFICER: "Cán bộ",
}
_APPLICANTS = {
    "person": "Cá nhân",
    "organisation": "Tổ chức, doanh nghiệp",
    "agency": "Cơ quan nhà nước",
    "": "Không rõ",
}
CAUSES = {
    "owner": "Cơ quan giải quyết",
    "asked_agency": "Cơ quan phối hợp",
    "applicant": "Người đề nghị",
    "": "Không quá hạn, hoặc đang giải quyết",
}
_AGENCIES = (Dimension.OWNER, Dimension.RECEIVING, Dimension.AGENCY, Dimension.LATE_AGENCY)


def names_of(dimension: Dimension, keys: Iterable[Any], selection: Selection) -> dict[Any, str]:
    """Key → how it is called; a key that nobody knows any more is called by itself."""
    wanted = list(dict.fromkeys(keys))
    if dimension in _AGENCIES:
        on = selection.last if selection.as_then else None
        return {one: identity.get_agency(one, on=on).name if one else "–" for one in wanted}
    match dimension:
        case Dimension.FIELD:
            titles = field_titles()
            return {one: titles.get(one, str(one)) for one in wanted}
        case Dimension.PROCEDURE:
            return {one: _procedure(str(one)) for one in wanted}
        case Dimension.CHANNEL:
            return {one: FilingChannel(one).words for one in wanted}
        case Dimension.APPLICANT:
            return {one: _APPLICANTS.get(one, str(one)) for one in wanted}
        case Dimension.CAUSE:
            return {one: CAUSES.get(one, str(one)) for one in wanted}
        case Dimension.OFFICER:
            names = identity.person_names([one for one in wanted if one])
            return {one: names.get(one, "Hệ thống") if one else "Hệ thống" for one in wanted}
    return {one: str(one) for one in wanted}


def field_titles() -> dict[str, str]:
    """Field code → title, as the procedures in force call their field."""
    bodies = (version.body for version in definitions.list_current("procedure"))
    return {body["field"]["code"]: body["field"]["title"] for body in bodies if "field" in body}


def _procedure(code: str) -> str:
    found = definitions.find("procedure", code)
    return f"{found.title} ({code})" if found else code
