"""Old results from the list to the vault: whole lists only, two hands, a drawn sample that decides, one paper once."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.db import connection

from tinhso.casework.old_results import api, models, queries
from tinhso.casework.old_results.domain import columns_of, draw
from tinhso.casework.old_results.errors import ListRefused, NoBatch, SameHand, WrongTime
from tinhso.casework.old_results.tests.conftest import LIST, Archive, paper
from tinhso.casework.old_results.types import BatchState, Imported, Issued, LineState, SampleRule
from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.errors import DomainError
from tinhso.kernel.outbox.api import events_of
from tinhso.services.registers import api as registers
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.errors import SigningUnavailable
from tinhso.services.vault import api as vault


def states(archive: Archive) -> dict[int, str]:
    return {number: row.state for number, row in sorted(archive.lines().items())}


# The list


def test_a_list_with_a_wrong_line_writes_nothing_and_names_each(archive: Archive) -> None:
    wrong = LIST + "x,1998,,,,,\n18,2005,,,,,\n15,1998,,,,,\n19,1998,,31/2/1998,,,\n20,1998,20/1998,12/3/1999,,,\n"

    with pytest.raises(ListRefused) as refused:
        archive.listed(wrong)

    assert refused.value.fields == {
        "/dong/5": "Cột “Số” phải là số thứ tự trong sổ.",
        "/dong/6": "Năm phải từ 1998 đến 1999 như đợt số hóa.",
        "/dong/7": "Số 15/1998 đã có ở dòng 2.",
        "/dong/8": "Ngày cấp: viết như 12/3/1998.",
        "/dong/9": "Ngày cấp phải trong năm 1998 của sổ.",
    }
    assert archive.lines() == {}
    assert [one.act for one in access.writes_to(("old_batch", archive.batch_id))] == ["old_results.open"]


def test_a_list_may_be_headed_in_the_words_of_people(archive: Archive) -> None:
    heads = LIST.partition("\n")[0].split(",")
    titles = columns_of(api.get_batch(archive.batch_id, actor=archive.manager).kind)
    worded = ",".join(f'"{titles[head]}"' for head in heads)

    archive.listed(f"{worded}\n{LIST.partition(chr(10))[2]}")

    assert [row.facts.get("notation") for row in archive.lines().values()] == ["15/1998", "16/1998", "17/1998"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfeso,nam",
        b"so\n1\n",
        b"so,nam,luong\n1,1998,9\n",
        b"so,nam\n",
        b'so,nam\n"1,1998\n',
        b"so,nam\n1,1998,2\n",
    ],
)
def test_what_is_no_list_is_refused_whole(archive: Archive, content: bytes) -> None:
    with pytest.raises(ListRefused):
        api.import_list(batch_id=archive.batch_id, content=content, actor=archive.manager)
    assert archive.lines() == {}


def test_the_same_list_again_goes_on_where_it_ended(archive: Archive) -> None:
    archive.listed().scanned()

    again = api.import_list(
        batch_id=archive.batch_id, content=(LIST + "18,1999,,,,,\n").encode(), actor=archive.manager
    )

    assert again == Imported(new=1, known=3)
    assert states(archive) == {15: "scanned", 16: "scanned", 17: "scanned", 18: "listed"}


def test_a_paper_is_in_one_batch_only(archive: Archive) -> None:
    archive.listed()
    other = api.open_batch(
        kind_code="giay-khai-sinh", title="Làm lại", year_from=1998, year_to=1998, actor=archive.manager
    )

    with pytest.raises(ListRefused) as refused:
        api.import_list(batch_id=other, content=b"so;nam\n14;1998\n15;1998\n", actor=archive.manager)

    assert refused.value.fields == {"/dong/3": "Số 15/1998 đã có trong một đợt khác của cơ quan."}
    assert not models.Line.objects.filter(batch_id=other).exists()


# The scans


def test_scans_go_to_the_line_that_their_name_says_or_none_goes(archive: Archive) -> None:
    archive.listed()
    scans = [("0015-1998 to khai.pdf", paper(1)), ("99-1998.pdf", paper(2)), ("anh.pdf", paper(3))]

    with pytest.raises(ListRefused) as refused:
        api.add_scans(batch_id=archive.batch_id, scans=scans, actor=archive.enterer)
    assert set(refused.value.fields) == {"/tep/99-1998.pdf", "/tep/anh.pdf"}
    assert set(states(archive).values()) == {"listed"}

    assert api.add_scans(batch_id=archive.batch_id, scans=scans[:1], actor=archive.enterer) == 1
    assert states(archive) == {15: "scanned", 16: "listed", 17: "listed"}


def test_one_stack_is_parted_by_pages_in_the_order_of_the_list(archive: Archive) -> None:
    archive.listed()
    stack = ("tap.pdf", _pages(4))

    with pytest.raises(ListRefused, match="4 trang không chia hết cho 3"):
        api.add_stack(batch_id=archive.batch_id, scan=stack, pages_each=3, actor=archive.enterer)
    with pytest.raises(ListRefused) as refused:
        api.add_stack(batch_id=archive.batch_id, scan=stack, pages_each=1, actor=archive.enterer)
    assert refused.value.fields == {"/scan": "Tệp có 4 kết quả, danh sách còn 3 dòng chưa có bản quét."}
    assert set(states(archive).values()) == {"listed"}

    assert api.add_stack(batch_id=archive.batch_id, scan=stack, pages_each=2, actor=archive.enterer) == 2
    assert states(archive) == {15: "scanned", 16: "scanned", 17: "listed"}
    row = archive.lines()[15]
    (kept,) = files.files_of((queries.KIND, row.id))
    content = files.read_file(file_id=kept.id, owner=(queries.KIND, row.id), actor=archive.enterer).read()
    assert files.empty_pages(content) == [False, False]


def _pages(count: int) -> bytes:
    (stack,) = files.split_pdf(paper(7), [[0] * count])
    return stack


# Two hands


def test_who_entered_does_not_check_and_what_is_sent_back_says_why(archive: Archive) -> None:
    archive.listed().scanned().entered()
    row = archive.lines()[15]

    with pytest.raises(SameHand):
        api.check_line(line_id=row.id, agreed=True, actor=archive.enterer)
    with pytest.raises(ListRefused):
        api.check_line(line_id=row.id, agreed=False, actor=archive.checker)
    assert archive.lines()[15].state == "entered"

    api.check_line(line_id=row.id, agreed=False, reason="Tên thiếu chữ đệm", actor=archive.checker)
    sent = archive.lines()[15]
    assert (sent.state, sent.reason) == ("scanned", "Tên thiếu chữ đệm")


def test_facts_are_complete_before_anybody_checks_them(archive: Archive) -> None:
    archive.listed("so,nam\n15,1998\n").scanned()
    row = archive.lines()[15]

    with pytest.raises(ListRefused) as refused:
        archive.enter(row, ngay_cap="12/3/1997", so_dinh_danh="123", het_han="1/1/2001")

    assert set(refused.value.fields) == {
        "/ky_hieu", "/ngay_cap", "/so_dinh_danh", "/het_han", "/child.full_name", "/child.born_on"
    }  # fmt: skip
    assert archive.lines()[15].state == "scanned"


# The sample


def test_a_sample_can_be_drawn_again_from_its_seed() -> None:
    ids = [UUID(int=number) for number in range(1, 201)]
    rule = SampleRule(percent=10, at_least=5, most_wrong_percent=1)

    assert len(draw(ids, rule, "a")) == 20
    assert draw(ids, rule, "a") == draw(ids, rule, "a") != draw(ids, rule, "b")
    assert len(draw(ids[:30], rule, "a")) == 5
    assert sorted(draw(ids[:3], rule, "a")) == ids[:3]


def test_nothing_is_drawn_before_every_line_is_checked(archive: Archive) -> None:
    archive.listed().scanned().entered()
    with pytest.raises(WrongTime):
        api.draw_sample(batch_id=archive.batch_id, actor=archive.manager)
    assert not models.Sample.objects.exists()


def test_a_batch_with_too_many_wrong_fields_goes_back_whole(archive: Archive) -> None:
    archive.listed().scanned().entered().checked()

    # 3 lines of 8 fields, one wrong: 4.2 % where the definition lets 1 % pass.
    assert archive.judged(wrong=["child.full_name"]) is False

    assert states(archive) == {15: "scanned", 16: "scanned", 17: "scanned"}
    batch = api.get_batch(archive.batch_id, actor=archive.manager)
    assert batch.state is BatchState.OPEN
    (sample,) = queries.samples_of(batch)
    assert (sample.seed, sample.lines, sample.wrong, sample.accepted) == ("hat-giong", 3, 1, False)
    assert queries.errors_by_field(batch) == {"child.full_name": 1}
    (told,) = events_of(("old_batch", archive.batch_id))
    assert (told.name, told.payload["looked_at"], told.payload["wrong"]) == ("old_results.batch_judged", 24, 1)
    with pytest.raises(WrongTime):
        api.issue_lines(batch_id=archive.batch_id, actor=archive.clerk)


def test_a_sample_is_judged_by_a_third_person_and_whole(archive: Archive) -> None:
    archive.listed().scanned().entered().checked()
    api.draw_sample(batch_id=archive.batch_id, actor=archive.manager)
    row = archive.lines()[15]

    for hand in (archive.enterer, archive.checker):
        with pytest.raises(SameHand):
            api.judge_line(line_id=row.id, wrong=[], actor=hand)
    with pytest.raises(ListRefused):
        api.judge_line(line_id=row.id, wrong=["mau_toc"], actor=archive.manager)
    with pytest.raises(WrongTime, match="Còn 3 dòng"):
        api.close_sample(batch_id=archive.batch_id, actor=archive.manager)
    assert not models.SampledLine.objects.exclude(judged_at=None).exists()


# Issuing


def test_an_accepted_batch_is_sealed_coded_registered_and_in_the_vaults(archive: Archive) -> None:
    archive.listed().scanned().entered().checked()
    assert archive.judged() is True

    done = api.issue_lines(batch_id=archive.batch_id, actor=archive.clerk)

    assert done == Issued(issued=2, waiting=1, duplicates=0)
    rows = archive.lines()
    assert states(archive) == {15: "issued", 16: "issued", 17: "waiting"}
    assert rows[17].reason.startswith("Chưa có ai trong hệ thống mang số định danh này")
    assert (rows[17].code, rows[17].file_id) == (None, None)
    (item,) = vault.find_items(
        holder=archive.province.applicant, result_code="KQ.G15.000031", actor=archive.province.citizen
    )
    assert (item.number, item.issued_on, item.valid_to) == ("15/1998", date(1998, 3, 12), None)
    opened = vault.open_item(item_id=item.id, actor=archive.province.citizen, purpose="Xem")
    assert opened.data["digitised.code"] == rows[15].code
    assert opened.data["child.full_name"] == "Nguyễn Thị Lan Mẫu"
    (entry,) = registers.entries_of((queries.KIND, rows[15].id))
    assert (entry.year, entry.number, entry.notation, entry.token) == (1998, 15, "15/1998", item.token)
    sealed = files.read_file(file_id=item.file_id, owner=("old_result_copy", rows[15].id), actor=archive.clerk).read()
    assert signatures.verify_pdf(sealed).intact
    assert [one.name for one in events_of((queries.KIND, rows[15].id))] == ["old_results.digitised"]


def test_who_was_unknown_gets_the_paper_when_the_number_is_known(archive: Archive) -> None:
    archive.listed().scanned().entered().checked().judged()
    api.issue_lines(batch_id=archive.batch_id, actor=archive.clerk)
    late = identity.create_citizen(
        username="vang.mau", full_name="Lê Văn Vắng Mẫu", personal_number="086092999999", actor=system_actor()
    )

    done = api.issue_lines(batch_id=archive.batch_id, actor=archive.clerk)

    assert done == Issued(issued=1, waiting=0, duplicates=0)
    (item,) = vault.items_from((queries.KIND, archive.lines()[17].id))
    assert item.holder == HolderRef(kind="person", id=late.person_id)


def test_a_number_or_paper_that_is_there_already_is_set_aside(archive: Archive) -> None:
    archive.listed().scanned().entered().checked().judged()
    agency = identity.get_agency(archive.province.owner_id).code
    registers.record_entry(
        register=f"{agency}.so-dang-ky-khai-sinh", year=1998, number=15, notation="15/1998",
        subject=("dossier", UUID(int=5)), title="Giấy khai sinh", issued_on=date(1998, 3, 12), actor=system_actor(),
    )  # fmt: skip

    done = api.issue_lines(batch_id=archive.batch_id, actor=archive.clerk)

    assert done == Issued(issued=1, waiting=1, duplicates=1)
    row = archive.lines()[15]
    assert (row.state, row.reason) == (LineState.DUPLICATE, "Sổ đăng ký đã có số này của một kết quả khác.")
    assert vault.items_from((queries.KIND, row.id)) == ()
    assert files.files_of(("old_result_copy", row.id)) == ()


def test_a_seal_that_fails_leaves_the_line_as_it_was(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.listed().scanned().entered().checked().judged()

    def broken(**_: object) -> None:
        raise SigningUnavailable("Máy chủ ký không trả lời.")

    monkeypatch.setattr(signatures, "seal_agency", broken)
    with pytest.raises(SigningUnavailable):
        api.issue_lines(batch_id=archive.batch_id, actor=archive.clerk)

    row = archive.lines()[15]
    assert (row.state, row.code) == ("checked", None)
    assert registers.entries_of((queries.KIND, row.id)) == ()


# Who must not


ACTS: dict[str, Callable[[Archive, Actor], object]] = {
    "open": lambda a, who: api.open_batch(
        kind_code="giay-khai-sinh", title="Đợt", year_from=1998, year_to=1998, actor=who
    ),
    "import": lambda a, who: api.import_list(batch_id=a.batch_id, content=b"so,nam\n30,1998\n", actor=who),
    "scan": lambda a, who: api.add_scans(batch_id=a.batch_id, scans=[("15-1998.pdf", paper(9))], actor=who),
    "stack": lambda a, who: api.add_stack(batch_id=a.batch_id, scan=("t.pdf", paper(9)), pages_each=1, actor=who),
    "check": lambda a, who: api.check_line(line_id=a.lines()[15].id, agreed=True, actor=who),
    "judge": lambda a, who: api.judge_line(line_id=a.lines()[15].id, wrong=[], actor=who),
    "draw": lambda a, who: api.draw_sample(batch_id=a.batch_id, actor=who),
    "close": lambda a, who: api.close_sample(batch_id=a.batch_id, actor=who),
    "issue": lambda a, who: api.issue_lines(batch_id=a.batch_id, actor=who),
}
ALLOWED = {
    "enterer": {"scan", "stack", "check", "judge"},
    "checker": {"open", "import", "check", "judge", "draw", "close"},
    "clerk": {"issue"},
    "desk": set[str](),
    "citizen": set[str](),
    "elsewhere": {"open"},
}


@pytest.mark.parametrize(("who", "act"), [(who, act) for who in ALLOWED for act in ACTS if act not in ALLOWED[who]])
def test_an_act_of_another_post_is_refused_and_changes_nothing(archive: Archive, act: str, who: str) -> None:
    archive.listed().scanned().entered()
    actor = getattr(archive, who, None) or getattr(archive.province, who)
    before = _everything(archive)

    with pytest.raises((ActDenied, NoBatch)):
        ACTS[act](archive, actor)

    assert _everything(archive) == before


def _everything(archive: Archive) -> object:
    return (
        list(models.Batch.objects.order_by("id").values()),
        list(models.Line.objects.order_by("id").values()),
        models.Sample.objects.count(),
        len(access.writes_to(("old_batch", archive.batch_id))),
    )


@pytest.mark.parametrize("reader", ["desk", "stranger"])
def test_who_has_no_part_in_it_sees_no_batch(archive: Archive, reader: str) -> None:
    with pytest.raises(DomainError):
        api.get_batch(archive.batch_id, actor=getattr(archive.province, reader))
    assert api.list_batches(actor=getattr(archive.province, reader)) == ()
    assert api.list_batches(actor=archive.elsewhere) == ()


def test_the_personal_number_rests_encrypted(archive: Archive) -> None:
    archive.listed()
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM old_results_line")
        assert not any("086195000073" in str(row) or "Thị Lan" in str(row) for row in cursor.fetchall())
