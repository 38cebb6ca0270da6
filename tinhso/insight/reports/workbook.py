"""The sheet as a workbook for spreadsheets (.xlsx): the official layout with its groups, and the annex on a page of its own.

Every text is written as text: a title that begins like a formula is none.
"""

import io
from itertools import groupby

import xlsxwriter

from tinhso.insight.reports.types import Sheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD_ROWS = 4


def workbook_of(sheet: Sheet, *, place: str, period_words: str, copy_words: str) -> bytes:
    """The file, made in memory; the same figures as the page and the paper."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        _figures(book, sheet, (sheet.title, f"{sheet.form}. {place}", f"{period_words}; {copy_words}"))
        if sheet.annex:
            _annex(book, sheet)
    return out.getvalue()


def _figures(book: xlsxwriter.Workbook, sheet: Sheet, head: tuple[str, ...]) -> None:
    page = book.add_worksheet("Biểu")
    bold, title = book.add_format({"bold": True}), _title(book)
    for row, words in enumerate(head):
        page.write_string(row, 0, words, bold)
    page.merge_range(_HEAD_ROWS, 0, _HEAD_ROWS + 1, 0, "Lĩnh vực", title)
    at = 1
    for group, columns in groupby(sheet.columns, lambda one: one.group):
        width = len(list(columns))
        if width > 1:
            page.merge_range(_HEAD_ROWS, at, _HEAD_ROWS, at + width - 1, group, title)
        else:
            page.write_string(_HEAD_ROWS, at, group, title)
        at += width
    for place, column in enumerate(sheet.columns, 1):
        page.write_string(_HEAD_ROWS + 1, place, column.title, title)
    row = _HEAD_ROWS + 2
    for field, numbers in sheet.rows.items():
        page.write_string(row, 0, sheet.titles.get(field, field))
        for place, column in enumerate(sheet.columns, 1):
            page.write_number(row, place, numbers[column.code])
        row += 1
    page.write_string(row, 0, "Tổng cộng", bold)
    for place, column in enumerate(sheet.columns, 1):
        page.write_number(row, place, sheet.total[column.code], bold)
    page.set_column(0, 0, 36)
    page.set_column(1, len(sheet.columns), 12)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.freeze_panes(_HEAD_ROWS + 2, 1)


def _annex(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet("Phụ lục")
    page.write_string(0, 0, sheet.annex_title, book.add_format({"bold": True}))
    for place, words in enumerate(("Lĩnh vực", "Nguyên nhân", "Số hồ sơ")):
        page.write_string(1, place, words, _title(book))
    for row, one in enumerate(sheet.annex, 2):
        page.write_string(row, 0, sheet.titles.get(one.field, one.field))
        page.write_string(row, 1, one.cause)
        page.write_number(row, 2, one.number)
    page.set_column(0, 1, 40)


def _title(book: xlsxwriter.Workbook) -> object:
    return book.add_format({"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1})
