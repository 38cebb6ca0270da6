import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tinhso.engines.procedures import api
from tinhso.engines.procedures.testing import apply_body, procedure_body
from tinhso.engines.procedures.tests.synthetic import record
from tinhso.engines.procedures.tests.test_definition import chooser_body
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.kernel.actor import system_actor

pytestmark = pytest.mark.django_db

SECTOR: dict[str, Any] = {
    "route": "sector_only",
    "sector_system": {"title": "Hệ thống Gió quốc gia", "url": "https://gio.example"},
}


@pytest.fixture
def kite() -> DefinitionVersion:
    return apply_body("procedure", procedure_body())


def get(client: Client, address: str, **headers: str) -> tuple[Any, str]:
    response = client.get(address, headers=headers)
    return response, response.content.decode()


def test_search_page_lists_what_was_meant(client: Client, kite: DefinitionVersion) -> None:
    response, page = get(client, "/thu-tuc/?q=the+tha+dieu")

    assert response.status_code == 200
    assert [row["hit"].code for row in response.context["hits"]] == ["9.000001"]
    assert "Trực tuyến toàn trình" in page
    assert reverse("procedures:start", args=["9.000001"]) in page


def test_search_without_a_result_offers_help(client: Client, kite: DefinitionVersion) -> None:
    response, page = get(client, "/thu-tuc/?q=xyzxyz")

    assert response.context["hits"] == []
    assert "Không tìm thấy thủ tục nào" in page
    assert reverse("procedures:choosers") in page


def test_htmx_gets_the_list_alone(client: Client, kite: DefinitionVersion) -> None:
    response, page = get(client, "/thu-tuc/?q=dieu", **{"HX-Request": "true"})

    assert "<html" not in page
    assert "9.000001" in page
    assert "HX-Request" in response.headers["Vary"]


def test_what_was_typed_is_escaped(client: Client) -> None:
    _, page = get(client, "/thu-tuc/?q=%3Cscript%3Ealert(1)%3C/script%3E")

    assert "<script>alert" not in page


def test_start_page_says_papers_time_money_result(client: Client, kite: DefinitionVersion) -> None:
    response, page = get(client, "/thu-tuc/9.000001/")

    assert response.status_code == 200
    assert "Bạn cần 1–2 giấy tờ, khoảng 10 phút" in page.replace("\n", "")
    for text in (
        "5 ngày làm việc",
        "3 ngày làm việc",
        "10 ngày làm việc",
        "20.000 đồng",
        "Thẻ thả diều",
        "12/2030/QH20",
    ):
        assert text in page
    assert response.context["apply_url"] is None


def test_an_operational_procedure_has_a_start_button(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tinhso.engines.procedures.domain.definition.is_operational", lambda body: True)
    monkeypatch.setattr("tinhso.engines.procedures.web.views.ui.door_url", lambda name, code: f"/{name}/{code}/")
    apply_body("procedure", procedure_body())

    response, page = get(client, "/thu-tuc/9.000001/")

    assert response.context["apply_url"] == "/procedure.apply/9.000001/"
    assert 'href="/procedure.apply/9.000001/"' in page


def test_a_procedure_that_is_done_in_person_offers_no_form(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tinhso.engines.procedures.domain.definition.is_operational", lambda body: True)
    monkeypatch.setattr("tinhso.engines.procedures.web.views.ui.door_url", lambda name, code: f"/{name}/{code}/")
    apply_body("procedure", procedure_body(online_level="information"))

    response, page = get(client, "/thu-tuc/9.000001/")

    assert response.context["apply_url"] is None
    assert "Thủ tục này chỉ làm trực tiếp" in page
    assert "Bắt đầu" not in page


def test_a_sector_procedure_leads_to_the_sector(client: Client) -> None:
    apply_body("procedure", procedure_body(**SECTOR))

    response, page = get(client, "/thu-tuc/9.000001/")

    assert response.context["apply_url"] is None
    assert 'href="https://gio.example"' in page


def test_a_ministry_procedure_says_who_performs_it(client: Client, tmp_path: Path) -> None:
    item = record(cap_thuc_hien="Cấp bộ", co_quan_thuc_hien="Cục Gió")
    (tmp_path / "a.json").write_text(json.dumps(item), encoding="utf-8")
    api.import_records([tmp_path], dry_run=False, actor=system_actor())

    response, page = get(client, "/thu-tuc/9.000001/")

    assert "Cục Gió" in page
    assert response.context["needed"] is None


def test_checklist(client: Client, kite: DefinitionVersion) -> None:
    response, page = get(client, "/thu-tuc/9.000001/can-chuan-bi/")

    assert response.status_code == 200
    assert "Ảnh con diều" in page
    assert "data-ts-print" in page


@pytest.mark.parametrize("address", ["/thu-tuc/9.9/", "/thu-tuc/9.9/can-chuan-bi/", "/thu-tuc/chon/khong-co/"])
def test_what_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_chooser_leads_to_one_procedure(client: Client, kite: DefinitionVersion) -> None:
    apply_body("procedure", procedure_body("9.000002", title="Cấp thẻ diều sáo"))
    apply_body("chooser", chooser_body())

    first, page = get(client, "/thu-tuc/chon/dieu/")
    assert "Diều to hay nhỏ?" in page
    assert first.context["number"] == 1
    moved = client.get("/thu-tuc/chon/dieu/?answer=&answer=big")
    assert moved.headers["Location"] == "/thu-tuc/chon/dieu/?q=big"
    second, page = get(client, moved.headers["Location"])
    assert "Có sáo không?" in page
    assert second.context["back_url"] == "/thu-tuc/chon/dieu/"
    end, page = get(client, "/thu-tuc/chon/dieu/?q=big&q=yes")
    assert end.context["procedure"].code == "9.000002"
    assert "Diều có sáo" in page
    assert end.context["back_url"] == "/thu-tuc/chon/dieu/?q=big"


def test_no_answer_is_an_error_on_the_same_question(client: Client, kite: DefinitionVersion) -> None:
    apply_body("chooser", chooser_body())

    response, page = get(client, "/thu-tuc/chon/dieu/?q=big&answer=")

    assert response.status_code == 422
    assert "Hãy chọn một câu trả lời" in page
    assert "Có sáo không?" in page


def test_answers_that_do_not_fit_are_left_out(client: Client, kite: DefinitionVersion) -> None:
    apply_body("chooser", chooser_body())

    response, _ = get(client, "/thu-tuc/chon/dieu/?q=huge&q=yes")

    assert response.context["question"].code == "size"


def test_search_offers_the_chooser(client: Client, kite: DefinitionVersion) -> None:
    apply_body("chooser", chooser_body(aliases=["thả diều"]))

    response, _ = get(client, "/thu-tuc/?q=tha+dieu")

    assert [chooser.code for chooser in response.context["choosers"]] == ["dieu"]


def test_api(client: Client, kite: DefinitionVersion) -> None:
    found = client.get("/api/v1/procedures?q=tha dieu").json()
    one = client.get("/api/v1/procedures/9.000001").json()

    assert [(item["code"], item["field"]) for item in found["items"]] == [("9.000001", "Diều và gió")]
    assert [(t["channel"], t["case"], t["kind"], t["value"]) for t in one["terms"]] == [
        ("any", None, "statutory", 5), ("any", "big", "statutory", 10), ("online", None, "committed", 3),
    ]  # fmt: skip
    assert client.get("/api/v1/procedures/9.9").status_code == 404
    assert client.get("/api/v1/procedures?limit=0").status_code == 422


def test_pages_ask_the_database_little(
    client: Client, kite: DefinitionVersion, django_assert_max_num_queries: Any
) -> None:
    client.get("/thu-tuc/?q=dieu")
    client.get("/thu-tuc/9.000001/")

    with django_assert_max_num_queries(3):
        client.get("/thu-tuc/?q=dieu")
    with django_assert_max_num_queries(6):
        client.get("/thu-tuc/9.000001/")
