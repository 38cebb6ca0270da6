"""Every component against the HTML that was looked at and kept; and the arguments that must be refused."""

import os
import re
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from tinhso.foundation.ui.components.content import page_numbers
from tinhso.foundation.ui.types import Cell, Column, Row
from tinhso.foundation.ui.web import samples

SNAPSHOTS = Path(__file__).parent / "snapshots"
COMPONENTS = {
    "input": '{% input name="n" label="Họ và tên" value="Ữ & <b>" hint="Đủ dấu" error="Viết tên" source=register %}',
    "input_suffix": '{% input name="fee" label="Lệ phí" width=10 suffix="đồng" optional=True inputmode="numeric" %}',
    "textarea": '{% textarea name="t" label="Lý do" heading=True max_length=200 %}',
    "password": '{% password name="p" label="Mật khẩu" %}',
    "select": '{% select name="s" label="Ai" options=options value="father" empty="Chọn" %}',
    "radios": '{% radios name="who" label="Ai đi khai?" options=options value="mother" heading=True %}',
    "checkboxes": '{% checkboxes name="have" label="Giấy nào?" options=papers error=many %}',
    "tick": '{% checkboxes name="ok" options=papers %}',
    "date_input": '{% date_input name="born" label="Ngày sinh" value=born_on error="Sai ngày" error_parts="day" %}',
    "file_upload": '{% file_upload name="f" label="Tệp" limit="PDF, 20 MB" accept=".pdf" multiple=True %}',
    "fieldset": '{% fieldset "Nơi ở" heading=True %}<p>x</p>{% endfieldset %}',
    "error_summary": "{% error_summary errors %}",
    "error_summary_none": "{% error_summary nothing %}",
    "button": '{% button "Tiếp tục" name="go" value="1" %}',
    "button_link": '{% button "Bắt đầu" href="/a/?b=1&c=2" kind="start" about="khai sinh" %}',
    "tag": '{% tag "Quá hạn" tone="bad" %}',
    "panel": '{% panel "Đã nộp hồ sơ" reference="H00-1" %}<p>Cảm ơn</p>{% endpanel %}',
    "notification_banner": '{% notification_banner "Đã lưu" tone="good" alert=True %}x{% endnotification_banner %}',
    "warning": '{% warning "Không sửa được sau khi nộp." %}',
    "details": '{% details "Vì sao" open=True %}Vì luật.{% enddetails %}',
    "summary_list": '{% summary_list rows title="Kiểm tra" %}',
    "summary_card": '{% summary_list rows title="Người nộp" card=True level=3 %}',
    "task_list": "{% task_list tasks %}",
    "tabs": "{% tabs tabs %}",
    "table": '{% table columns list caption="Hồ sơ" dense=True stacked=True %}',
    "table_none": '{% table columns nothing caption="Hồ sơ" %}',
    "pagination": "{% pagination current=3 total=14 %}",
    "timeline": "{% timeline events %}",
    "empty_state": '{% empty_state "Chưa có" %}<p>Làm đi</p>{% endempty_state %}',
    "breadcrumbs": "{% breadcrumbs crumbs %}",
    "back_link": '{% back_link href="/" %}',
    "data_source": "{% data_source register %}",
    "working_clocks": "{% for clock in clocks %}{% working_clock clock %}{% endfor %}",
    "dossier_timeline": "{% dossier_timeline stages %}",
    "signature_good": "{% signature_status signers %}",
    "signature_bad": "{% signature_status signers intact=False %}",
    "filter_bar": "{% filter_bar filters %}",
    "stat_tiles": "{% stat_tiles stats %}",
}


def render(source: str, **more: object) -> str:
    request = RequestFactory().get("/ho-so/?q=a+b&trang=3")
    context = samples.context(with_errors=True) | {"request": request, "many": ["Sai.", "Thiếu."], "nothing": []} | more
    html = Template("{% load ui %}" + source).render(Context(context))
    return re.sub(r"\n\s*\n+", "\n", html).strip() + "\n"


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_is_as_it_was_looked_at(name: str) -> None:
    """TINHSO_SNAPSHOTS=write keeps the new HTML; look at the diff before committing it."""
    html, kept = render(COMPONENTS[name]), SNAPSHOTS / f"{name}.html"
    if os.environ.get("TINHSO_SNAPSHOTS") == "write":
        kept.write_text(html, encoding="utf-8")
    assert html == kept.read_text(encoding="utf-8")


def test_no_snapshot_is_left_over_and_none_has_inline_code() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.html")} == set(COMPONENTS)
    for path in SNAPSHOTS.glob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert not re.search(r"\s(style|on\w+)=|<script|javascript:", html), path.name


def test_text_is_escaped() -> None:
    html = render('{% input name="n" label=bad value=bad hint=bad error=bad %}', bad='<img src=x onerror="1">')
    assert "<img" not in html
    assert html.count("&lt;img") == 4


@pytest.mark.parametrize(
    "source",
    [
        '{% button "x" kind="huge" %}',
        '{% tag "x" tone="pink" %}',
        '{% input name="n" label="l" width=7 %}',
        "{% summary_list wrong %}",
        "{% table columns wrong %}",
        '{% icon "unknown" %}',
    ],
)
def test_wrong_arguments_are_errors_not_surprises(source: str) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        render(source, wrong=[{"colour": "red"}])


def test_unknown_argument_is_refused_when_the_template_is_read() -> None:
    with pytest.raises(TemplateSyntaxError):
        render('{% input name="n" label="l" colour="red" %}')


def test_seven_public_stages_are_too_many() -> None:
    with pytest.raises(ValueError, match="at most 6"):
        render("{% dossier_timeline seven %}", seven=[{"title": "x"}] * 7)


@pytest.mark.parametrize(
    ("current", "total", "numbers"),
    [
        (1, 1, [1]),
        (1, 2, [1, 2]),
        (3, 14, [1, 2, 3, 4, None, 14]),
        (7, 14, [1, None, 6, 7, 8, None, 14]),
        (14, 14, [1, None, 13, 14]),
        (4, 6, [1, 2, 3, 4, 5, 6]),
    ],
)
def test_page_numbers(current: int, total: int, numbers: list[int | None]) -> None:
    assert page_numbers(current, total) == numbers


def test_addresses_of_pages_keep_the_query() -> None:
    html = render("{% pagination current=3 total=14 %}")
    assert 'href="?q=a+b&amp;trang=2"' in html
    assert 'href="?q=a+b&amp;trang=14"' in html


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ 1234567|vn_number }}", "1.234.567"),
        ("{{ 12000|vnd }}", "12.000 đồng"),
        ("{{ 0|vnd }}", "Không thu phí"),
        ("{{ stages.0.at|vn_datetime }}", "09:12 16/11/2026"),
        ("{{ stages.0.at|vn_date }}", "16/11/2026"),
        ('{{ ""|vn_date }}', ""),
    ],
)
def test_formats(source: str, text: str) -> None:
    assert render(source).strip() == text


def test_links_that_many_rows_share_are_told_apart_by_ear() -> None:
    row = Row(cells=(Cell(text="Đăng ký khai sinh", href="/ho-so/1/", about="H61-1"),))
    html = render("{% table columns rows %}", columns=(Column(title="Hồ sơ"),), rows=[row])

    assert (
        '<a class="govuk-link" href="/ho-so/1/">Đăng ký khai sinh<span class="govuk-visually-hidden"> H61-1</span></a>'
        in html
    )
