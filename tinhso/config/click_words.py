"""What click itself says (headings of help, wrong options), in the language of every other word of `tinhso`.

click asks `gettext`, which wants compiled files and a locale of the machine; here its words are one table instead.
"""

from types import ModuleType

from click import core, decorators, exceptions, formatting, parser, termui, types

WORDS = {
    "Usage:": "Cách dùng:",
    "Options": "Tùy chọn",
    "Commands": "Các lệnh",
    "Show this message and exit.": "In trợ giúp rồi thoát.",
    "Show the version and exit.": "In phiên bản rồi thoát.",
    "default: {default}": "mặc định: {default}",
    "required": "bắt buộc",
    "(dynamic)": "(tính lúc chạy)",
    "Aborted!": "Đã dừng!",
    "Error: {message}": "Lỗi: {message}",
    "Try '{command} {option}' for help.": "Xem '{command} {option}'.",
    "Missing argument": "Thiếu giá trị",
    "Missing option": "Thiếu tùy chọn",
    "Missing command.": "Thiếu lệnh.",
    "No such command {name!r}.": "Không có lệnh {name!r}.",
    "No such option {name!r}.": "Không có tùy chọn {name!r}.",
    "Did you mean {possibility}?": "Ý bạn là {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Ý bạn là một trong: {possibilities}?)",
    "Got unexpected extra argument ({args})": "Thừa giá trị ({args})",
    "Got unexpected extra arguments ({args})": "Thừa giá trị ({args})",
    "Option {name!r} requires an argument.": "Tùy chọn {name!r} cần một giá trị.",
    "Option {name!r} requires {nargs} arguments.": "Tùy chọn {name!r} cần {nargs} giá trị.",
    "Option {name!r} does not take a value.": "Tùy chọn {name!r} không nhận giá trị.",
    "Invalid value: {message}": "Giá trị sai: {message}",
    "Invalid value for {param_hint}: {message}": "Giá trị sai của {param_hint}: {message}",
    "{value!r} is not {choice}.": "{value!r} không phải là {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} không thuộc {choices}.",
    "{value!r} is not a valid {number_type}.": "{value!r} không phải là {number_type}.",
    "{value!r} is not a valid UUID.": "{value!r} không phải là UUID.",
    "{value} is not in the range {range}.": "{value} nằm ngoài {range}.",
    "{name} {filename!r} does not exist.": "Không có {filename!r}.",
    "{name} {filename!r} is a directory.": "{filename!r} là thư mục.",
    "{name} {filename!r} is a file.": "{filename!r} là tệp.",
    "{name} {filename!r} is not readable.": "{filename!r} không đọc được.",
    "file": "tệp",
    "File": "Tệp",
    "directory": "thư mục",
    "Directory": "Thư mục",
    "path": "đường dẫn",
    "Path": "Đường dẫn",
}


def speak_vietnamese() -> None:
    """From now on click's own words come from the table; what is not in it stays as click says it."""
    for module in (core, decorators, exceptions, formatting, parser, termui, types):
        _teach(module)


def _teach(module: ModuleType) -> None:
    known = vars(module)
    if "_" in known:
        known["_"] = _one
    if "ngettext" in known:
        known["ngettext"] = _counted


def _one(message: str) -> str:
    return WORDS.get(message, message)


def _counted(single: str, several: str, count: int) -> str:
    return _one(single if count == 1 else several)
