"""The registries, the language switch, dates typed in three boxes, the error pages."""

from datetime import date
from types import ModuleType

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from tinhso.foundation.ui import api, registry
from tinhso.foundation.ui.types import Audience, DateValue, NavGroup, NavItem, Slot, SlotContent

# No static files are gathered for tests.
pytestmark = pytest.mark.filterwarnings("ignore:No directory at")


@pytest.fixture
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_shell", registry._Shell())


def request_of(path: str = "/giao-dien/", *, signed_in: bool = False) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = get_user_model()() if signed_in else AnonymousUser()
    return request


@pytest.mark.usefixtures("empty_registry")
class TestNavigation:
    def labels(self, request: HttpRequest, audience: Audience = Audience.CITIZEN, language: str = "vi") -> list[str]:
        return [link.label for link in registry.links(request, audience, language)]

    def test_order_audience_and_unknown_addresses(self) -> None:
        api.register(
            NavItem(label="Hai", url_name="ui:gallery", order=20),
            NavItem(label="Một", url_name="ui:officer_gallery", order=10),
            NavItem(label="Không có", url_name="nowhere:at_all", order=5),
            NavItem(label="Cán bộ", url_name="ui:gallery", audience=Audience.STAFF),
        )
        assert self.labels(request_of()) == ["Một", "Hai"]
        assert self.labels(request_of(), Audience.STAFF) == ["Cán bộ"]

    def test_an_act_is_hidden_until_the_gate_opens(self) -> None:
        api.register(NavItem(label="Duyệt", url_name="ui:gallery", act="dossiers.approve"))
        assert self.labels(request_of()) == []
        api.use_gate(lambda request, act: act == "dossiers.approve")
        assert self.labels(request_of()) == ["Duyệt"]

    def test_a_page_without_use_here_is_left_out(self) -> None:
        item = NavItem(label="Chứng thực", url_name="ui:gallery", useful=lambda request: request.path == "/o-day/")
        api.register(item)
        assert self.labels(request_of("/o-day/")) == ["Chứng thực"]
        assert self.labels(request_of("/o-kia/")) == []

    def test_signed_in_items_and_english(self) -> None:
        api.register(NavItem(label="Của tôi", label_en="Mine", url_name="ui:gallery", signed_in=True))
        assert self.labels(request_of()) == []
        assert self.labels(request_of(signed_in=True), language="en") == ["Mine"]

    def test_the_deepest_address_is_current(self) -> None:
        api.register(
            NavItem(label="Giao diện", url_name="ui:gallery"), NavItem(label="Cán bộ", url_name="ui:officer_gallery")
        )
        links = registry.links(request_of("/giao-dien/can-bo/"), Audience.CITIZEN, "vi")
        assert {link.label: link.current for link in links} == {"Giao diện": False, "Cán bộ": True}

    def test_what_is_not_daily_work_folds_up_and_a_fold_of_one_is_that_link(self) -> None:
        api.register(
            NavItem(label="Sổ một", url_name="ui:gallery", order=10, group=NavGroup.BOOKS),
            NavItem(label="Sổ hai", url_name="ui:officer_gallery", order=11, group=NavGroup.BOOKS),
            NavItem(label="Nhật ký", url_name="ui:gallery", order=5, group=NavGroup.ADMINISTRATION),
            NavItem(label="Việc", url_name="ui:gallery", order=20),
        )
        shown = registry.menu(request_of("/giao-dien/can-bo/"), Audience.CITIZEN, "vi")

        assert [entry.label for entry in shown] == ["Nhật ký", "Việc", "Sổ, giấy tờ"]
        fold = shown[-1]
        assert isinstance(fold, registry.NavFold)
        assert [(link.label, link.current) for link in fold.links] == [("Sổ một", False), ("Sổ hai", True)]
        assert (fold.current, shown[0].current, shown[1].current) == (True, False, False)

    def test_registering_twice_is_once(self) -> None:
        item = NavItem(label="Một", url_name="ui:gallery")
        api.register(item)
        api.register(item)
        assert self.labels(request_of()) == ["Một"]

    def test_a_module_declares_by_name(self) -> None:
        module = ModuleType("navigation")
        vars(module)["NAV"] = (NavItem(label="Một", url_name="ui:gallery"),)
        api.register_module(module)
        assert self.labels(request_of()) == ["Một"]

    def test_slots_come_in_order_and_may_be_silent(self) -> None:
        def late(request: HttpRequest) -> SlotContent:
            return SlotContent(template="ui/components/tag.html", context={"text": "sau", "tone": "info"})

        def early(request: HttpRequest) -> SlotContent:
            return SlotContent(template="ui/components/tag.html", context={"text": "trước", "tone": "info"})

        def silent(request: HttpRequest) -> None:
            return None

        api.register(
            Slot(name="x", provider=late, order=2),
            Slot(name="x", provider=early, order=1),
            Slot(name="x", provider=silent),
            Slot(name="y", provider=late),
        )
        html = registry.slot_html(request_of(), "x")
        assert html.count("<strong") == 2
        assert html.index("trước") < html.index("sau")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (("9", "11", "2026"), date(2026, 11, 9)),
        ((" 09 ", "1 1", "2026."), date(2026, 11, 9)),
        (("31", "2", "2026"), None),
        (("9", "11", "26"), None),
        (("x", "11", "2026"), None),
        (("", "", ""), None),
    ],
)
def test_read_date(typed: tuple[str, str, str], found: date | None) -> None:
    data = dict(zip(("b-day", "b-month", "b-year"), typed, strict=True))
    assert api.read_date(data, "b").as_date() == found


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_any_text_in_a_date_is_a_date_or_none(day: str, month: str, year: str) -> None:
    value = api.read_date({"b-day": day, "b-month": month, "b-year": year}, "b")
    assert value.as_date() is None or isinstance(value.as_date(), date)
    assert value.is_empty == (value == DateValue())


@pytest.mark.parametrize(
    ("target", "goes"),
    [
        ("/thu-tuc/?q=a", "/thu-tuc/?q=a"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("javascript:1", "/"),
    ],
)
@pytest.mark.django_db
def test_language_is_remembered_and_never_leads_away(target: str, goes: str) -> None:
    answer = Client().get("/ngon-ngu/en/", {"next": target})
    assert answer.status_code == 302
    assert answer.headers["Location"] == goes
    assert answer.cookies["django_language"].value == "en"


@pytest.mark.django_db
def test_unknown_language_is_not_found() -> None:
    answer = Client().get("/ngon-ngu/xx/")
    assert answer.status_code == 404
    assert "django_language" not in answer.cookies


@pytest.mark.django_db
def test_gallery_is_not_there_in_production() -> None:
    assert Client().get("/giao-dien/").status_code == 200
    with override_settings(DEMO=False):
        assert Client().get("/giao-dien/").status_code == 404


@pytest.mark.parametrize(
    "page", ["400.html", "403.html", "404.html", "413.html", "500.html", "503.html", "ui/csrf.html"]
)
def test_plain_error_pages_stand_alone(page: str) -> None:
    """They are rendered when much is broken: without a request, without a database."""
    html = render_to_string(page, {})
    assert html.count("<h1") == 1
    assert '<html lang="vi"' in html
    assert "Về trang chủ" in html
