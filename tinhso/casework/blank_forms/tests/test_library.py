"""The library of blank forms: found by name, code or procedure; printed blank for anybody, filled in for oneself."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tinhso.casework.blank_forms import api
from tinhso.casework.blank_forms.errors import NoForm
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.testing import apply_body, procedure_body, record
from tinhso.foundation.access.testing import read_purposes
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity import testing
from tinhso.kernel.actor import system_actor
from tinhso.kernel.errors import Denied

pytestmark = pytest.mark.django_db
reads_pdf = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "full_name": {
            "type": "string", "format": "person_name", "title": "Họ, chữ đệm, tên", "x-prefill": "person.full_name",
        },
        "born_on": {"type": "string", "format": "date", "title": "Ngày sinh của diều"},
        "size": {
            "type": "string", "title": "Cỡ diều",
            "oneOf": [{"const": "small", "title": "Diều nhỏ"}, {"const": "big", "title": "Diều to"}],
        },
        "reason": {"type": "string", "title": "Vì sao cần diều to", "maxLength": 200},
        "kites": {
            "type": "array", "maxItems": 3, "title": "Các con diều",
            "items": {"type": "object", "properties": {"colour": {"type": "string", "title": "Màu", "maxLength": 30}}},
        },
    },
    "required": ["full_name"],
}  # fmt: skip
UI: dict[str, Any] = {
    "declaration": "Tôi cam đoan thả diều đúng nơi.",
    "topics": [
        {"code": "nguoi", "title": "Người thả", "fields": ["full_name", "born_on"]},
        {
            "code": "dieu", "title": "Con diều",
            "fields": ["size", {"field": "reason", "show_when": {"field": "size", "is": "big"}}],
        },
        {
            "code": "cac", "title": "Những con diều",
            "repeat": {"group": "kites", "item": "Con diều", "summary": ["colour"]}, "fields": ["colour"],
        },
    ],
}  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> None:
    apply_body(
        "procedure", procedure_body(form={"schema": SCHEMA, "ui": UI}, case_from="/size", online_level="information")
    )
    path = tmp_path / "9.000002.json"
    named = record("9.000002", ten_thu_tuc="Đổi thẻ thả diều")
    path.write_text(json.dumps(named, ensure_ascii=False), encoding="utf-8")
    procedures.import_records([path], dry_run=False, actor=system_actor())


def words(pdf: bytes) -> str:
    drawn = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(drawn.stdout.decode().split())


def citizen() -> tuple[Client, Any]:
    account = testing.citizen()
    client = Client()
    client.force_login(get_user_model().objects.get(pk=account.user_id), "django.contrib.auth.backends.ModelBackend")
    return client, testing.citizen_actor(account)


def test_forms_of_definitions_and_of_records_are_found_by_name_code_and_procedure(library: None) -> None:
    everything = [(one.procedure, one.title, one.form_code, one.printable) for one in api.list_forms()]

    assert everything == [
        ("9.000001", "Tờ khai", "", True),
        ("9.000002", "Đơn đề nghị.", "Mẫu số 01.docx", False),
    ]
    assert [one.procedure for one in api.list_forms("doi the")] == ["9.000002"]
    assert [one.procedure for one in api.list_forms("MAU SO 01")] == ["9.000002"]
    assert api.list_forms("khong co") == ()


@reads_pdf
def test_a_blank_form_asks_everything_and_says_what_is_for_some(library: None) -> None:
    text = words(api.print_blank("9.000001").pdf)

    assert "Thủ tục 9.000001: Cấp thẻ thả diều" in text
    assert "1. Người thả Họ, chữ đệm, tên:" in text
    assert "Ngày sinh của diều: ngày tháng năm" in text
    assert "Cỡ diều: Diều nhỏ Diều to" in text
    assert "Chỉ trả lời nếu “Cỡ diều” là Diều to." in text
    assert "Có nhiều hơn thì ghi thêm vào tờ riêng." in text
    assert "Ảnh con diều (1 bản chính)" in text
    assert "Tôi cam đoan thả diều đúng nơi." in text


@reads_pdf
def test_who_is_signed_in_gets_the_own_name_filled_in_and_the_reading_is_logged(library: None) -> None:
    client, actor = citizen()
    answer = client.get("/bieu-mau/9.000001/dien-san.pdf")

    assert answer.headers["Cache-Control"] == "private, no-store"
    text = words(answer.content)
    name = identity.get_person(actor.person_id, actor=actor, purpose="Kiểm thử").full_name
    assert f"Họ, chữ đệm, tên: {name}" in text
    assert "Phần in đậm lấy từ dữ liệu của bạn." in text
    assert "Điền sẵn tờ khai" in read_purposes()
    assert name not in words(client.get("/bieu-mau/9.000001/to-khai.pdf").content)


def test_nobody_else_gets_a_filled_form(library: None, client: Client) -> None:
    answer = client.get("/bieu-mau/9.000001/dien-san.pdf")

    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/dang-nhap/")
    assert read_purposes() == []
    with pytest.raises(Denied):
        api.print_prefilled("9.000001", actor=system_actor())


def test_a_form_that_only_a_record_names_is_told_of_and_not_printed(library: None, client: Client) -> None:
    with pytest.raises(NoForm):
        api.print_blank("9.000002")
    assert client.get("/bieu-mau/9.000002/to-khai.pdf").status_code == 404
    assert "Mẫu này lấy tại Bộ phận Một cửa" in client.get("/bieu-mau/9.000002/").content.decode()


@reads_pdf
def test_papers_to_prepare_are_printed_where_the_form_is_not_known_and_say_that_they_are_no_form(
    library: None, client: Client
) -> None:
    page = client.get("/thu-tuc/9.000002/").content.decode()
    answer = client.get("/bieu-mau/9.000002/chuan-bi.pdf")

    text = words(answer.content)
    assert "/bieu-mau/9.000002/chuan-bi.pdf" in page
    assert answer.headers["Content-Disposition"] == 'attachment; filename="chuan-bi-9.000002.pdf"'
    assert "Thủ tục 9.000002: Đổi thẻ thả diều" in text
    assert "không phải tờ khai và không phải nộp" in text
    assert "Biểu mẫu: Mẫu số 01.docx (lấy tại Bộ phận Một cửa" in text
    assert "/thu-tuc/9.000002/" in text
    assert client.get("/bieu-mau/9.000001/chuan-bi.pdf").status_code == 404
    assert "chuan-bi.pdf" not in client.get("/thu-tuc/9.000001/").content.decode()


def test_the_procedure_page_offers_its_forms(library: None, client: Client) -> None:
    page = client.get("/thu-tuc/9.000001/").content.decode()

    assert "/bieu-mau/9.000001/to-khai.pdf" in page
    assert "/bieu-mau/9.000001/dien-san.pdf" not in page
    assert "/bieu-mau/9.000001/dien-san.pdf" in citizen()[0].get("/thu-tuc/9.000001/").content.decode()
