"""A score as data: what a frozen month keeps, what programs download. No personal data."""

from collections.abc import Iterable, Mapping
from typing import Any

from tinhso.insight.scorecards.domain import plain
from tinhso.insight.scorecards.types import Card, Score

COLUMNS = (
    "month", "agency_code", "agency_name", "group", "item", "title", "title_en", "max_points", "points", "numerator", "denominator",
    "corrected", "standing",
)  # fmt: skip
# JSON Schema of what is downloaded; published beside it.
SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Điểm của bộ chỉ số theo cơ quan và tháng",
    "type": "object",
    "required": ["scorecard", "month", "licence", "as_of", "frozen", "rows"],
    "properties": {
        "scorecard": {"type": "string", "description": "Mã bộ chỉ số"},
        "title": {"type": "string"},
        "month": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
        "licence": {"type": "string"},
        "licence_url": {"type": "string"},
        "as_of": {"type": "string", "description": "Lúc tính (ISO 8601)"},
        "frozen": {"type": "boolean", "description": "Đã chốt; chưa chốt thì còn thay đổi"},
        "doubt": {"type": "string", "description": "Điều chưa chắc của bộ chỉ số"},
        "rows": {
            "type": "array",
            "items": {
                "type": "object",
                "required": list(COLUMNS),
                "properties": {
                    "month": {"type": "string"},
                    "agency_code": {"type": "string", "description": "Mã định danh điện tử; rỗng là toàn tỉnh"},
                    "agency_name": {"type": "string"},
                    "group": {"type": "string"},
                    "item": {"type": "string"},
                    "title": {"type": "string"},
                    "title_en": {"type": "string", "description": "Tên tiếng Anh; rỗng khi chưa có"},
                    "max_points": {"type": "string"},
                    "points": {"type": "string", "description": "Rỗng khi chưa có nguồn hoặc chưa phát sinh"},
                    "numerator": {"type": "integer"},
                    "denominator": {"type": "integer"},
                    "corrected": {
                        "type": "integer",
                        "description": "Số trường hợp được sửa sau khi cơ quan đề nghị xem lại",
                    },
                    "standing": {"enum": ["counted", "empty", "no_source"]},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def body_of(score: Score) -> dict[str, Any]:
    """What a frozen month keeps of a score: numbers, points, and what the total is out of."""
    return {
        "points": plain(score.points),
        "out_of": plain(score.out_of),
        "complete": score.is_complete,
        "band": score.band,
        "items": {
            one.item.code: {
                "of": one.numbers.of,
                "good": one.numbers.good,
                "corrected": one.numbers.corrected,
                "points": plain(one.points),
                "standing": one.standing.value,
            }
            for one in score.lines
        },
    }


def rows_of(
    card: Card, month: str, agency_code: str, agency_name: str, body: Mapping[str, Any]
) -> Iterable[dict[str, Any]]:
    """The lines of one agency for download; `body` as `body_of` makes it."""
    for group in card.groups:
        for item in group.items:
            found = body["items"].get(item.code)
            if found is None:
                continue
            yield {
                "month": month,
                "agency_code": agency_code,
                "agency_name": agency_name,
                "group": group.code,
                "item": item.code,
                "title": item.title,
                "title_en": item.title_en,
                "max_points": plain(item.points),
                "points": found["points"] if found["standing"] == "counted" else "",
                "numerator": found["good"],
                "denominator": found["of"],
                "corrected": found["corrected"],
                "standing": found["standing"],
            }
