"""What a template becomes: placeholders filled, an SMS of one part without marks, refusals of what cannot be sent."""

import re
from collections.abc import Iterator, Mapping

from tinhso.kernel.text import bare, clean
from tinhso.services.notifications.types import Channel, Rule, Template, Text

# One part of the GSM 03.38 seven-bit alphabet; its letters without marks are ASCII, less what counts as two.
SMS_LENGTH = 160
_PLACE = re.compile(r"\{([a-z_]+)\}")
_LINK = re.compile(r"https?:|www\.|\.vn\b|\.com\b|://", re.IGNORECASE)
_SMS_LETTERS = re.compile(r"[A-Za-z0-9 \n.,:;!?'\"()/+\-_@#%&*=<>]*")


def fill(text: str, values: Mapping[str, str], longest: Mapping[str, int]) -> str:
    """The text with its values, each cut to the length that the template declares."""
    return _PLACE.sub(lambda found: cut(values[found[1]], longest[found[1]]), text)


def cut(value: str, longest: int) -> str:
    value = clean(value)
    return value if len(value) <= longest else value[: max(longest - 3, 0)].rstrip() + "..."[:longest]


def in_language(template: Template, values: Mapping[str, str], language: str) -> Text:
    """Title and body as the inbox and an e-mail show them."""
    text = template.en if language == "en" else template.vi
    return Text(fill(text.title, values, template.values), fill(text.body, values, template.values))


def as_sms(template: Template, values: Mapping[str, str]) -> str:
    """One part without marks; what the alphabet lacks becomes a question mark."""
    text = bare(fill(template.sms, values, template.values))
    return "".join(letter if _SMS_LETTERS.fullmatch(letter) else "?" for letter in text)[:SMS_LENGTH]


def as_zalo(template: Template, values: Mapping[str, str], link: str) -> dict[str, object]:
    """The approved template with its parameters, each no longer than it was approved with; {} where there is none.

    The button of the template begins with the portal's light pages; its parameter is the rest of the address.
    """
    if template.zalo is None:
        return {}
    data = {
        name: cut(fill(one.value, values, template.values), one.most) for name, one in template.zalo.parameters.items()
    }
    if template.zalo.link:
        data[template.zalo.link] = link.lstrip("/")
    return {"id": template.zalo.id, "data": data}


def problems(template: Template, rule: Rule | None) -> Iterator[tuple[str, str]]:
    """(pointer, sentence) of everything that could not be sent as it is."""
    texts = {"/vi/title": template.vi.title, "/vi/body": template.vi.body, "/en/title": template.en.title}
    texts |= {"/en/body": template.en.body, "/sms": template.sms}
    for pointer, text in {**texts, **_zalo_texts(template)}.items():
        for name in sorted(set(_PLACE.findall(text)) - set(template.values)):
            yield pointer, f"Giá trị “{name}” chưa khai ở values."
    yield from _sms_problems(template)
    yield from _zalo_problems(template)
    yield from _phone_problems(template, rule)


def _sms_problems(template: Template) -> Iterator[tuple[str, str]]:
    if (Channel.SMS in template.channels) != bool(template.sms):
        yield "/sms", "Ghi sms khi và chỉ khi channels có sms."
    if _LINK.search(template.sms):
        yield "/sms", "Tin nhắn không mang liên kết: người dân không phân biệt được với tin lừa đảo."
    if set(_PLACE.findall(template.sms)) <= set(template.values):
        text = bare(_longest(template.sms, template))
        if len(text) > SMS_LENGTH:
            yield "/sms", f"Dài nhất {len(text)} ký tự, quá một tin ({SMS_LENGTH})."
        if not _SMS_LETTERS.fullmatch(text):
            yield "/sms", "Có ký tự mà một tin nhắn không dấu không gửi được."


def _zalo_problems(template: Template) -> Iterator[tuple[str, str]]:
    if (Channel.ZALO in template.channels) != (template.zalo is not None):
        yield "/zalo", "Ghi zalo khi và chỉ khi channels có zalo."
    if template.zalo is None:
        return
    for name, one in template.zalo.parameters.items():
        if set(_PLACE.findall(one.value)) <= set(template.values):
            length = len(_longest(one.value, template))
            if length > one.most:
                yield f"/zalo/data/{name}", f"Dài nhất {length} ký tự, mẫu Zalo đã duyệt chỉ nhận {one.most}."


def _phone_problems(template: Template, rule: Rule | None) -> Iterator[tuple[str, str]]:
    """A family shares one phone: what rings there tells which dossier, not what it is about."""
    if rule is None:
        return
    shown = {"/sms": template.sms, **_zalo_texts(template)}
    if Channel.PUSH in template.channels:
        shown |= {"/vi/title": template.vi.title, "/en/title": template.en.title}
    for pointer, text in shown.items():
        for name in sorted(set(_PLACE.findall(text)) & set(template.values) - rule.phone_values):
            yield pointer, f"“{name}” không được hiện trên điện thoại cả nhà dùng chung (phone_values của cách gửi)."


def _zalo_texts(template: Template) -> dict[str, str]:
    parameters = template.zalo.parameters if template.zalo else {}
    return {f"/zalo/data/{name}": one.value for name, one in parameters.items()}


def _longest(text: str, template: Template) -> str:
    return fill(text, {name: "x" * longest for name, longest in template.values.items()}, template.values)
