"""A long list's rows: one rendering filled for every line, escaped, and never a condition on a line."""

from dataclasses import dataclass

import pytest
from django.template import Context, Engine
from django.utils.safestring import mark_safe

from tinhso.foundation.ui.components.rows import fill


@dataclass
class Line:
    code: str
    name: str
    inner: object = None


def drawn(row: str, lines: list[Line], **page: object) -> str:
    engine = Engine(
        libraries={"ui": "tinhso.foundation.ui.templatetags.ui"},
        loaders=[("django.template.loaders.locmem.Loader", {"row.html": row})],
    )
    whole = engine.from_string('{% load ui %}<ul>{% rows lines "row.html" %}</ul>{{ line }}')
    return whole.render(Context({"lines": lines, **page}))


def test_every_line_is_filled_into_the_same_row():
    row = '<li id="{{ line.code }}">{% if wide %}100% {% endif %}{{ line.name }} {{ line.inner.code }}</li>'
    lines = [Line("a", "An", Line("x", "")), Line("b", "Bình", Line("y", ""))]
    assert drawn(row, lines, wide=True) == '<ul><li id="a">100% An x</li><li id="b">100% Bình y</li></ul>'
    assert drawn(row, []) == "<ul></ul>"


def test_what_a_line_holds_is_escaped():
    drew = drawn("<li>{{ line.code }}{{ line.name }}</li>", [Line('"', "<script>%s")])
    assert drew == "<ul><li>&quot;&lt;script&gt;%s</li></ul>"


def test_a_safe_text_makes_the_same_text_of_others_no_safer():
    lines = [Line(mark_safe("<b>"), "<b>"), Line("<b>", mark_safe("<b>"))]
    drew = drawn("<li>{{ line.code }}{{ line.name }}</li>", lines)
    assert drew == "<ul><li><b>&lt;b&gt;</li><li>&lt;b&gt;<b></li></ul>"


def test_a_row_that_asks_a_line_is_refused():
    with pytest.raises(TypeError):
        drawn("{% if line.name %}{{ line.code }}{{ line.name }}{% endif %}", [Line("a", "")])
    with pytest.raises(ValueError, match="two or more"):
        fill("<li></li>", [Line("a", "b")])
