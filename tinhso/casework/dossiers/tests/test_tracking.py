"""Public tracking: by code and four characters, or by the QR of the receipt. Nothing else is learned from it."""

import contextlib
import re
import unicodedata
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.casework.dossiers import queries
from tinhso.casework.dossiers.domain import tidy_code
from tinhso.casework.dossiers.errors import NoDossier, TooManyTries
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import accept, everything, file, organisation_ref
from tinhso.casework.dossiers.tests.doors import visitor
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, OrganisationKind, Right
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen

pytestmark = pytest.mark.django_db
NUMBER = "086195000073"
WRONG = "Không có hồ sơ nào khớp"


def post(client: Client, code: str, last_four: str, address: str = "198.51.100.7"):
    return client.post("/tra-cuu/", {"code": code, "last_four": last_four}, REMOTE_ADDR=address)


def without_input(body: bytes) -> str:
    """The page but for what the visitor typed themselves and the form's one-time secret."""
    return re.sub(r'value="[^"]*"', "", body.decode())


def test_the_right_code_and_digits_tell_where_it_is_and_no_name(province: SmallProvince):
    filed = file(province)
    accept(province, filed.id)
    page = post(visitor(), filed.code, NUMBER[-4:])
    text = page.content.decode()
    assert page.status_code == 200
    assert "Đang giải quyết" in text
    assert filed.code in text
    for secret in ("Lan Mẫu", NUMBER, "Số 1 đường", str(filed.id)):
        assert secret not in text


def test_unknown_and_wrong_are_answered_alike(province: SmallProvince):
    filed = file(province)
    tries = [(filed.code, "0000"), ("001.01.41.H61-990101-0001", NUMBER[-4:]), (filed.code[:-1] + "9", NUMBER[-4:])]
    answers, asked = [], []
    for index, (code, digits) in enumerate(tries):
        with CaptureQueriesContext(connection) as queries_made:
            answers.append(post(visitor(), code, digits, address=f"198.51.100.{index}"))
        asked.append(len(queries_made))
    assert {page.status_code for page in answers} == {404}
    assert len({without_input(page.content) for page in answers}) == 1
    assert WRONG in answers[0].content.decode()
    assert len(set(asked)) == 1


def test_the_api_answers_unknown_and_wrong_alike(province: SmallProvince):
    filed = file(province)
    bodies = set()
    for code, digits in ((filed.code, "0000"), ("X-1", NUMBER[-4:])):
        answer = visitor().post(
            "/api/v1/dossiers/track", {"code": code, "last_four": digits}, content_type="application/json"
        )
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
        bodies.add(answer.content)
    assert len(bodies) == 1


def test_five_tries_an_hour_then_even_the_right_one_waits(province: SmallProvince):
    filed = file(province)
    start = at_local(2026, 11, 23, 9)
    for minute in range(5):
        with frozen(start + timedelta(minutes=10 * minute)), pytest.raises(NoDossier):
            queries.track(code=filed.code, last_four="0000", address="203.0.113.1")
    # Refused tries do not prolong the wait.
    for minute in (45, 50, 59):
        with frozen(start + timedelta(minutes=minute)), pytest.raises(TooManyTries):
            queries.track(code=filed.code, last_four=NUMBER[-4:], address="203.0.113.1")
    with frozen(start + timedelta(minutes=50)):
        assert queries.track(code=filed.code, last_four=NUMBER[-4:], address="203.0.113.2").code == filed.code
    with frozen(start + timedelta(minutes=61)):
        assert queries.track(code=filed.code, last_four=NUMBER[-4:], address="203.0.113.1").code == filed.code


def test_who_knows_the_code_looks_as_often_as_they_like_and_hides_no_guessing(province: SmallProvince):
    filed = file(province)
    with frozen(at_local(2026, 11, 23, 9)):
        for _ in range(12):
            assert queries.track(code=filed.code, last_four=NUMBER[-4:], address="203.0.113.1").code == filed.code
        for _ in range(5):
            with pytest.raises(NoDossier):
                queries.track(code=filed.code, last_four="0000", address="203.0.113.1")
            with contextlib.suppress(TooManyTries):
                queries.track(code=filed.code, last_four=NUMBER[-4:], address="203.0.113.1")
        with pytest.raises(TooManyTries):
            queries.track(code=filed.code, last_four="0001", address="203.0.113.1")


def test_the_sixth_wrong_try_is_told_so_on_page_and_api(province: SmallProvince):
    pages = [post(visitor(), "X-1", "0000") for _ in range(6)]
    assert [page.status_code for page in pages] == [404] * 5 + [429]
    assert "quá năm lần" in pages[-1].content.decode()
    answer = visitor().post(
        "/api/v1/dossiers/track",
        {"code": "X-1", "last_four": "0000"},
        content_type="application/json",
        REMOTE_ADDR="198.51.100.7",
    )
    assert (answer.status_code, answer.json()["title"]) == (429, "too_many_tries")


def test_an_address_with_the_code_in_it_looks_nothing_up(province: SmallProvince):
    filed = file(province)
    page = visitor().get("/tra-cuu/", {"code": filed.code, "last_four": NUMBER[-4:]})
    assert page.status_code == 200
    assert "Đã nộp, chờ tiếp nhận" not in page.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda code: f"  {code} \n",
        lambda code: code.replace("-", "–"),
        lambda code: code.replace("-", "\u2011"),
        lambda code: "\u200b".join(code),
        lambda code: unicodedata.normalize("NFD", code),
        lambda code: code.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
    ],
    ids=["lower", "blanks", "en-dash", "no-break-hyphen", "zero-width", "nfd", "full-width"],
)
def test_a_code_is_found_however_it_was_typed_or_pasted(province: SmallProvince, change):
    filed = file(province)
    assert post(visitor(), change(filed.code), " 0073").status_code == 200


def test_an_organisation_tracks_by_its_tax_code(province: SmallProvince):
    organisation = identity.register_organisation(
        name="Công ty Mẫu", kind=OrganisationKind.ENTERPRISE, tax_code="1599990018", actor=system_actor()
    )
    assert province.citizen.person_id is not None
    identity.grant_membership(
        organisation_id=organisation.id,
        person_id=province.citizen.person_id,
        rights=[Right.SUBMIT],
        valid_from=date(2026, 1, 1),
        actor=system_actor(),
    )
    filed = file(province, applicant=organisation_ref(organisation.id))
    assert queries.track(code=filed.code, last_four="0018", address="a").code == filed.code
    with pytest.raises(NoDossier):
        queries.track(code=filed.code, last_four=NUMBER[-4:], address="a")


@pytest.mark.parametrize("typed", ["", "   ", "-", "\u200b"])
def test_who_has_no_number_is_found_by_the_receipt_only(province: SmallProvince, typed: str):
    child = identity.register_person(full_name="Trẻ Mẫu", actor=system_actor())
    filed = file(province, actor=province.desk, applicant=HolderRef(kind="person", id=child.id))
    with pytest.raises(NoDossier):
        queries.track(code=filed.code, last_four=typed, address="a")
    token = Dossier.objects.get(id=filed.id).verify_token
    assert visitor().get(f"/tra-cuu/{token}/").status_code == 200


def test_the_receipts_qr_opens_the_page_and_no_other_token_does(province: SmallProvince):
    filed = file(province)
    token = Dossier.objects.get(id=filed.id).verify_token
    assert len(token) >= 22
    page = visitor().get(f"/tra-cuu/{token}/")
    assert page.status_code == 200
    assert "Lan Mẫu" not in page.content.decode()
    before = everything()
    for wrong in (token[:-1], token.swapcase(), "x" * 22, filed.code, str(filed.id), "%00", "a%00b", "%ff", "%2e%2e"):
        assert visitor().get(f"/tra-cuu/{wrong}/").status_code in (400, 404), wrong
        assert visitor().get(f"/xac-minh/{wrong}/").status_code in (400, 404), wrong
    assert everything() == before


def test_what_is_typed_becomes_what_was_printed():
    assert tidy_code(" 001.01.41.h61–261123-0001\u200b") == "001.01.41.H61-261123-0001"
    assert [identity.ending(n) for n in ("086195000073", "1599990018-001", "c1234567", "12", "")] == [
        "0073",
        "8001",
        "4567",
        "12",
        "",
    ]
