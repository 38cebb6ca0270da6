"""The pages: the payer learns whether it counted, hours later too; officers settle what no rule does; the counter's screen."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tinhso.kernel.clock import frozen, now
from tinhso.services.payments import api
from tinhso.services.payments.models import AttemptRow, CaseRow, DisplayRow, OrderRow, RefundRow
from tinhso.services.payments.simulator.bank import Script
from tinhso.services.payments.tests.conftest import AMOUNT, Scene
from tinhso.services.payments.tests.test_reconciling import books, statement  # noqa: F401  (a fixture)
from tinhso.services.payments.types import Order


def client_of(actor: Any) -> Client:
    client = Client()
    user = get_user_model().objects.get(id=actor.user_id)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    if actor.is_officer:
        session = client.session
        session["identity.second_factor"] = str(user.pk)
        session.save()
    return client


def page(order: Order, client: Client | None = None, *, more: str = "") -> str:
    answer = (client or Client()).get(f"/thanh-toan/{order.token}/{more}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_link_is_enough_to_choose_a_way_and_pay(scene: Scene) -> None:
    order, anyone = scene.order(), Client()
    assert "Trả bằng cách nào?" in page(order, anyone)
    assert anyone.post(f"/thanh-toan/{order.token}/", {"cach": "khac"}).status_code == 422
    assert AttemptRow.objects.count() == 0
    assert anyone.post(f"/thanh-toan/{order.token}/", {"cach": "qr"}).status_code == 302
    told = page(order, anyone)
    assert "<svg" in told
    assert AttemptRow.objects.get().reference in told
    assert "Trần Thị Mẫu" not in told


def test_the_browser_was_killed_and_hours_later_the_page_says_that_it_counted(scene: Scene) -> None:
    order = scene.order()
    attempt = scene.start(order)
    scene.bank().script = Script(tells=0)
    scene.pay(attempt)
    scene.round_at(now() + timedelta(minutes=2))
    with frozen(now() + timedelta(hours=5)):
        told = page(order)
    assert "Đã nhận 80.000 đồng" in told
    assert "Bạn không phải trả lại" in told
    assert "Trả bằng cách nào?" not in told
    assert "Số giao dịch của ngân hàng" in page(order, more="bien-nhan/")


def test_who_asks_is_answered_at_once_and_the_partner_is_not_asked_every_second(scene: Scene) -> None:
    order, anyone = scene.order(), Client()
    attempt = scene.start(order)
    scene.bank().pay(attempt.reference, AMOUNT)
    answer = anyone.post(f"/thanh-toan/{order.token}/kiem-tra/", follow=True)
    assert "Đã nhận được tiền. Không cần trả lại." in answer.content.decode()
    assert scene.state(order) == ("settled", AMOUNT)
    other = scene.order()
    late = scene.start(other)
    anyone.post(f"/thanh-toan/{other.token}/kiem-tra/")
    scene.bank().pay(late.reference, AMOUNT)
    anyone.post(f"/thanh-toan/{other.token}/kiem-tra/")
    assert scene.state(other) == ("open", 0)


def test_an_unclear_attempt_is_told_and_nobody_is_sent_to_pay_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = scene.order()
    scene.start(order)
    AttemptRow.objects.update(state="unconfirmed", words="Không trả lời")
    told = page(order)
    assert "đừng trả lại" in told
    assert "Trả bằng cách nào?" not in told
    assert "Chọn cách trả khác" not in told


def test_a_failed_attempt_says_that_nothing_was_charged_and_lets_pay_again(scene: Scene) -> None:
    order = scene.order()
    scene.tell(scene.bank().fail(scene.start(order).reference, AMOUNT))
    told = page(order)
    assert "tiền chưa bị trừ" in told
    assert "Trả bằng cách nào?" in told


def test_the_pages_are_complete_in_english(scene: Scene) -> None:
    order = scene.order()
    scene.start(order, "qr")
    english = Client()
    with translation.override("vi"):
        english.get("/ngon-ngu/en/?next=/")
        told = page(order, english, more="?doi")
    for words in ("How do you want to pay?", "Waiting for your payment", "Way qr", "Account number"):
        assert words in told
    assert "Đang chờ" not in told


def test_the_own_list_is_the_persons_own(scene: Scene) -> None:
    order = scene.order()
    assert order.code in client_of(scene.citizen).get("/thanh-toan/").content.decode()
    assert order.code not in client_of(scene.stranger).get("/thanh-toan/").content.decode()
    assert Client().get("/thanh-toan/").status_code == 302


def test_the_screen_at_the_counter_turns_by_itself(scene: Scene) -> None:
    officer = client_of(scene.cashier)
    assert officer.post("/can-bo/man-hinh-thanh-toan/", {"viec": "them", "ten": "Quầy 1"}).status_code == 302
    screen, order = DisplayRow.objects.get(), scene.order()
    address = f"/quay/{screen.token}/thanh-toan/"
    assert "Mời ông, bà" in Client().get(address).content.decode()
    shown = {"viec": "hien", "man_hinh": str(screen.id), "ma": order.code}
    assert officer.post("/can-bo/man-hinh-thanh-toan/", shown).status_code == 302
    answer = Client().get(address)
    assert "80.000 đồng" in answer.content.decode()
    assert "<svg" in answer.content.decode()
    assert answer.headers["Refresh"] == "4"
    assert "Refresh" not in Client().get(f"{address}?dung").headers

    attempt = AttemptRow.objects.get()
    scene.tell(scene.bank("qr").pay(attempt.reference, AMOUNT), "qr")

    assert "Đã nhận 80.000 đồng" in Client().get(address).content.decode()
    with frozen(now() + timedelta(minutes=3)):
        assert "Mời ông, bà" in Client().get(address).content.decode()


def test_a_screen_of_another_agency_is_not_written_on(scene: Scene) -> None:
    token = api.open_display(label="Quầy 1", actor=scene.cashier)
    screen, order = DisplayRow.objects.get(token=token), scene.order()
    shown = {"viec": "hien", "man_hinh": str(screen.id), "ma": order.code}
    assert client_of(scene.clerk).post("/can-bo/man-hinh-thanh-toan/", shown).status_code == 403
    screen.refresh_from_db()
    assert (screen.order_id, AttemptRow.objects.count()) == (None, 0)


def test_a_double_payment_goes_from_case_to_refund_by_two_people(scene: Scene) -> None:
    order = scene.order()
    attempt = scene.start(order)
    scene.pay(attempt)
    scene.pay(attempt, again=True)
    case = CaseRow.objects.get()
    cashier, chief = client_of(scene.cashier), client_of(scene.chief)
    assert "Một khoản được trả hai lần" in cashier.get("/can-bo/doi-soat/").content.decode()
    where = f"/can-bo/doi-soat/viec/{case.id}/"
    too_much = {"viec": "hoan", "so_tien": "80001", "ly_do_hoan": "Trả hai lần"}
    assert cashier.post(where, too_much).status_code == 422
    assert RefundRow.objects.count() == 0
    assert cashier.post(where, {**too_much, "so_tien": "80.000"}).status_code == 302
    refund = RefundRow.objects.get()
    paper = f"/can-bo/doi-soat/hoan-tien/{refund.id}/"
    assert "Duyệt hoàn tiền" not in cashier.get(paper).content.decode()
    assert cashier.post(paper, {"viec": "duyet"}).status_code == 403
    assert chief.post(paper, {"viec": "duyet"}).status_code == 302
    assert cashier.post(where, {"viec": "dong", "ket_qua": ""}).status_code == 422
    assert cashier.post(where, {"viec": "dong", "ket_qua": "Đã lập phiếu hoàn"}).status_code == 302
    refund.refresh_from_db()
    assert (refund.state, scene.cases()) == ("approved", [])


def test_a_statement_is_imported_and_its_difference_closed_on_the_pages(books: Scene) -> None:  # noqa: F811
    order = books.order()
    attempt = books.start(order)
    officer = client_of(books.cashier)
    assert officer.post("/can-bo/doi-soat/", {"nguon": "csv"}).status_code == 422
    file = SimpleUploadedFile("sao-ke.csv", statement(("FT1", AMOUNT, attempt.reference)), "text/csv")
    assert officer.post("/can-bo/doi-soat/", {"nguon": "csv", "sao_ke": file}).status_code == 302
    told = officer.get("/can-bo/doi-soat/").content.decode()
    assert "Ngân hàng có, hệ thống không có" in told
    (link,) = {part.partition('"')[0] for part in told.split('href="') if "/chenh-lech/" in part.partition('"')[0]}
    assert officer.post(link, {"viec": "dong", "ly_do": ""}).status_code == 422
    assert officer.post(link, {"viec": "ghi"}).status_code == 302
    assert books.state(order) == ("settled", AMOUNT)


def test_the_list_asks_the_database_the_same_number_of_questions(scene: Scene) -> None:
    officer = client_of(scene.cashier)
    officer.get("/can-bo/doi-soat/")
    counts = []
    for _ in range(2):
        for _ in range(3):
            scene.pay(scene.start(scene.order()), AMOUNT + 1)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert officer.get("/can-bo/doi-soat/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert OrderRow.objects.count() == 6


def test_the_stand_in_bank_is_there_in_a_demo_only(scene: Scene, settings: Any) -> None:
    order = scene.order()
    attempt = scene.start(order)
    where = f"/thanh-toan/gia-lap/{attempt.reference}/"
    assert Client().get(where).status_code == 200
    settings.DEMO = False
    assert Client().get(where).status_code == 404
    assert Client().post(where, {"lam": "tra"}).status_code == 404
    assert scene.state(order) == ("open", 0)
    settings.DEMO = True
    Client().post(where, {"lam": "tra"})
    assert scene.state(order) == ("settled", AMOUNT)


def test_a_partner_tells_over_http_and_is_answered(scene: Scene) -> None:
    order = scene.order()
    attempt = scene.start(order)
    ((body, headers),) = scene.bank().notices(scene.bank().pay(attempt.reference, AMOUNT))
    wrong = Client().post("/thanh-toan/bao/bank/", body + b"0", content_type=headers["content-type"])
    assert wrong.status_code == 403
    long = Client().post("/thanh-toan/bao/bank/", b"x" * 40_000, content_type=headers["content-type"])
    assert long.status_code == 422
    right = Client().post("/thanh-toan/bao/bank/", body, content_type=headers["content-type"])
    assert (right.status_code, right.content) == (200, b'{"error_code":"0"}')
    assert scene.state(order) == ("settled", AMOUNT)
