"""What stands beside a procedure: how complete its page is, its help, and the list for who reviews procedures."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.engines.guidance import api
from tinhso.engines.guidance.commands import group
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.testing import apply_body, procedure_body, record
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import testing
from tinhso.kernel.actor import system_actor

pytestmark = pytest.mark.django_db
BOARD = "/can-bo/trang-thu-tuc/"
LAW = [{"document": "12/2030/QH20"}]
PARTS = ["names", "papers", "deadline", "fees", "lawful", "plain_words", "mistakes", "contact", "reviewed"]
FILES: dict[str, dict[str, Any]] = {
    "rules/procedure_pages/pages.yaml": {
        "code": "pages",
        "title": "Trang thủ tục",
        "review_months": 12,
        "parts": [{"code": code, "title": f"Phần {code}"} for code in PARTS],
    },
    "rules/outdated_papers/so-dieu.yaml": {
        "code": "so-dieu",
        "title": "Sổ diều",
        "reason": "abolished",
        "words": ["sổ diều"],
        "instead": "Cơ quan tự tra cứu.",
    },
    "guidance/procedures/9.000001.yaml": {
        "code": "9.000001",
        "title": "Trợ giúp",
        "reviewed_on": "2026-06-01",
        "mistakes": [{"wrong": "Thả diều trước rồi mới xin thẻ", "right": "Xin thẻ trước"}],
    },
    "guidance/desks/mot-cua.yaml": {
        "code": "mot-cua",
        "title": "Số điện thoại",
        "desks": [
            {"title": "Một cửa tỉnh", "places": ["commune"], "phone": "0900 000 101"},
            {"title": "Một cửa bộ", "places": ["ministry"], "phone": "0900 000 102"},
        ],
    },
    "guidance/glossary/tu.yaml": {
        "code": "tu",
        "title": "Từ ngữ",
        "words": [
            {"word": "bản vẽ", "meaning": "Hình con diều trên giấy."},
            {"word": "hợp pháp hóa", "meaning": "Không có ở trang này."},
        ],
    },
}  # fmt: skip


@pytest.fixture
def guided(tmp_path: Path) -> None:
    for name, body in FILES.items():
        place = tmp_path / "definitions" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(
            json.dumps({**body, "effective_from": "2025-07-01", "legal_basis": LAW}, ensure_ascii=False),
            encoding="utf-8",
        )
    definitions.apply_folder(tmp_path / "definitions", actor=system_actor())
    apply_body("procedure", procedure_body())


def known(tmp_path: Path, **changes: str) -> None:
    """A procedure of the national list that has no definition."""
    path = tmp_path / "9.000002.json"
    path.write_text(json.dumps(record("9.000002", **changes), ensure_ascii=False), encoding="utf-8")
    procedures.import_records([path], dry_run=False, actor=system_actor())


def reviewer() -> Client:
    testing.role("kiem-soat", {"procedures.review": "province"})
    testing.province([("kiem-soat-1", "H99.13", ("kiem-soat",))])
    return signed_in("kiem-soat-1")


def signed_in(post: str) -> Client:
    account = testing.officer(f"o-{post}", post)
    user = get_user_model().objects.get(pk=account.user_id)
    client = Client(raise_request_exception=False)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["identity.second_factor"] = str(user.pk)
    session.save()
    return client


def test_every_part_that_is_there_counts_and_a_definition_with_help_is_complete(guided: None) -> None:
    measure = api.completeness_of(procedures.get_procedure("9.000001"), on=date(2026, 11, 30))

    assert (measure.full, measure.total) == (9, 9)


def test_a_page_says_in_words_what_a_bare_record_lacks(guided: None, tmp_path: Path, client: Client) -> None:
    known(tmp_path)
    page = client.get("/thu-tuc/9.000002/").content.decode()

    assert "Trang này có 6 trên 9 phần cần có" in page
    assert "Phần plain_words: Chưa có lời giới thiệu bằng lời dễ hiểu." in page
    assert "Phần mistakes: Chưa có phần lỗi hay gặp." in page
    assert "Phần reviewed: Chưa ghi ngày rà soát." in page


def test_a_review_grows_old(guided: None) -> None:
    measure = api.completeness_of(procedures.get_procedure("9.000001"), on=date(2027, 6, 30))

    assert [part.missing for part in measure.missing] == ["Lần rà soát gần nhất đã lâu (01/06/2026)."]


def test_the_page_says_what_goes_wrong_whom_to_ask_and_what_hard_words_mean(guided: None, client: Client) -> None:
    page = client.get("/thu-tuc/9.000001/").content.decode()

    assert "Thả diều trước rồi mới xin thẻ" in page
    assert 'href="tel:0900000101"' in page
    assert "0900 000 102" not in page
    assert "Hình con diều trên giấy." in page
    assert "Không có ở trang này." not in page


def test_who_reviews_sees_what_is_unlawful_first_in_a_constant_number_of_queries(guided: None, tmp_path: Path) -> None:
    client = reviewer()
    client.get(BOARD)
    with CaptureQueriesContext(connection) as before:
        client.get(BOARD)
    papers = "--Tên giấy tờMẫu đơn, tờ khaiSố lượngBản sao sổ diều1 bản chính"
    known(tmp_path, thanh_phan_ho_so=papers)
    client.get(BOARD)
    with CaptureQueriesContext(connection) as after:
        answer = client.get(BOARD)

    rows = [row.cells for row in answer.context["rows"]]
    assert [(row[0].note, row[2].text, row[4].text) for row in rows] == [
        ("9.000002", "5/9", "Sổ diều"),
        ("9.000001", "9/9", "–"),
    ]
    assert len(after) == len(before)
    shown = client.get(BOARD, {"loc": "du"}).context["rows"]
    assert [row.cells[0].note for row in shown] == ["9.000001"]
    assert client.get(BOARD, {"thieu": "lawful", "nguon": "tinh"}).context["rows"] == []


def test_the_list_is_for_who_reviews_procedures(guided: None) -> None:
    testing.role("khac", {"dossiers.read": "own"})
    testing.province([("khac-1", "H99.13", ("khac",))])

    assert signed_in("khac-1").get(BOARD).status_code == 403


def test_lint_fails_for_our_own_definitions_and_tells_of_records(guided: None, tmp_path: Path) -> None:
    papers = "--Tên giấy tờMẫu đơn, tờ khaiSố lượngSổ diều1 bản chính"
    known(tmp_path, thanh_phan_ho_so=papers)
    told = CliRunner().invoke(group, ["lint", "--json"])
    strict = CliRunner().invoke(group, ["lint", "--records"])

    assert told.exit_code == 0, told.output
    assert [(one["procedure"], one["rule"], one["is_ours"]) for one in json.loads(told.output)] == [
        ("9.000002", "so-dieu", False)
    ]
    assert strict.exit_code == 1
