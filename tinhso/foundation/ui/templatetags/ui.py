"""``{% load ui %}``: the component tags, the shell, the Vietnamese formats. README.md lists the arguments."""
# ruff: noqa: A002 - arguments are named as the HTML attributes they become

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import wraps

from django import template
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tinhso.foundation.ui import registry
from tinhso.foundation.ui.components import casework, content, fields
from tinhso.foundation.ui.components.icons import PATHS
from tinhso.foundation.ui.components.rows import Blank, fill
from tinhso.foundation.ui.types import Audience
from tinhso.kernel import clock
from tinhso.kernel.text import grouped

register = template.Library()
ROOM = "ui/components/"
_NONE = SafeString("")

INCLUSIONS = (
    ("input", "input", fields.input_field), ("textarea", "textarea", fields.textarea),
    ("password", "password", fields.password), ("select", "select", fields.select),
    ("radios", "choices", fields.radios), ("checkboxes", "choices", fields.checkboxes),
    ("date_input", "date_input", fields.date_input), ("file_upload", "file_upload", fields.file_upload),
    ("hint", "hint", fields.hint), ("error_message", "error_message", fields.error_message),
    ("button", "button", content.button), ("error_summary", "error_summary", content.error_summary),
    ("tag", "tag", content.tag), ("warning", "warning", content.warning),
    ("summary_list", "summary_list", content.summary_list), ("task_list", "task_list", content.task_list),
    ("tabs", "tabs", content.tabs), ("table", "table", content.table), ("timeline", "timeline", content.timeline),
    ("back_link", "back_link", content.back_link), ("breadcrumbs", "breadcrumbs", content.breadcrumbs),
    ("data_source", "data_source", casework.data_source), ("working_clock", "working_clock", casework.working_clock),
    ("dossier_timeline", "dossier_timeline", casework.dossier_timeline),
    ("signature_status", "signature_status", casework.signature_status),
    ("filter_bar", "filter_bar", casework.filter_bar), ("stat_tile", "stat_tile", casework.stat_tile),
    ("stat_tiles", "stat_tiles", casework.stat_tiles),
)  # fmt: skip
for _name, _file, _component in INCLUSIONS:
    register.inclusion_tag(f"{ROOM}{_file}.html", name=_name)(_component)


BLOCKS: tuple[tuple[str, Callable[..., dict[str, object]]], ...] = (
    ("fieldset", fields.fieldset), ("button_group", content.button_group), ("panel", content.panel),
    ("notification_banner", content.notification_banner), ("inset", content.inset), ("details", content.details),
    ("empty_state", content.empty_state), ("phase_banner", content.phase_banner),
)  # fmt: skip


def _block(name: str, component: Callable[..., dict[str, object]]) -> None:
    @wraps(component)
    def render(*args: object, **kwargs: object) -> SafeString:
        return render_to_string(f"{ROOM}{name}.html", component(*args, **kwargs))

    register.simple_block_tag(render, name=name)


for _name, _component in BLOCKS:
    _block(_name, _component)


@register.inclusion_tag(f"{ROOM}pagination.html", takes_context=True)
def pagination(
    context: template.Context,
    *,
    current: int = 0,
    total: int = 0,
    previous: str = "",
    next: str = "",
    param: str = "trang",
) -> dict[str, object]:
    request = context.get("request")
    query = request.GET if isinstance(request, HttpRequest) else QueryDict()
    return content.pagination(query, current=current, total=total, previous=previous, next=next, param=param)


@register.simple_tag(takes_context=True)
def rows(context: template.Context, lines: Iterable[object], row: str) -> SafeString:
    """Every line through the template `row`, which prints `{{ line.… }}` and may ask the page, but nothing of a line.

    It is rendered once, so fifty rows cost the template work of one.
    """
    assert context.template is not None
    with context.push(line=Blank()):
        return fill(context.template.engine.get_template(row).render(context), lines)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative line icon; an unknown name is an error."""
    return format_html(
        '<svg class="ts-icon ts-icon--{}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" '
        'focusable="false"><path d="{}" fill="none" stroke="currentColor" stroke-width="1.7" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>',
        name,
        PATHS[name],
    )


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str) -> SafeString:
    """What modules put into a slot of the page."""
    request = context.get("request")
    return registry.slot_html(request, name) if isinstance(request, HttpRequest) else SafeString("")


@register.simple_tag
def door(name: str) -> str:
    """The address of a page of a room above: ``{% door "staff.home" as staff_url %}``; empty when there is none."""
    return registry.door_url(name)


@register.simple_tag(takes_context=True)
def hotkey(context: template.Context, name: str) -> SafeString:
    """The attributes of a control that a shortcut leads to; without the single key for who switched single keys off."""
    found = registry.shortcut(name)
    parts = [("data-ts-hotkey", found.key)] if _has_keys(context) else []
    return format_html_join(" ", '{}="{}"', [*parts, *([("accesskey", found.key)] if found.alt else [])])


@register.simple_tag(takes_context=True)
def key(context: template.Context, name: str) -> SafeString:
    """The key of a shortcut as a sighted reader sees it beside its control; nothing when single keys are off."""
    found = registry.shortcut(name)
    return format_html('<span class="ts-key" aria-hidden="true">{}</span>', found.key) if _has_keys(context) else _NONE


def _has_keys(context: template.Context) -> bool:
    request = context.get("request")
    return registry.wants_keys(request if isinstance(request, HttpRequest) else None)


@register.simple_tag(takes_context=True)
def shell(context: template.Context, audience: str) -> dict[str, object]:
    """What the base pages say about the service, the province and the reader: ``{% shell "citizen" as shell %}``."""
    given = context.get("request")
    request = given if isinstance(given, HttpRequest) else None
    language = (get_language() or "vi")[:2]
    place = registry.place()
    return {
        "service": getattr(settings, "SERVICE_NAME", "Tỉnh Số"),
        "province": getattr(settings, "PROVINCE_NAME", "") or place.name,
        "hotline": getattr(settings, "HOTLINE", "") or place.hotline,
        "is_demo": getattr(settings, "DEMO", False),
        "language": language,
        "path": request.get_full_path() if request and request.method == "GET" else "/",
        "links": registry.menu(request, Audience(audience), language) if request and audience else [],
        "idle_minutes": _idle_minutes(request),
        "signed_in": request is not None and registry.is_signed_in(request),
    }


def _idle_minutes(request: HttpRequest | None) -> int:
    """After how long the session is closed (officers: locked); the same settings as identity reads."""
    if len(getattr(request, "held_posts", ())) > 0:
        return int(getattr(settings, "IDENTITY_OFFICER_IDLE_MINUTES", 15))
    return int(getattr(settings, "IDENTITY_CITIZEN_IDLE_MINUTES", 30))


@register.filter
def vn_date(value: object) -> str:
    """21/11/2026, in the province's day."""
    if isinstance(value, datetime):
        value = clock.local(value)
    return f"{value.day:02d}/{value.month:02d}/{value.year}" if isinstance(value, date) else str(value or "")


@register.filter
def vn_datetime(value: object) -> str:
    """16:30 21/11/2026, in the province's time."""
    if not isinstance(value, datetime):
        return vn_date(value)
    local = clock.local(value)
    return f"{local:%H:%M} {vn_date(value)}"


@register.filter
def vn_when(value: object) -> str:
    """A moment, a day or words, whichever the caller has."""
    return vn_datetime(value)


@register.filter
def vn_number(value: object) -> str:
    """1.234.567; anything that is no whole number stays as it is."""
    return grouped(value) if isinstance(value, int) else str("" if value is None else value)


@register.filter
def vnd(value: object) -> str:
    """12.000 đồng; 0 is "Không thu phí"."""
    if not isinstance(value, int):
        return ""
    return f"{vn_number(value)} đồng" if value else "Không thu phí"
