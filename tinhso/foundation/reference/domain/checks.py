"""What is wrong with a definition of reference data beyond its schema: (JSON pointer, sentence) pairs."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from tinhso.foundation.reference.domain.calendars import calendar_from
from tinhso.foundation.reference.domain.unit_sets import unit_codes, units_of

Body = Mapping[str, Any]
Wrong = Iterator[tuple[str, str]]


def wrong_units(body: Body, others: Collection[Body]) -> Wrong:
    """Names begin with what the unit is; codes are single; a successor stands in some set of units (`others`)."""
    try:
        units = list(units_of(body, valid_from=date.min, valid_to=None))
    except ValueError as wrong:
        yield "/province", str(wrong)
        return
    for code, times in Counter(unit.code for unit in units).items():
        if times > 1:
            yield "/districts", f"mã {code} được dùng cho {times} đơn vị"
    if not body.get("successors"):
        return
    own = {unit.code for unit in units}
    known = {code for other in others for code in unit_codes(other)}
    for code, successors in body["successors"].items():
        if code not in own:
            yield f"/successors/{code}", f"mã {code} không có trong tệp này"
        for successor in successors:
            if successor not in known:
                yield f"/successors/{code}", f"không có đơn vị kế thừa mã {successor}"


def wrong_calendar(body: Body, base: Body | None, others: Collection[Body]) -> Wrong:
    """Hours hold, what it extends is there and extends nothing itself, one calendar is the default."""
    if "extends" in body and (base is None or "extends" in base):
        yield "/extends", f"không có lịch gốc “{body['extends']}” để mở rộng"
        return
    defaults = {other["code"] for other in others if other.get("default")}
    if body.get("default") and len(defaults) > 1:
        yield "/default", f"nhiều lịch cùng là mặc định: {', '.join(sorted(defaults))}"
    try:
        calendar = calendar_from(body, base)
        first, last = calendar.known or (2000, 2000)
        for year in range(first, last + 1):
            calendar.is_working(date(year, 1, 1))
    except ValueError as wrong:
        yield "/hours", f"lịch không dùng được: {wrong}"


def wrong_code_list(body: Body) -> Wrong:
    """Codes are single and a parent is an entry of the same list."""
    codes = Counter(entry["code"] for entry in body["entries"])
    for index, entry in enumerate(body["entries"]):
        if codes[entry["code"]] > 1:
            yield f"/entries/{index}/code", f"mã {entry['code']} lặp lại"
        if entry.get("parent") is not None and entry["parent"] not in codes:
            yield f"/entries/{index}/parent", f"không có mục cha {entry['parent']}"
