"""Pure rules of the book: what a line may say and what it costs."""

from tinhso.kernel.text import clean
from tinhso.services.copybook.types import FeeRule, LineInput

LONGEST_TITLE, LONGEST_REASON, MOST_PAGES, MOST_COPIES = 200, 300, 500, 200


def fee_of(line: LineInput, rule: FeeRule) -> int:
    """Đồng for all copies of one original: counted by page and copy, each copy never more than the most."""
    first = min(line.pages, rule.first_pages)
    one = first * rule.first_vnd + (line.pages - first) * rule.further_vnd
    return min(one, rule.most_vnd) * line.copies


def wrong_in(line: LineInput) -> dict[str, str]:
    """What is wrong with a line, by field."""
    wrong = {}
    if not clean(line.title):
        wrong["/title"] = "Ghi tên giấy tờ, ví dụ “Bằng tốt nghiệp”."
    elif len(clean(line.title)) > LONGEST_TITLE:
        wrong["/title"] = f"Tên giấy tờ không quá {LONGEST_TITLE} chữ."
    if not 1 <= line.pages <= MOST_PAGES:
        wrong["/pages"] = f"Số trang từ 1 đến {MOST_PAGES}."
    if not 1 <= line.copies <= MOST_COPIES:
        wrong["/copies"] = f"Số bản từ 1 đến {MOST_COPIES}."
    return wrong
