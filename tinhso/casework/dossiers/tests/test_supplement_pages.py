"""Complaint 10 (facts: ux e): each officer gives other instructions, six rounds, two months. Here over HTTP: one request
with everything, the applicant sees what the officer wrote, half an answer changes nothing, the whole one goes on.

November 2026: Monday 23rd works, Tuesday 24th is the Day of Vietnamese Culture, Wednesday 25th to Friday 27th work.
"""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tinhso.casework.dossiers import api, correspondence, queries
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.tasks import expire_supplements
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import (
    BIRTH,
    MARITAL,
    accept,
    everything,
    file,
    finish,
    status_of,
    version_of,
)
from tinhso.casework.dossiers.tests.doors import signed_in, visitor
from tinhso.casework.dossiers.tests.test_supplements import WORDS, answer, ask, law_of
from tinhso.casework.dossiers.types import Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind, ClockState, Punctuality
from tinhso.foundation.files.testing import pdf
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.outbox.delivery import deliver_all

pytestmark = pytest.mark.django_db
MONDAY_9, MONDAY_10 = at_local(2026, 11, 23, 9), at_local(2026, 11, 23, 10)
REQUEST = {
    "about": ["f:requester.phone", ""],
    "ask": ["Ghi số điện thoại đang dùng.", "Nói rõ nơi cư trú từ năm 2015 đến nay."],
    "reason": ["Số đã ghi không liên lạc được.", "Tờ khai bỏ trống thời gian này."],
}


def due_of(dossier_id: UUID):
    clock = deadlines.find_clock(("dossier", dossier_id), ClockKind.PROCESSING)
    assert clock is not None
    return clock


def written() -> dict[str, Any]:
    """Everything but the log of reads: who may read a dossier and knocks at a wrong door has read its head."""
    return {label: rows for label, rows in everything().items() if not label.startswith("access.Read")}


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"dossiers:{name}", args=args))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def test_one_request_half_an_answer_the_whole_answer_an_apology_and_the_result(province: SmallProvince, tmp_path: Path):
    law_of(tmp_path, clock="pause")
    with frozen(MONDAY_9):
        filed = file(province, MARITAL)
        accept(province, filed.id)
    assert due_of(filed.id).due_at == at_local(2026, 11, 27, 17)

    with frozen(MONDAY_10):
        citizen, officer = signed_in(province.citizen), signed_in(province.specialist)
        address = reverse("dossiers:ask_supplement", args=[filed.id])
        shown = officer.post(address, {**REQUEST, "version": version_of(filed.id), "xem": "1"}).content.decode()
        assert "Nói rõ nơi cư trú từ năm 2015 đến nay." in shown
        assert status_of(filed.id) is Status.PROCESSING
        sent = officer.post(address, {**REQUEST, "version": version_of(filed.id), "gui": "1"})
        assert sent.status_code == 302
        deliver_all()
        # The applicant reads the officer's own words, on every page that tells of the dossier.
        for told in (page(citizen, "detail", filed.id), page(citizen, "mend", filed.id)):
            for words in (*REQUEST["ask"], "17 giờ 00 phút, thứ Tư ngày 23/12/2026"):
                assert words in told
        token = Dossier.objects.get(id=filed.id).verify_token
        assert "17 giờ 00 phút, thứ Tư ngày 23/12/2026" in page(visitor(), "track_token", token)
        assert "Ghi số điện thoại đang dùng." not in page(visitor(), "track_token", token)
    mend = reverse("dossiers:mend", args=[filed.id])
    phone, where = correspondence.supplements_of(filed.id)[0].items

    with frozen(at_local(2026, 11, 25, 9)):
        citizen, officer = signed_in(province.citizen), signed_in(province.specialist)
        assert "Còn 2 nội dung cần bổ sung" in page(citizen, "detail", filed.id)
        citizen.post(mend, {"item": phone.id, "value": "0900 000 002"})
        assert "Còn 1 nội dung cần bổ sung" in page(citizen, "detail", filed.id)
        half = citizen.post(mend, {"gui": "1"})
        assert half.status_code == 422
        assert "Chưa bổ sung: Nói rõ nơi cư trú từ năm 2015 đến nay." in half.content.decode()
        citizen.post(mend, {"hoi": "1", "text": "Ghi cả nơi tạm trú?"})
        assert "Ghi cả nơi tạm trú?" in page(officer, "work", filed.id)
    assert (status_of(filed.id), due_of(filed.id).state) == (Status.SUPPLEMENT, ClockState.PAUSED)

    with frozen(at_local(2026, 11, 26, 20)):
        citizen = signed_in(province.citizen)
        assert citizen.post(mend, {"item": where.id, "value": "Ở số 1 đường Minh Họa."}).status_code == 302
        assert citizen.post(mend, {"gui": "1"}).status_code == 302
    # Five of Monday's seven and a half hours and three days, from Friday's opening.
    assert (status_of(filed.id), due_of(filed.id).due_at) == (Status.PROCESSING, at_local(2026, 12, 2, 14, 30))

    with frozen(at_local(2026, 11, 30, 9)):
        citizen, officer, leader = (signed_in(who) for who in (province.citizen, province.specialist, province.leader))
        extend = reverse("dossiers:extend", args=[filed.id])
        day = {"new_due_on-day": "7", "new_due_on-month": "12", "new_due_on-year": "2026"}
        reason = "Chờ trả lời xác minh của nơi cư trú trước đây."
        assert officer.post(extend, {**day, "reason": reason, "version": version_of(filed.id)}).status_code == 302
        assert reason in page(leader, "morning")
        assert leader.post(extend, {"ky": "1", "version": version_of(filed.id)}).status_code == 302
        # The same words for the applicant, signed in or by the receipt's QR.
        for told in (page(citizen, "detail", filed.id), page(visitor(), "track_token", token)):
            assert "17 giờ 00 phút, thứ Hai ngày 07/12/2026" in told
            assert "14 giờ 30 phút, thứ Tư ngày 02/12/2026" in told
    assert (due_of(filed.id).due_at, due_of(filed.id).appointed_at) == (
        at_local(2026, 12, 2, 14, 30),
        at_local(2026, 12, 7, 17),
    )
    with frozen(at_local(2026, 12, 3, 9)):
        finish(province, filed.id)
        deliver_all()
    # Before the new date, after the first: late.
    assert deadlines.punctuality_of(due_of(filed.id)) is Punctuality.LATE
    assert [line["status"] for line in queries.trace(filed.id)] == [1, 2, 4, 5, 4, 9, 10]
    assert {one.kind for one in queries.papers_of(filed.id)} == {"receipt", "supplement", "apology", "control_slip"}


def test_the_desk_takes_the_answer_of_who_comes_to_the_counter(province: SmallProvince):
    with frozen(MONDAY_9):
        filed = file(province, BIRTH)
    with frozen(MONDAY_10):
        ask(filed.id, province.desk)
    here = reverse("dossiers:mend_at_desk", args=[filed.id])
    paper, words = correspondence.supplements_of(filed.id)[0].items
    with frozen(at_local(2026, 11, 25, 9)):
        desk = signed_in(province.desk)
        wrong = desk.post(here, {"item": paper.id, "files": SimpleUploadedFile("x.exe", b"MZ\x90\x00")})
        assert wrong.status_code == 422
        assert desk.post(here, {"item": paper.id, "files": SimpleUploadedFile("moi.pdf", pdf())}).status_code == 302
        (kept,) = correspondence.supplements_of(filed.id)[0].items[0].file_ids
        given = signed_in(province.citizen).get(reverse("dossiers:mended_file", args=[filed.id, kept]))
        assert given.status_code == 200
        assert given.headers["Content-Disposition"].startswith("attachment")
        desk.post(here, {"item": paper.id, "bo": kept})
        assert correspondence.supplements_of(filed.id)[0].items[0].file_ids == ()
        desk.post(here, {"item": paper.id, "files": SimpleUploadedFile("moi.pdf", pdf())})
        desk.post(here, {"item": words.id, "value": "Ở nhà bà ngoại."})
        assert desk.post(here, {"gui": "1"}).status_code == 302
    assert status_of(filed.id) is Status.REGISTERED


def test_whoever_may_not_is_refused_at_every_door_and_nothing_changes(province: SmallProvince):
    with frozen(MONDAY_9):
        filed = file(province, MARITAL)
        accept(province, filed.id)
        open_one = file(province, MARITAL)
        accept(province, open_one.id)
        request_id = ask(open_one.id, province.specialist, WORDS)
    version = version_of(filed.id)
    doors = {
        ("ask_supplement", filed.id): (
            {**REQUEST, "gui": "1", "version": version},
            ("citizen", "stranger", "reviewer", "desk"),
        ),
        ("extend", filed.id): (
            {
                "new_due_on-day": "7",
                "new_due_on-month": "12",
                "new_due_on-year": "2026",
                "reason": "x",
                "version": version,
            },
            ("citizen", "stranger", "reviewer", "desk"),
        ),
        ("stop", filed.id): ({"reason": "x", "version": version}, ("citizen", "stranger", "specialist", "desk")),
        ("mend", open_one.id): ({"gui": "1"}, ("stranger",)),
        ("mend_at_desk", open_one.id): ({"gui": "1"}, ("citizen", "stranger", "specialist", "leader")),
    }
    for (name, dossier_id), (data, people) in doors.items():
        for who in people:
            client = signed_in(getattr(province, who))
            before = written()
            answer = client.post(reverse(f"dossiers:{name}", args=[dossier_id]), data)
            assert answer.status_code in (403, 404), (name, who, answer.status_code)
            assert written() == before, (name, who)
        nobody = visitor().post(reverse(f"dossiers:{name}", args=[dossier_id]), data)
        assert nobody.status_code in (302, 403)
    reply = reverse("dossiers:reply", args=[open_one.id, request_id])
    assert signed_in(province.citizen).post(reply, {"text": "x"}).status_code == 403


def test_the_page_asks_as_often_for_ten_things_as_for_one(province: SmallProvince):
    counts = []
    for number in (1, 10):
        with frozen(MONDAY_9):
            filed = file(province, MARITAL)
            accept(province, filed.id)
            ask(filed.id, province.specialist, *([WORDS] * number))
        client = signed_in(province.citizen)
        page(client, "mend", filed.id)
        with CaptureQueriesContext(connection) as asked:
            page(client, "mend", filed.id)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_whoever_was_too_late_reads_why_it_was_stopped(province: SmallProvince):
    with frozen(MONDAY_9):
        filed = file(province, MARITAL)
        accept(province, filed.id)
        ask(filed.id, province.specialist, WORDS)
    with frozen(at_local(2026, 12, 24, 9)):
        expire_supplements()
        told = page(signed_in(province.citizen), "detail", filed.id)
    assert "17 giờ 00 phút, thứ Tư ngày 23/12/2026" in told
    assert "dừng giải quyết và trả lại hồ sơ" in told


def test_only_the_head_who_may_decide_sees_a_second_request(province: SmallProvince):
    with frozen(MONDAY_9):
        filed = file(province, MARITAL)
        accept(province, filed.id)
        answer(ask(filed.id, province.specialist, WORDS), province.citizen)
        api.send_answer(supplement_id=correspondence.supplements_of(filed.id)[0].id, actor=province.citizen)
        ask(filed.id, province.specialist, WORDS)
    link = reverse("dossiers:decide_supplement", args=[filed.id])
    with frozen(MONDAY_10):
        assert link in page(signed_in(province.leader), "morning")
        assert link not in page(signed_in(province.desk_head), "morning")
        # Nor does the first page of the day say that nothing waits.
        assert "1 đề nghị chờ bạn duyệt" in signed_in(province.leader).get("/can-bo/").content.decode()
        assert "chờ bạn duyệt" not in signed_in(province.desk_head).get("/can-bo/").content.decode()
        assert WORDS.ask in page(signed_in(province.leader), "decide_supplement", filed.id)
        signed_in(province.leader).post(link, {"duyet": "1", "version": version_of(filed.id)})
    assert status_of(filed.id) is Status.SUPPLEMENT
