"""Certified copies: many lines at the desk, one signature, numbers in order without a gap, a book that keeps mistakes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.errors import NotOffered
from tinhso.casework.dossiers.models import Dossier, Result, WaitingLetter
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province, officer
from tinhso.casework.dossiers.tests.acts import do, everything, file, status_of, table, version_of
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.tests.letter_steps import LIST, open_act, sign, to_batch
from tinhso.casework.dossiers.types import FilingChannel, Status
from tinhso.foundation.access.errors import ActDenied
from tinhso.kernel.clock import frozen, now
from tinhso.kernel.outbox.api import events_of
from tinhso.services.copybook import api as copybook
from tinhso.services.copybook.errors import BatchClosed, LineInvalid, LineStruck
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures import testing as keys
from tinhso.services.signatures.errors import SigningUnavailable

LAN = "086195000073"
NAM = "086092000074"
COPIES = "2.000815"


@pytest.fixture(scope="module")
def standing_province(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    folder: Path = tmp_path_factory.mktemp("definitions")
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_small_province(folder, procedures=(COPIES, "1.004873"))
        transaction.set_rollback(True)


def enter(client: Client, **boxes: str) -> Any:
    return client.post(reverse("dossiers:copies"), boxes)


def batch_of_two_people(province: SmallProvince) -> UUID:
    """Lan brings two papers, Nam one; sent to the leader."""
    desk = come_in(province.desk)
    enter(desk, requester=LAN)
    enter(desk, title="Bằng tốt nghiệp đại học", pages="2", copies="3")
    enter(desk, title="Bảng điểm", pages="4", copies="1")
    enter(desk, requester=NAM)
    enter(desk, title="Giấy khai sinh", pages="", copies="")
    sent = enter(desk, trinh="1")
    assert sent.status_code == 302
    return UUID(sent.headers["Location"].strip("/").split("/")[-1])


def lines(batch_id: UUID) -> list[tuple[str, str, str]]:
    return [(line.requester_name, line.title, line.notation) for line in copybook.get_batch(batch_id).lines]


def dossiers_of(batch_id: UUID) -> list[UUID]:
    found = [line.dossier_id for line in copybook.get_batch(batch_id).lines]
    return [one for one in dict.fromkeys(found) if one is not None]


def test_each_person_of_a_batch_is_a_dossier_of_the_moment_they_stood_at_the_desk(province: SmallProvince) -> None:
    desk = come_in(province.desk)
    earlier = now() - timedelta(minutes=20)
    with frozen(earlier):
        enter(desk, requester=LAN)
        enter(desk, title="Bằng tốt nghiệp đại học", copies="3")
    batch_id = batch_of_two_people(province)

    first, second = (Dossier.objects.get(id=one) for one in dossiers_of(batch_id))

    assert (first.applicant_name, second.applicant_name) == ("Nguyễn Thị Lan Mẫu", "Trần Văn Nam Mẫu")
    assert first.accepted_at == first.submitted_at == earlier
    assert [one["title"] for one in first.answers["documents"]] == [
        "Bằng tốt nghiệp đại học",
        "Bằng tốt nghiệp đại học",
        "Bảng điểm",
    ]
    assert {Status(one.status) for one in (first, second)} == {Status.PROCESSING}


def test_one_signature_numbers_all_lines_in_order_and_finishes_every_dossier(province: SmallProvince) -> None:
    batch_id = batch_of_two_people(province)

    assert api.sign_batch(batch_id=batch_id, actor=province.leader) == 3

    year = now().year
    assert lines(batch_id) == [
        ("Nguyễn Thị Lan Mẫu", "Bằng tốt nghiệp đại học", f"1/{year}"),
        ("Nguyễn Thị Lan Mẫu", "Bảng điểm", f"2/{year}"),
        ("Trần Văn Nam Mẫu", "Giấy khai sinh", f"3/{year}"),
    ]
    assert [Result.objects.get(dossier_id=one).number for one in dossiers_of(batch_id)] == [f"1–2/{year}", f"3/{year}"]
    assert {status_of(one) for one in dossiers_of(batch_id)} == {Status.FINISHED}
    (told,) = (record for record in events_of(("copy_batch", batch_id)) if record.name == "copies.certified")
    assert (told.payload["lines"], told.payload["copies"], told.payload["first"], told.payload["last"]) == (3, 5, 1, 3)


def test_the_list_that_the_leader_signed_carries_both_signatures(province: SmallProvince) -> None:
    batch_id = batch_of_two_people(province)
    api.sign_batch(batch_id=batch_id, actor=province.leader)

    answer = come_in(province.leader).get(reverse("dossiers:copy_list", args=[batch_id]))

    told = signatures.verify_pdf(answer.getvalue())
    assert len(told.signers) == 2


def to_sign_on_the_own_machine(client: Client, batch_id: UUID, *people: UUID) -> UUID:
    """The leader presses the batch's button: the list waits. Its act."""
    page = client.post(
        reverse("dossiers:copy_batch", args=[batch_id]), {"ky": "1", "nguoi": [str(one) for one in people]}
    )
    assert page.status_code == 302, page.content.decode()
    assert page.headers["Location"] == LIST
    return open_act()


def test_a_leader_with_a_token_signs_the_list_on_the_own_machine_and_only_then_its_lines_have_numbers(
    province: SmallProvince,
) -> None:
    batch_id = batch_of_two_people(province)
    lan, nam = dossiers_of(batch_id)
    client, key = come_in(province.leader), keys.register_token(province.leader)
    act = to_sign_on_the_own_machine(client, batch_id, lan, nam)
    assert {number for _, _, number in lines(batch_id)} == {""}
    assert (
        "đang chờ Nguyễn Văn Lãnh Mẫu ký số"
        in client.get(reverse("dossiers:copy_batch", args=[batch_id])).content.decode()
    )
    batch = to_batch(client, province.leader, act)
    # Somebody else's batch takes the numbers that would have been next.
    other = batch_of_two_people(province)
    deputy = officer("long-chau.pho-chu-tich", "Hồ Thị Phó Mẫu")
    api.sign_batch(batch_id=other, actor=deputy)

    said = client.post(batch, keys.answers_of(client, batch, key)).content.decode()

    year = now().year
    assert "Đã ký 1 văn bản" in said
    assert [number for _, _, number in lines(batch_id)] == [f"4/{year}", f"5/{year}", f"6/{year}"]
    assert {status_of(one) for one in (lan, nam)} == {Status.FINISHED}
    told = signatures.verify_pdf(client.get(reverse("dossiers:copy_list", args=[batch_id])).getvalue())
    assert (told.holds, told.number) == (True, f"4–6/{year}")
    assert told.signers[0].name == "Người Ký Mẫu"


def test_a_list_that_is_another_than_the_token_signed_gives_no_numbers(province: SmallProvince) -> None:
    batch_id = batch_of_two_people(province)
    lan, nam = dossiers_of(batch_id)
    client, key = come_in(province.leader), keys.register_token(province.leader)
    batch = to_batch(client, province.leader, to_sign_on_the_own_machine(client, batch_id, lan, nam))
    api.stop_dossier(
        dossier_id=nam, requested_at=now(), reason="Không cần nữa.", version=version_of(nam), actor=province.leader
    )
    before = Result.objects.count()

    said = client.post(batch, keys.answers_of(client, batch, key)).content.decode()

    assert "Lô đã khác lúc đưa vào danh sách chờ ký" in said
    assert ({number for _, _, number in lines(batch_id)}, Result.objects.count()) == ({""}, before)
    # From the batch's page again, without who left.
    act = to_sign_on_the_own_machine(client, batch_id, lan)
    assert "Đã ký 1 văn bản" in sign(client, province.leader, key, act)
    assert [number for _, _, number in lines(batch_id)] == [f"1/{now().year}", f"2/{now().year}"]


def test_a_list_that_somebody_else_signed_meanwhile_waits_for_nobody_any_more(province: SmallProvince) -> None:
    batch_id = batch_of_two_people(province)
    client = come_in(province.leader)
    keys.register_token(province.leader)
    to_sign_on_the_own_machine(client, batch_id, *dossiers_of(batch_id))

    api.sign_batch(batch_id=batch_id, actor=officer("long-chau.pho-chu-tich", "Hồ Thị Phó Mẫu"))

    assert not WaitingLetter.objects.filter(state="open").exists()


def test_a_signature_server_that_fails_gives_all_numbers_back(
    province: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = batch_of_two_people(province)
    before = everything()

    def down(**_: object) -> None:
        raise SigningUnavailable("Dịch vụ ký số không trả lời.")

    monkeypatch.setattr(signatures, "seal_agency", down)
    with pytest.raises(SigningUnavailable):
        api.sign_batch(batch_id=batch_id, actor=province.leader)

    assert everything() == before
    monkeypatch.undo()
    api.sign_batch(batch_id=batch_id, actor=province.leader)
    assert lines(batch_id)[0][2] == f"1/{now().year}"


def test_who_is_left_out_waits_in_a_batch_of_their_own(province: SmallProvince) -> None:
    batch_id = batch_of_two_people(province)
    lan, nam = dossiers_of(batch_id)

    page = come_in(province.leader).post(
        reverse("dossiers:copy_batch", args=[batch_id]), {"ky": "1", "nguoi": str(nam)}
    )

    assert page.status_code == 302
    assert lines(batch_id) == [("Trần Văn Nam Mẫu", "Giấy khai sinh", f"1/{now().year}")]
    (waiting,) = (line.batch_id for line in copybook.lines_of(lan)[:1])
    assert waiting is not None
    api.sign_batch(batch_id=waiting, actor=province.leader)
    assert [line.number for line in copybook.lines_of(lan)] == [2, 3]


def test_copies_are_given_back_without_a_file_and_without_a_vault_item(province: SmallProvince) -> None:
    batch_id = batch_of_two_people(province)
    api.sign_batch(batch_id=batch_id, actor=province.leader)
    lan, nam = dossiers_of(batch_id)
    vault = table("vault.Item").count()

    come_in(province.desk).post(reverse("dossiers:copy_batch", args=[batch_id]), {"tra": "1", "nguoi": str(lan)})

    assert (status_of(lan), status_of(nam)) == (Status.RETURNED, Status.FINISHED)
    assert table("vault.Item").count() == vault
    # Whoever asks for it later sees the dossier; there is no electronic result to open.
    assert come_in(province.citizen).get(reverse("dossiers:detail", args=[lan])).status_code == 200
    assert come_in(province.desk).get(reverse("dossiers:work", args=[nam])).status_code == 200


def test_a_dossier_signed_by_itself_has_a_number_for_each_original_in_the_same_book(province: SmallProvince) -> None:
    batch_id = batch_of_two_people(province)
    api.sign_batch(batch_id=batch_id, actor=province.leader)
    single = file_single(province)

    do(single, "accepted", province.desk)
    do(single, "eligible", province.specialist)
    do(single, "agreed", province.reviewer)
    do(single, "signed", province.leader)

    year = now().year
    assert [(line.title, line.number) for line in copybook.lines_of(single)] == [
        ("Bằng tốt nghiệp đại học", 4),
        ("Bảng điểm", 5),
    ]
    assert Result.objects.get(dossier_id=single).number == f"4–5/{year}"
    today = now().date()
    book = copybook.read_book(province.owner_id, today - timedelta(days=1), today + timedelta(days=1))
    assert [line.number for line in book] == [1, 2, 3, 4, 5]


def file_single(province: SmallProvince) -> UUID:
    return file(province, COPIES, actor=province.desk, channel=FilingChannel.COUNTER).id


def test_a_mistake_is_struck_out_with_its_reason_and_keeps_its_number(province: SmallProvince) -> None:
    batch_id = batch_of_two_people(province)
    api.sign_batch(batch_id=batch_id, actor=province.leader)
    line = copybook.get_batch(batch_id).lines[1]
    leader = come_in(province.leader)

    refused = leader.post(reverse("dossiers:strike_copy", args=[line.id]), {"reason": " "})
    leader.post(reverse("dossiers:strike_copy", args=[line.id]), {"reason": "Ghi nhầm số bản"})

    assert refused.status_code == 422
    struck = copybook.get_line(line.id)
    assert (struck.number, struck.struck_reason) == (line.number, "Ghi nhầm số bản")
    with pytest.raises(LineStruck):
        copybook.strike_line(line_id=line.id, reason="Lần nữa", actor=province.leader)
    again = batch_of_two_people(province)
    api.sign_batch(batch_id=again, actor=province.leader)
    assert [one.number for one in copybook.get_batch(again).lines] == [4, 5, 6]
    page = leader.get(reverse("dossiers:copy_book")).content.decode()
    assert "Gạch: Ghi nhầm số bản" in page
    assert f"2/{now().year}" in page


def test_the_database_itself_keeps_what_has_a_number(province: SmallProvince) -> None:
    batch_id = batch_of_two_people(province)
    api.sign_batch(batch_id=batch_id, actor=province.leader)
    rows = table("copybook.Line").filter(batch_id=batch_id)

    for harm in (rows.delete, lambda: rows.update(copies=99)):
        with pytest.raises(IntegrityError), transaction.atomic():
            harm()


def test_who_must_not_sign_or_strike_changes_nothing(province: SmallProvince) -> None:
    batch_id = batch_of_two_people(province)
    before = everything()
    for actor in (province.desk, province.specialist, province.citizen):
        with pytest.raises(ActDenied):
            api.sign_batch(batch_id=batch_id, actor=actor)
    assert everything() == before

    api.sign_batch(batch_id=batch_id, actor=province.leader)
    before = everything()
    line_id = copybook.get_batch(batch_id).lines[0].id
    for actor in (province.desk, province.reviewer, province.citizen):
        with pytest.raises(ActDenied):
            copybook.strike_line(line_id=line_id, reason="Không được", actor=actor)
    with pytest.raises(BatchClosed):
        api.sign_batch(batch_id=batch_id, actor=province.leader)
    assert everything() == before


def test_a_wrong_line_is_told_at_its_box_and_nothing_is_kept(province: SmallProvince) -> None:
    desk = come_in(province.desk)
    nobody = enter(desk, title="Bằng tốt nghiệp")
    assert nobody.status_code == 422
    assert "Quét thẻ hoặc gõ số của người mang giấy đến trước." in nobody.content.decode()
    enter(desk, requester=LAN)
    for boxes, words in (
        ({"title": "Bằng", "pages": "0"}, "Số trang từ 1 đến 500."),
        ({"title": "Bằng", "copies": "-1"}, "Số bản từ 1 đến 200."),
        ({"title": "B" * 201}, "Tên giấy tờ không quá 200 chữ."),
    ):
        answer = enter(desk, **boxes)
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert table("copybook.Line").count() == 0
    with pytest.raises(LineInvalid):
        api.send_batch(batch_id=table("copybook.Batch").get().id, actor=province.desk)


def test_the_book_is_a_page_a_table_and_a_printed_form(province: SmallProvince) -> None:
    batch_id = batch_of_two_people(province)
    api.sign_batch(batch_id=batch_id, actor=province.leader)
    desk = come_in(province.desk)

    page = desk.get(reverse("dossiers:copy_book")).content.decode()
    table_text = desk.get(reverse("dossiers:copy_book_table")).getvalue().decode("utf-8-sig")
    paper = desk.get(reverse("dossiers:copy_book_paper"))

    assert page.index("Bằng tốt nghiệp đại học") < page.index("Giấy khai sinh")
    rows = table_text.splitlines()
    assert rows[0].startswith("Số chứng thực,")
    assert [row.split(",")[0] for row in rows[1:]] == [f"{number}/{now().year}" for number in (1, 2, 3)]
    # 2 pages × 2.000 đ × 3 copies; 2 × 2.000 + 2 × 1.000; 1 × 2.000.
    assert ["12.000" in rows[1], "6.000" in rows[2], "2.000" in rows[3]] == [True, True, True]
    assert paper.content.startswith(b"%PDF-")


def test_the_batch_page_asks_as_often_for_many_lines_as_for_few(province: SmallProvince) -> None:
    desk = come_in(province.desk)
    enter(desk, requester=LAN)
    asked = []
    for count in (2, 20):
        for number in range(count):
            enter(desk, title=f"Giấy số {number}")
        desk.get(reverse("dossiers:copies"))
        with CaptureQueriesContext(connection) as seen:
            desk.get(reverse("dossiers:copies"))
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_a_line_costs_no_statement_of_its_own_when_the_batch_is_sent_and_signed(province: SmallProvince) -> None:
    """200 lines of one leader's signature cost what their people cost: statements are per dossier, not per line."""
    costs = []
    # The first batch also reads what every process keeps afterwards.
    for count in (1, 2, 40):
        desk = come_in(province.desk)
        enter(desk, requester=LAN)
        for number in range(count):
            enter(desk, title=f"Giấy số {number}")
        batch_id = table("copybook.Batch").get(state="open").id
        with CaptureQueriesContext(connection) as seen:
            api.send_batch(batch_id=batch_id, actor=province.desk)
            api.sign_batch(batch_id=batch_id, actor=province.leader)
        costs.append(len(seen))
        assert Dossier.objects.filter(batch_id=batch_id).count() == 1
    assert costs[1] == costs[2]


def test_nobody_fills_in_online_what_is_done_in_person(province: SmallProvince) -> None:
    before = everything()
    answer = come_in(province.citizen).get(f"/ho-so/nop/{COPIES}/")
    with pytest.raises(NotOffered, match="chỉ nhận trực tiếp"):
        api.begin(
            procedure_code=COPIES,
            applicant=province.applicant,
            receiving_agency_id=province.receiving_id,
            actor=province.citizen,
        )

    assert answer.headers["Location"] == f"/thu-tuc/{COPIES}/"
    assert everything() == before
