"""What a template becomes: placeholders filled, an SMS of one part without marks, refusals of what cannot be sent."""

import re
from collections.abc import Iterator, Mapping

from tinhso.kernel.text import bare, clean
from tinhso.services.notifications.types import Channel, Template, Text

# One part of the GSM 03.38 seven-bit alphabet; its letters without marks are ASCII, less what counts as two.
SMS_LENGTH = 160
_PLACE = re.compile(r"\{([a-z_]+)\}")
_LINK = re.compile(r"https?:|www\.|\.vn\b|://", re.IGNORECASE)
_SMS_LETTERS = re.compile(r"[A-Za-z0-9 \n.,:;!?'\"()/+\-_@#%&*=<>]*")


def fill(text: str, values: Mapping[str, str], longest: Mapping[str, int]) -> str:
    """The text with its values, each cut to the length that the template declares."""
    return _PLACE.sub(lambda found: cut(values[found[1]], longest[found[1]]), text)


def cut(value: str, longest: int) -> str:
    value = clean(value)
    return value if len(value) <= longest else value[: longest - 3].rstrip() + "..."


def in_language(template: Template, values: Mapping[str, str], language: str) -> Text:
    """Title and body as the inbox and an e-mail show them."""
    text = template.en if language == "en" else template.vi
    return Text(fill(text.title, values, template.values), fill(text.body, values, template.values))


def as_sms(template: Template, values: Mapping[str, str]) -> str:
    """One part without marks; what the alphabet lacks becomes a question mark."""
    text = bare(fill(template.sms, values, template.values))
    return "".join(letter if _SMS_LETTERS.fullmatch(letter) else "?" for letter in text)[:SMS_LENGTH]


def problems(template: Template) -> Iterator[tuple[str, str]]:
    """(pointer, sentence) of everything that could not be sent as it is."""
    texts = {"/vi/title": template.vi.title, "/vi/body": template.vi.body, "/en/title": template.en.title}
    texts |= {"/en/body": template.en.body, "/sms": template.sms}
    for pointer, text in texts.items():
        for name in sorted(set(_PLACE.findall(text)) - set(template.values)):
            yield pointer, f"Giá trị “{name}” chưa khai ở values."
    if (Channel.SMS in template.channels) != bool(template.sms):
        yield "/sms", "Ghi sms khi và chỉ khi channels có sms."
    if _LINK.search(template.sms):
        yield "/sms", "Tin nhắn không mang liên kết: người dân không phân biệt được với tin lừa đảo."
    known = {name: "x" * longest for name, longest in template.values.items()}
    if not set(_PLACE.findall(template.sms)) - set(known):
        text = bare(fill(template.sms, known, template.values))
        if len(text) > SMS_LENGTH:
            yield "/sms", f"Dài nhất {len(text)} ký tự, quá một tin ({SMS_LENGTH})."
        if not _SMS_LETTERS.fullmatch(text):
            yield "/sms", "Có ký tự mà một tin nhắn không dấu không gửi được."
