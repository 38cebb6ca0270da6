"""What the rules of a form found wrong, in the reader's language.

The rules are pure and speak Vietnamese; a sentence with a number or a name in it is known here by its shape.
"""

import re
from collections.abc import Mapping
from functools import cache

from django.utils.translation import get_language, gettext, gettext_noop

_SHAPES = (
    gettext_noop("Dòng %(number)s, %(label)s: %(problem)s"),
    gettext_noop("Dòng %(number)s: có %(cells)s cột, danh sách này có %(columns)s cột."),
    gettext_noop("Danh sách có %(lines)s dòng, chỉ thêm được %(room)s mục nữa."),
    gettext_noop("Còn %(count)s chỗ nữa chưa đúng."),
    gettext_noop("Hãy nhập: %(label)s"),
    gettext_noop("Hãy chọn: %(label)s"),
    gettext_noop("Hãy chọn tỉnh, xã và ghi số nhà, đường hoặc thôn: %(label)s"),
    gettext_noop("Dài quá: nhiều nhất %(most)s ký tự, đang có %(now)s."),
    gettext_noop("Số nhỏ quá: ít nhất là %(least)s."),
    gettext_noop("Số lớn quá: nhiều nhất là %(most)s."),
    gettext_noop("Hãy thêm ít nhất %(least)s."),
    gettext_noop("Chỉ thêm được nhiều nhất %(most)s."),
    gettext_noop("Ngày còn thiếu %(parts)s."),
    gettext_noop("Năm phải có 4 chữ số, từ %(first)s đến %(last)s."),
    gettext_noop("Không có ngày %(day)s."),
    gettext_noop("Số định danh cá nhân phải có 12 chữ số, bạn đã nhập %(count)s."),
    gettext_noop("Số định danh cho biết năm sinh %(told)s, nhưng ngày sinh đã khai là năm %(typed)s."),
    gettext_noop("Không nhận tệp “%(name)s”: %(reason)s"),
    gettext_noop("“%(title)s” nhận nhiều nhất %(most)s tệp."),
    gettext_noop("tệp lớn hơn %(most)s MB."),
    gettext_noop("tệp lớn %(size)s, nhiều nhất được %(most)s."),
    gettext_noop("đây là %(what)s; chỉ nhận %(taken)s."),
    gettext_noop("mỗi lần tải lên nhiều nhất %(most)s MB; hãy tải làm nhiều lần."),
)
_PLAIN = (
    gettext_noop("Dán ít nhất một dòng, mỗi dòng một mục."),
    gettext_noop("Hãy chọn một mục trong danh sách."),
    gettext_noop("Hãy chọn một trong các câu trả lời."),
    gettext_noop("Hãy chọn Có hoặc Không."),
    gettext_noop("Không có xã, phường mang mã này; hãy chọn lại trong danh sách."),
    gettext_noop("Xã, phường đã chọn không thuộc tỉnh, thành phố đã chọn; hãy chọn lại."),
    gettext_noop("Ngày này phải là hôm nay hoặc trong quá khứ."),
    gettext_noop("Ngày này phải là hôm nay hoặc trong tương lai."),
    gettext_noop("Ngày, tháng, năm chỉ gồm chữ số, ví dụ 21, 11, 2026."),
    gettext_noop("Tháng phải từ 1 đến 12."),
    gettext_noop("Họ tên dài quá 100 ký tự."),
    gettext_noop("Họ tên chỉ gồm chữ cái và dấu cách, không có chữ số hay ký hiệu."),
    gettext_noop("Họ tên phải có chữ cái."),
    gettext_noop("Hãy nhập số nguyên, ví dụ 12 hoặc 1.200."),
    gettext_noop("Hãy nhập số tiền bằng đồng, chỉ gồm chữ số, ví dụ 1.500.000."),
    gettext_noop("Số tiền không được âm."),
    gettext_noop("Hãy nhập một số, phần thập phân sau dấu phẩy, ví dụ 12,5."),
    gettext_noop("Hãy nhập một số."),
    gettext_noop("Giờ viết dạng 7:30 hoặc 16:05."),
    gettext_noop("Số định danh cá nhân chỉ gồm chữ số, ví dụ 079203001234."),
    gettext_noop("Số định danh cá nhân không bắt đầu bằng 000. Hãy xem lại thẻ căn cước."),
    gettext_noop("Số định danh cá nhân này chưa thể được cấp: năm sinh trong số ở tương lai."),
    gettext_noop("Chữ số thứ tư của số định danh không khớp với giới tính đã khai."),
    gettext_noop("Số chứng minh nhân dân cũ phải có đúng 9 chữ số."),
    gettext_noop("Số hộ chiếu gồm 5 đến 20 chữ cái và chữ số, không dấu, ví dụ C1234567."),
    gettext_noop("Mã số thuế có 10 chữ số, 13 chữ số (chi nhánh) hoặc 12 chữ số (cá nhân)."),
    gettext_noop("Mã số thuế không đúng: chữ số kiểm tra không khớp. Hãy xem lại từng chữ số."),
    gettext_noop(
        "Số điện thoại chưa đúng. Số di động có 10 chữ số, ví dụ 0912345678; số nước ngoài bắt đầu bằng dấu +."
    ),
    gettext_noop("Địa chỉ thư điện tử chưa đúng, ví dụ ten@example.vn."),
    gettext_noop("Địa chỉ thư điện tử dài quá."),
    gettext_noop("Chưa đúng dạng."),
    gettext_noop("Giá trị này không hợp lệ."),
    gettext_noop("Chưa đủ."),
    gettext_noop("Hãy chọn tệp hoặc chụp ảnh trước khi bấm Tải lên."),
    gettext_noop("tệp trống, không có dữ liệu."),
    gettext_noop("tệp chứa một tệp khác giấu bên trong; hãy chụp hoặc lưu lại."),
    gettext_noop("ngày"),
    gettext_noop("tháng"),
    gettext_noop("năm"),
)
# Parts of a sentence that are themselves words of ours.
_INNER = {"reason", "parts", "name"}


def told(sentence: str) -> str:
    """The sentence in the reader's language; one that is not known here stays Vietnamese."""
    if (get_language() or "vi").startswith("vi"):
        return sentence
    plain = gettext(sentence) if sentence else ""
    if plain != sentence:
        return plain
    for shape, pattern in _patterns():
        found = pattern.fullmatch(sentence)
        if found is not None:
            return gettext(shape) % {name: _part(name, text) for name, text in found.groupdict().items()}
    return sentence


def all_told(errors: Mapping[str, str]) -> dict[str, str]:
    """Every sentence by its box, in the reader's language."""
    return {box: told(sentence) for box, sentence in errors.items()}


def _part(name: str, text: str) -> str:
    """A piece of a sentence: a whole sentence of ours, words of ours, or a name as it is."""
    if name == "problem":
        return told(text)
    return _inner(text) if name in _INNER else text


def _inner(text: str) -> str:
    joined = [told(part) for part in text.split(" và ")]
    return gettext(" và ").join(joined)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each shape with the expression that finds it; the more exact ones stand first."""
    made = [(shape, re.compile(re.sub(r"%\\\((\w+)\\\)s|%\((\w+)\)s", _group, re.escape(shape)))) for shape in _SHAPES]
    return tuple(sorted(made, key=lambda pair: -len(pair[0])))


def _group(found: re.Match[str]) -> str:
    return f"(?P<{found.group(1) or found.group(2)}>.+)"
