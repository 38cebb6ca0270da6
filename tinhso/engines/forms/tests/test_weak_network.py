"""A weak network loses nothing: what is typed is kept before it is saved, files go up in pieces and go on."""

import hashlib
import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tinhso.engines.forms import api
from tinhso.engines.forms.actions import save_answers
from tinhso.engines.forms.models import DraftPaper
from tinhso.engines.forms.tests.conftest import Browser
from tinhso.engines.forms.tests.scene import ME, STRANGER, start
from tinhso.foundation.files.testing import pdf, photo

pytestmark = pytest.mark.django_db
PAPER = "giay_chung_sinh"


def typed_on(client: Client, draft_id: UUID) -> str:
    return client.get(f"/nop/{draft_id}/tre/").content.decode()


def test_what_was_typed_survives_a_killed_browser(browser: Browser) -> None:
    draft_id = start()
    sent = browser.post(f"/nop/{draft_id}/luu-tam/tre/", {"child-full_name": "Nguyễn Dở", "_act": "x", "other": "y"})
    assert sent.status_code == 200
    page = typed_on(browser, draft_id)
    assert 'value="Nguyễn Dở"' in page
    assert "Những gì bạn đang gõ vẫn còn ở đây" in page
    draft = api.get_draft(draft_id, actor=ME)
    assert draft.typed == {"tre": {"child-full_name": ("Nguyễn Dở",)}}
    assert draft.data == {}


def test_a_saved_page_has_nothing_waiting(browser: Browser) -> None:
    draft_id = start()
    browser.post(f"/nop/{draft_id}/luu-tam/ban-sao/", {"copies_wanted": "true"})
    browser.post(f"/nop/{draft_id}/ban-sao/", {"copies_wanted": "false"})
    assert api.get_draft(draft_id, actor=ME).typed == {}


def test_an_item_being_typed_is_kept_too(browser: Browser) -> None:
    draft_id = start()
    browser.post(f"/nop/{draft_id}/luu-tam/anh-chi/them/", {"full_name": "Trần Anh"})
    assert 'value="Trần Anh"' in browser.get(f"/nop/{draft_id}/anh-chi/them/").content.decode()
    assert browser.post(f"/nop/{draft_id}/luu-tam/anh-chi/khong-co/", {"full_name": "x"}).status_code == 404


def test_nobody_else_keeps_anything_and_nobody_keeps_too_much(browser: Browser) -> None:
    draft_id = start()
    browser.actor = STRANGER
    assert browser.post(f"/nop/{draft_id}/luu-tam/tre/", {"child-full_name": "x"}).status_code == 404
    browser.actor = ME
    too_much = {"child-full_name": "x" * (save_answers.MOST_TYPED + 1)}
    assert browser.post(f"/nop/{draft_id}/luu-tam/tre/", too_much).status_code == 413
    assert browser.post(f"/nop/{draft_id}/luu-tam/khong-co/", {"a": "b"}).status_code == 404
    assert api.get_draft(draft_id, actor=ME).typed == {}


def announce(browser: Browser, draft_id: UUID, content: bytes, **changes: Any) -> Any:
    told = {"paper": PAPER, "name": "a.jpg", "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    body = json.dumps({**told, **changes})
    return browser.post(f"/nop/{draft_id}/giay-to/phan/", body, content_type="application/json")


def piece(browser: Browser, draft_id: UUID, upload: str, offset: object, content: bytes) -> Any:
    address = f"/nop/{draft_id}/giay-to/phan/{upload}/?tu={offset}"
    return browser.post(address, content, content_type="application/octet-stream")


def test_photos_in_pieces_become_one_paper(browser: Browser) -> None:
    draft_id = start()
    ids = []
    for one in (photo((400, 300)), photo((300, 400))):
        upload = announce(browser, draft_id, one).json()
        middle = len(one) // 2
        assert piece(browser, draft_id, upload["id"], 0, one[:middle]).json()["received"] == middle
        # The connection broke: the same file announced again goes on where it was.
        assert announce(browser, draft_id, one).json() == {"id": upload["id"], "received": middle}
        assert piece(browser, draft_id, upload["id"], 0, one[:middle]).status_code == 409
        assert piece(browser, draft_id, upload["id"], middle, one[middle:]).json()["received"] == len(one)
        ids.append(upload["id"])
    assert browser.post(f"/nop/{draft_id}/giay-to/", {"giay": PAPER, "phan": ids}).status_code == 302
    (paper,) = DraftPaper.objects.filter(draft_id=draft_id)
    assert (paper.component_code, paper.file.pages) == (PAPER, 2)


def test_what_comes_in_pieces_is_checked_like_any_other_file(browser: Browser) -> None:
    draft_id = start()
    content = b"MZ" + b"x" * 500
    upload = announce(browser, draft_id, content, name="giay.pdf").json()["id"]
    piece(browser, draft_id, upload, 0, content)
    answer = browser.post(f"/nop/{draft_id}/giay-to/", {"giay": PAPER, "phan": [upload]})
    assert answer.status_code == 422
    assert "Không nhận tệp" in answer.content.decode()
    assert not DraftPaper.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"size": 10**12}, {"size": 0}, {"size": True}, {"size": "9"}, {"sha256": "zz"}, {"paper": 5}, {"name": None}],
)
def test_a_strange_announcement_is_refused(browser: Browser, changes: dict[str, Any]) -> None:
    draft_id = start()
    answer = announce(browser, draft_id, pdf(), **changes)
    assert answer.status_code == 422
    assert answer.json()["problem"]


def test_strange_pieces_are_refused(browser: Browser) -> None:
    draft_id = start()
    upload = announce(browser, draft_id, pdf()).json()["id"]
    for offset in ("", "x", "-1", "٣", "1" * 20):
        assert piece(browser, draft_id, upload, offset, b"a").status_code == 422
    assert piece(browser, draft_id, str(draft_id), 0, b"a").status_code == 404
    assert announce(browser, draft_id, pdf(), paper="khong_co").status_code == 404
    assert (
        browser.post(f"/nop/{draft_id}/giay-to/phan/", "[" * 9999, content_type="application/json").status_code == 422
    )
    browser.actor = STRANGER
    assert piece(browser, draft_id, upload, 0, b"a").status_code == 404
    assert announce(browser, draft_id, pdf()).status_code == 404
    assert not DraftPaper.objects.exists()
