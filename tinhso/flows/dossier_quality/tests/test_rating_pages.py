"""The pages of slips: the dossier's page offers it, the counter's device takes it without signing in and forgets it."""

import re

from django.test import Client

from tinhso.casework.ratings import api
from tinhso.casework.ratings.testing import models
from tinhso.flows.dossier_quality.tests.conftest import AFTER, Served
from tinhso.insight.warehouse.testing import sign_in
from tinhso.kernel.clock import frozen


def counter_of(served: Served) -> models.Counter:
    return models.Counter.objects.get(id=api.open_counter(title="Quầy 1", actor=served.province.desk_head))


def what_of(html: str) -> str:
    found = re.search(r'name="what" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def test_the_dossiers_page_leads_to_the_slip_and_the_slip_is_recorded(served: Served) -> None:
    with frozen(AFTER):
        client = sign_in(served.province.citizen)
        assert f"/danh-gia/ho-so/{served.done}/" in client.get(f"/ho-so/{served.done}/").content.decode()
        assert "/danh-gia/ho-so/" not in client.get(f"/ho-so/{served.open}/").content.decode()
        page = f"/danh-gia/ho-so/{served.done}/"
        assert client.post(page, {}).status_code == 422
        assert client.post(page, {"level": "satisfied", "cau_contacts": "none"}).status_code == 302
        html = client.get(page).content.decode()

    assert "sửa được đến" in html
    assert models.Slip.objects.get().choices == {"contacts": "none"}


def test_the_qr_of_the_receipt_leads_to_the_slip_without_signing_in(served: Served) -> None:
    token = served.token(served.done)
    with frozen(AFTER):
        client = Client()
        assert f"/danh-gia/giay-hen/{token}/" in client.get(f"/tra-cuu/{token}/").content.decode()
        assert client.post(f"/danh-gia/giay-hen/{token}/", {"level": "unsatisfied"}).status_code == 302

    assert models.Slip.objects.get().way == "receipt"


def test_at_the_counter_a_scanned_receipt_and_one_button_are_enough(served: Served) -> None:
    counter = counter_of(served)
    page = f"/danh-gia/{counter.token}/"
    with frozen(AFTER):
        client = Client()
        scanned = {"code": f"https://tinh.test/tra-cuu/{served.token(served.at_counter)}/"}
        buttons = client.post(page, scanned).content.decode()
        assert buttons.count('name="level"') == 3
        done = client.post(page, {"what": what_of(buttons), "level": "very_satisfied"})
        thanks = client.get(done.headers["Location"]).content.decode()

    slip = models.Slip.objects.get()
    assert (slip.way, slip.counter_id, slip.subject_id) == ("counter", counter.id, served.at_counter)
    assert f'href="{page}"' in thanks
    assert served.code(served.at_counter) not in thanks


def test_at_the_counter_code_and_four_characters_name_the_dossier(served: Served) -> None:
    page = f"/danh-gia/{counter_of(served).token}/"
    with frozen(AFTER):
        client = Client()
        wrong = client.post(page, {"code": served.code(served.done), "last_four": "9999"})
        right = client.post(page, {"code": served.code(served.done), "last_four": "0073"})

    assert wrong.status_code == 422
    assert 'name="what"' in right.content.decode()


def test_a_forged_or_stale_choice_of_dossier_goes_back_to_the_start(served: Served) -> None:
    counter = counter_of(served)
    page = f"/danh-gia/{counter.token}/"
    with frozen(AFTER):
        client = Client()
        for what in ("", "khong-ky", '{"id": "1"}'):
            assert client.post(page, {"what": what, "level": "satisfied"}).headers["Location"] == page
        other = counter_of(served)
        html = client.post(f"/danh-gia/{other.token}/", {"code": f"x/{served.token(served.done)}"}).content.decode()
        assert client.post(page, {"what": what_of(html), "level": "satisfied"}).headers["Location"] == page

    assert not models.Slip.objects.exists()


def test_a_device_where_an_officer_is_signed_in_takes_no_slip(served: Served) -> None:
    page = f"/danh-gia/{counter_of(served).token}/"
    client = sign_in(served.province.desk)
    assert client.get(page).status_code == 403
    assert client.post(page, {"code": served.code(served.done), "last_four": "0073"}).status_code == 403
    assert not models.Slip.objects.exists()


def test_a_closed_counter_leads_nowhere_and_only_the_one_stop_closes_it(served: Served) -> None:
    counter = counter_of(served)
    assert sign_in(served.province.leader).post("/can-bo/danh-gia/quay/", {"dong": counter.id}).status_code == 403
    assert Client().get(f"/danh-gia/{counter.token}/").status_code == 200
    head = sign_in(served.province.desk_head)
    assert counter.token in head.get(f"/can-bo/danh-gia/quay/{counter.id}/").content.decode()
    assert head.post("/can-bo/danh-gia/quay/", {"dong": counter.id}).status_code == 302
    assert Client().get(f"/danh-gia/{counter.token}/").status_code == 404


def test_heads_see_their_agencies_and_officers_themselves(served: Served) -> None:
    with frozen(AFTER):
        api.rate(
            kind="dossier",
            subject_id=served.done,
            given=api.Given(level="satisfied", choices={"attitude": "good"}),
            actor=served.province.citizen,
        )
        head = sign_in(served.province.leader).get("/can-bo/danh-gia/").content.decode()
        own = sign_in(served.province.desk).get("/can-bo/danh-gia/").content.decode()

    assert "Theo cơ quan" in head
    assert "2,00" in head
    assert "Theo cơ quan" not in own
    assert "Chưa đủ phiếu để hiện" in own
