"""Conditions in words: what a page without script, or a form on paper, says beside a question that not everybody answers."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext, gettext_noop

from tinhso.engines.forms import registers
from tinhso.engines.forms.domain import values
from tinhso.engines.forms.types import Asked, Compare, Condition, Either, Every, Field, Not


def only_if(condition: Condition | None, among: Iterable[Asked]) -> str:
    """The condition as a hint, as far as it looks at these questions; "" when it looks at none of them."""
    if condition is None:
        return ""
    words = _words(condition, {asked.field.path: asked for asked in among})
    return gettext("Chỉ trả lời nếu %(words)s.") % {"words": words} if words else ""


def _words(condition: Condition, here: Mapping[str, Asked]) -> str:
    match condition:
        case Compare(path, op, value):
            asked = here.get(path.removeprefix("."))
            if asked is None:
                return ""
            if op == "answered":
                told = gettext("“%(label)s” đã có câu trả lời") if value else gettext("“%(label)s” chưa có câu trả lời")
                return told % {"label": asked.label}
            codes = value if op == "in" else (value,)
            titles = gettext(" hoặc ").join(told_value(asked.field, code) or str(code) for code in codes)
            return f"“{asked.label}” {gettext(_OP_WORDS[op])} {titles}"
        case Not(part):
            words = _words(part, here)
            return f"{gettext('không phải')} {words}" if words else ""
        case Every(parts) | Either(parts):
            joint = gettext(" và ") if isinstance(condition, Every) else gettext(" hoặc ")
            return joint.join(words for words in (_words(part, here) for part in parts) if words)


_OP_WORDS = {
    "is": gettext_noop("là"),
    "in": gettext_noop("là"),
    "is_not": gettext_noop("không phải"),
    "more_than": gettext_noop("lớn hơn"),
    "less_than": gettext_noop("nhỏ hơn"),
    "at_least": gettext_noop("từ"),
    "at_most": gettext_noop("đến"),
}


def told_value(field: Field, value: object) -> str:
    """A value as people read it, a code with the title of its list."""
    titles = {str(one.code): one.title for one in registers.choices_of(field)} if field.code_list else None
    return values.shown(field, value, titles)
