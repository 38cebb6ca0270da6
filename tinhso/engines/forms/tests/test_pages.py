"""The journey without JavaScript: tasks, questions, group, papers, check; refusals change nothing."""

from datetime import timedelta
from typing import Any, cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from tinhso.engines.forms import api
from tinhso.engines.forms.models import DraftPaper, DraftRow
from tinhso.engines.forms.tests.conftest import Browser
from tinhso.engines.forms.tests.scene import ME, STRANGER, good, known, posted, start
from tinhso.engines.forms.types import HeldItem, PaperSpec, TopicState
from tinhso.foundation.files import api as files
from tinhso.foundation.files import testing as samples
from tinhso.kernel import clock
from tinhso.kernel.ids import new_id

# Static files are gathered by `make`; a page needs none of them to be tested.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at:UserWarning")]


def url(name: str, *args: Any) -> str:
    return reverse(f"forms:{name}", args=args)


def page(browser: Browser, draft: Any, topic: str) -> str:
    return browser.get(url("question", draft, topic)).content.decode()


def send(browser: Browser, draft: Any, topic: str, boxes: dict[str, str], query: str = "") -> Any:
    return browser.post(url("question", draft, topic) + query, boxes)


def answer_all(browser: Browser, draft: Any) -> None:
    boxes = posted(good())
    for topic in ("nguoi-khai", "quan-he", "tre", "ban-sao"):
        assert send(browser, draft, topic, boxes).status_code == 302
    assert send(browser, draft, "anh-chi", {}).status_code == 302


def test_whole_journey_ends_at_the_callers_page(browser: Browser) -> None:
    draft = start()

    assert send(browser, draft, "nguoi-khai", posted(good())).headers["Location"] == url("question", draft, "quan-he")
    answer_all(browser, draft)
    last = send(browser, draft, "ban-sao", posted(good()))
    assert last.headers["Location"] == url("papers", draft)
    upload = SimpleUploadedFile("chung-sinh.jpg", samples.photo(), content_type="image/jpeg")
    browser.post(url("papers", draft), {"giay": "giay_chung_sinh", "tep": upload})
    assert browser.post(url("papers", draft)).headers["Location"] == url("check", draft)

    checked = browser.get(url("check", draft)).content.decode()
    assert "Nguyễn Thị Mẫu" in checked
    assert "02/01/2026" in checked
    assert "Xã Thử 911, Tỉnh Mẫu Một" in checked
    assert 'href="/ho-so/nop/"' in checked
    assert api.get_draft(draft, actor=ME).is_complete


def test_every_page_saves_and_a_later_browser_resumes(browser: Browser) -> None:
    draft = start()
    send(browser, draft, "nguoi-khai", posted(good()))

    later = api.get_draft(draft, actor=ME)
    assert later.data["applicant"]["full_name"] == "Nguyễn Văn Thử"
    assert later.topic_states["nguoi-khai"] is TopicState.DONE
    listed = browser.get(url("tasks", draft)).content.decode()
    assert f"{clock.local(later.expires_at):%d/%m/%Y}" in listed
    assert url("question", draft, "quan-he") in listed


def test_errors_keep_what_was_typed_and_save_nothing(browser: Browser) -> None:
    draft = start()
    boxes = posted(good()) | {"applicant-personal_number": "0790900", "applicant-phone": "mười"}

    answer = send(browser, draft, "nguoi-khai", boxes)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Lỗi:" in html
    assert "phải có 12 chữ số, bạn đã nhập 7" in html
    assert 'href="#applicant-personal_number"' in html
    assert 'value="mười"' in html
    assert 'value="0790900"' in html
    assert api.get_draft(draft, actor=ME).answers == {}


def test_stray_spaces_and_decomposed_letters_are_cleaned(browser: Browser) -> None:
    draft = start()
    boxes = posted(good()) | {
        "applicant-full_name": "  Tra\u0302\u0300n   Thị\u200b B  ",
        "applicant-phone": "+84 912.345.678",
    }

    send(browser, draft, "nguoi-khai", boxes)

    saved = api.get_draft(draft, actor=ME).data["applicant"]
    assert (saved["full_name"], saved["phone"]) == ("Trần Thị B", "0912345678")


def test_another_person_gets_404_and_nothing_changes(browser: Browser) -> None:
    draft = start()
    send(browser, draft, "nguoi-khai", posted(good()))
    before = DraftRow.objects.values().get()
    browser.actor = STRANGER

    upload = SimpleUploadedFile("a.pdf", samples.pdf())
    tried = [
        browser.get(url("tasks", draft)),
        browser.get(url("check", draft)),
        browser.get(url("papers", draft)),
        browser.get(url("question", draft, "tre")),
        send(browser, draft, "quan-he", posted(good())),
        browser.post(url("repeat", draft, "anh-chi", "them"), {"full_name": "A"}),
        browser.post(url("papers", draft), {"giay": "giay_chung_sinh", "tep": upload}),
        browser.post(url("discard", draft)),
    ]

    assert [answer.status_code for answer in tried] == [404] * len(tried)
    assert DraftRow.objects.values().get() == before
    assert DraftPaper.objects.count() == 0
    assert files.files_of(("forms.draft", draft)) == ()


def test_wholly_known_topic_is_only_on_check_answers(browser: Browser) -> None:
    mine = good()["applicant"]
    draft = start(known(full_name=mine["full_name"], personal_number=mine["personal_number"],
                        address=mine["address"], phone="0912345678"))  # fmt: skip

    assert api.get_draft(draft, actor=ME).topic_states["nguoi-khai"] is TopicState.KNOWN
    assert "Làm tiếp" in (listed := browser.get(url("tasks", draft)).content.decode())
    assert f'href="{url("question", draft, "quan-he")}"' in listed
    checked = browser.get(url("check", draft)).content.decode()
    assert "CSDL dân cư" in checked
    assert "21/11/2026" in checked
    shown = page(browser, draft, "nguoi-khai")
    assert "CSDL dân cư" in shown


def test_changed_value_loses_its_source_and_the_page_counts_as_answered(browser: Browser) -> None:
    mine = good()["applicant"]
    draft = start(known(full_name=mine["full_name"], personal_number=mine["personal_number"]))

    send(browser, draft, "nguoi-khai", posted(good()) | {"applicant-full_name": "Tên Khác"})

    assert set(api.get_draft(draft, actor=ME).sources) == {"applicant.personal_number"}


def test_partly_known_topic_is_asked_with_what_is_known(browser: Browser) -> None:
    mine = good()["applicant"]
    draft = start(known(full_name=mine["full_name"], personal_number=mine["personal_number"], address=mine["address"]))

    assert api.get_draft(draft, actor=ME).topic_states["nguoi-khai"] is TopicState.NOT_STARTED
    shown = page(browser, draft, "nguoi-khai")
    assert f'value="{mine["full_name"]}"' in shown
    assert shown.count("21/11/2026") == 3


def test_known_value_that_does_not_fit_is_not_used() -> None:
    draft = api.get_draft(start(known(full_name="Người 2", personal_number="12", address="Ấp 1, xã A")), actor=ME)

    assert (draft.data, draft.sources) == ({}, {})


def test_change_link_returns_straight_to_check(browser: Browser) -> None:
    draft = start()
    answer_all(browser, draft)

    checked = browser.get(url("check", draft)).content.decode()
    assert f"{url('question', draft, 'tre')}?ve=kiem-tra#child-sex" in checked
    answer = send(browser, draft, "tre", posted(good()), "?ve=kiem-tra")
    assert answer.headers["Location"] == url("check", draft)
    assert (
        f'href="{url("check", draft)}"' in browser.get(url("question", draft, "tre") + "?ve=kiem-tra").content.decode()
    )


def test_hidden_page_is_404_until_its_condition_holds_and_loses_nothing(browser: Browser) -> None:
    draft = start()
    assert browser.get(url("question", draft, "so-ban-sao")).status_code == 404

    send(browser, draft, "ban-sao", {"copies_wanted": "true"})
    send(browser, draft, "so-ban-sao", {"copies": "1.0"})
    assert send(browser, draft, "so-ban-sao", {"copies": "3"}).status_code == 302
    assert api.get_draft(draft, actor=ME).data["copies"] == 3
    send(browser, draft, "ban-sao", {"copies_wanted": "false"})
    assert "copies" not in api.get_draft(draft, actor=ME).data
    send(browser, draft, "ban-sao", {"copies_wanted": "true"})
    assert api.get_draft(draft, actor=ME).data["copies"] == 3


def test_conditional_question_stands_inside_its_radio_button(browser: Browser) -> None:
    draft = start()

    html = page(browser, draft, "quan-he")
    assert "govuk-radios__conditional" in html
    assert send(browser, draft, "quan-he", {"applicant-relation": "other"}).status_code == 422
    assert (
        send(browser, draft, "quan-he", {"applicant-relation": "father", "applicant-relation_other": "x"}).status_code
        == 302
    )
    assert "relation_other" not in api.get_draft(draft, actor=ME).data["applicant"]


def test_group_items_are_added_changed_and_removed(browser: Browser) -> None:
    draft = start()
    add = url("repeat", draft, "anh-chi", "them")
    assert browser.post(add, {"full_name": ""}).status_code == 422
    assert browser.post(add, {"full_name": "An Văn Một", "born_on-year": "2015"}).headers["Location"] == url(
        "question", draft, "anh-chi"
    )
    browser.post(add, {"full_name": "An Văn Hai"})

    first, second = api.get_draft(draft, actor=ME).item_keys["siblings"]
    assert "An Văn Một – 2015" in page(browser, draft, "anh-chi")
    assert 'value="An Văn Hai"' in browser.get(url("repeat", draft, "anh-chi", second)).content.decode()
    browser.post(url("repeat", draft, "anh-chi", second), {"full_name": "An Thị Ba"})
    browser.post(url("repeat-remove", draft, "anh-chi", first))
    assert api.get_draft(draft, actor=ME).data["siblings"] == [{"full_name": "An Thị Ba"}]
    assert browser.post(url("repeat", draft, "anh-chi", first), {"full_name": "Z"}).status_code == 404


def test_address_picker_works_without_javascript(browser: Browser) -> None:
    draft = start()
    name = "applicant-address"

    shown = send(
        browser,
        draft,
        "nguoi-khai",
        {f"{name}-province": "92", "_act": f"chon-tinh:{name}", "applicant-full_name": "Gõ dở"},
    )
    html = shown.content.decode()
    assert shown.status_code == 200
    assert "Xã Thử 921" in html
    assert "Xã Thử 911" not in html
    assert 'value="Gõ dở"' in html

    found = send(
        browser, draft, "nguoi-khai", {f"{name}-search": "xa cu ky", "_act": f"tim-xa:{name}"}
    ).content.decode()
    assert "Xã Cũ Kỹ (cũ) nay là Xã Thử 922" in found
    boxes = posted(good()) | {f"{name}-found": "92002", f"{name}-commune": ""}
    send(browser, draft, "nguoi-khai", boxes)
    assert api.get_draft(draft, actor=ME).data["applicant"]["address"] == {
        "province_code": "92", "province_name": "Tỉnh Mẫu Hai", "commune_code": "92002",
        "commune_name": "Xã Thử 922", "street": "Ấp 1",
    }  # fmt: skip


def test_commune_of_another_province_is_refused(browser: Browser) -> None:
    draft = start()

    answer = send(browser, draft, "nguoi-khai", posted(good()) | {"applicant-address-province": "92"})

    assert answer.status_code == 422
    assert "không thuộc tỉnh, thành phố đã chọn" in answer.content.decode()


def test_session_that_ended_keeps_the_posted_page(browser: Browser) -> None:
    draft = start()
    browser.actor = None

    sent = send(browser, draft, "nguoi-khai", posted(good()) | {"applicant-full_name": "Tên Chưa Lưu"})
    assert sent.status_code == 302
    assert f"next={url('question', draft, 'nguoi-khai')}" in sent.headers["Location"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session")
        assert all("079090001234" not in row[0] for row in cursor.fetchall())

    browser.actor = ME
    resumed = page(browser, draft, "nguoi-khai")
    assert "Đã giữ lại trang của bạn" in resumed
    assert 'value="Tên Chưa Lưu"' in resumed
    assert "Đã giữ lại trang của bạn" not in page(browser, draft, "nguoi-khai")


def test_kept_page_is_never_shown_to_another_person(browser: Browser) -> None:
    draft = start()
    browser.actor = None
    send(browser, draft, "nguoi-khai", posted(good()))
    browser.actor = STRANGER

    answer = browser.get(url("question", draft, "nguoi-khai"))

    assert answer.status_code == 404
    assert "079090001234" not in answer.content.decode()


def test_identifiers_rest_encrypted(browser: Browser) -> None:
    draft = start()
    send(browser, draft, "nguoi-khai", posted(good()))

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM forms_draft")
        raw = repr(cursor.fetchall())
    assert "079090001234" not in raw
    assert "Nguyễn Văn Thử" not in raw


def test_several_photos_become_one_file_and_refusals_name_theirs(browser: Browser) -> None:
    draft = start()
    photos = [SimpleUploadedFile(f"IMG_{n}.HEIC", samples.photo(form="HEIF")) for n in (1, 2)]

    browser.post(url("papers", draft), {"giay": "giay_chung_sinh", "tep": photos})
    (file,) = api.get_draft(draft, actor=ME).files["giay_chung_sinh"]
    assert (file.name, file.media_type, file.pages) == ("IMG_1.pdf", "application/pdf", 2)
    download = browser.get(url("paper-file", draft, file.id))
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(cast("Any", download).streaming_content).startswith(b"%PDF-")

    bad = [SimpleUploadedFile("tot.pdf", samples.pdf()), SimpleUploadedFile("xau.pdf", b"MZ" + bytes(100))]
    refused = browser.post(url("papers", draft), {"giay": "giay_chung_sinh", "tep": bad})
    assert refused.status_code == 422
    assert "“xau.pdf”: đây là tệp chương trình Windows" in refused.content.decode()
    assert 'href="#tep-giay_chung_sinh"' in refused.content.decode()
    assert DraftPaper.objects.count() == 1
    empty = browser.post(url("papers", draft), {"giay": "giay_chung_sinh"})
    assert "Hãy chọn tệp hoặc chụp ảnh trước khi bấm Tải lên." in empty.content.decode()
    assert "Không nhận tệp" not in empty.content.decode()

    browser.post(url("paper-remove", draft, file.id))
    assert DraftPaper.objects.count() == 0
    assert files.files_of(("forms.draft", draft)) == ()


def test_too_many_files_are_refused_together(browser: Browser) -> None:
    draft = start()
    five = [SimpleUploadedFile(f"{n}.pdf", samples.pdf()) for n in range(5)]

    answer = browser.post(url("papers", draft), {"giay": "giay_chung_sinh", "tep": five})

    assert "nhận nhiều nhất 4 tệp" in answer.content.decode()
    assert DraftPaper.objects.count() == 0


def test_papers_asked_held_optional_and_conditional(browser: Browser) -> None:
    item = HeldItem(new_id(), "Giấy chứng sinh điện tử", clock.today())
    specs = [PaperSpec("giay_chung_sinh", "Giấy chứng sinh", held=item)]
    held = start(papers=specs)
    asked = start()

    html = browser.get(url("papers", held)).content.decode()
    assert "không cần nộp" in html
    assert 'type="file"' not in html
    assert api.get_draft(held, actor=ME).held == {"giay_chung_sinh": item.item_id}
    refused = browser.post(
        url("papers", held), {"giay": "giay_chung_sinh", "tep": SimpleUploadedFile("a.pdf", samples.pdf())}
    )
    assert refused.status_code == 404

    assert [(p.spec.code, p.state) for p in api.get_draft(asked, actor=ME).papers] == [
        ("giay_chung_sinh", "missing"), ("anh", "optional"),
    ]  # fmt: skip
    send(browser, asked, "quan-he", {"applicant-relation": "other", "applicant-relation_other": "Ông"})
    assert [p.spec.code for p in api.get_draft(asked, actor=ME).papers] == ["giay_chung_sinh", "uy_quyen", "anh"]


def test_expired_and_closed_drafts_take_nothing_more(browser: Browser) -> None:
    draft = start()
    answer_all(browser, draft)
    closed = api.close_draft(draft, actor=ME)
    assert closed.data["child"]["full_name"] == "Nguyễn Thị Mẫu"
    assert send(browser, draft, "tre", posted(good())).status_code == 409
    assert api.get_draft(draft, actor=ME).answers == {}

    other = start()
    with clock.frozen(clock.now() + timedelta(days=61)):
        assert send(browser, other, "tre", posted(good())).status_code == 409
        assert api.list_drafts(api.get_draft(draft, actor=ME).owner) == ()
        assert api.sweep_drafts() == 2
    assert DraftRow.objects.count() == 0


def test_discard_asks_first_and_then_erases(browser: Browser) -> None:
    draft = start()
    assert "không lấy lại được" in browser.get(url("discard", draft)).content.decode()
    assert DraftRow.objects.count() == 1

    browser.post(url("discard", draft))
    assert DraftRow.objects.count() == 0
