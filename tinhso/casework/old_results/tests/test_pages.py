"""The pages of old results: the whole way through forms, numbers masked for who does not compare, queries that stay few."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.casework.old_results import models
from tinhso.casework.old_results.tests.conftest import LIST, Archive, paper, sign_in
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files

LIST_PAGE = "/can-bo/ket-qua-cu/"
NUMBER = "086195000073"


def page(archive: Archive) -> str:
    return f"{LIST_PAGE}dot/{archive.batch_id}/"


def line_page(archive: Archive, number: int = 15) -> str:
    return f"{LIST_PAGE}dong/{archive.lines()[number].id}/"


def test_a_batch_goes_its_whole_way_through_the_pages(archive: Archive) -> None:
    manager, enterer = sign_in(archive.manager), sign_in(archive.enterer)
    checker, clerk = sign_in(archive.checker), sign_in(archive.clerk)
    listed = SimpleUploadedFile("so.csv", LIST.encode(), "text/csv")
    assert manager.post(page(archive), {"viec": "nhap", "danh_sach": listed}).status_code == 302
    scans = [SimpleUploadedFile(f"{n}-1998.pdf", paper(n), "application/pdf") for n in (15, 16, 17)]
    assert enterer.post(page(archive), {"viec": "quet", "cach": "ten", "scan": scans}).status_code == 302
    for number in (15, 16, 17):
        facts = archive.lines()[number].facts
        assert facts["personal_number"] in enterer.get(line_page(archive, number)).content.decode()
        form = {
            "viec": "nhap", "ky_hieu": facts["notation"], "ngay_cap": "12/03/1998", "so_dinh_danh": facts["personal_number"],
            "child.full_name": facts["values"]["child.full_name"], "child.born_on": "12/03/1995",
        }  # fmt: skip
        assert enterer.post(line_page(archive, number), form).status_code == 302
        assert checker.post(line_page(archive, number), {"viec": "dung"}).status_code == 302
    assert manager.post(page(archive), {"viec": "lay-mau"}).status_code == 302
    for number in (15, 16, 17):
        assert manager.post(line_page(archive, number), {"viec": "mau"}).status_code == 302
    assert manager.post(page(archive), {"viec": "ket-luan"}).status_code == 302
    assert clerk.post(page(archive), {"viec": "ky"}).status_code == 302
    done = clerk.get(page(archive)).content.decode()
    assert "2 kết quả; 1 chờ chủ giấy tờ, 0 trùng" in done
    assert {row.state for row in archive.lines().values()} == {"issued", "waiting"}


def test_only_who_compares_with_the_paper_sees_the_whole_number(archive: Archive) -> None:
    archive.listed().scanned().entered()

    assert NUMBER in sign_in(archive.checker).get(line_page(archive)).content.decode()
    seen_by_clerk = sign_in(archive.clerk).get(line_page(archive)).content.decode()
    assert NUMBER not in seen_by_clerk
    assert "0073" in seen_by_clerk
    reads = access.reads_of(archive.province.applicant)
    assert [one.purpose for one in reads] == ["Số hóa kết quả cũ"] * 2


@pytest.mark.skipif(not files.can_draw_pages(), reason="poppler-utils is not installed")
def test_the_scan_stands_page_by_page_beside_what_is_read_off_it(archive: Archive) -> None:
    archive.listed().scanned()
    enterer, picture = sign_in(archive.enterer), f"{line_page(archive)}ban-quet/1.png"

    shown = enterer.get(line_page(archive)).content.decode()
    drawn = enterer.get(picture)

    assert f'<img src="{picture}"' in shown
    assert drawn.content.startswith(b"\x89PNG")
    assert drawn.headers["Cache-Control"] == "private, no-store"
    assert enterer.get(f"{line_page(archive)}ban-quet/2.png").status_code == 404
    assert sign_in(archive.elsewhere).get(picture).status_code == 404
    assert picture not in sign_in(archive.clerk).get(line_page(archive)).content.decode()


def test_the_errors_of_a_list_are_told_line_by_line(archive: Archive) -> None:
    wrong = SimpleUploadedFile("so.csv", b"so,nam\n1,1998\nhai,1998\n3,1890\n", "text/csv")

    told = sign_in(archive.manager).post(page(archive), {"viec": "nhap", "danh_sach": wrong})

    assert told.status_code == 422
    assert "Dòng 3" in told.content.decode()
    assert "Dòng 4" in told.content.decode()
    assert not models.Line.objects.exists()


def test_the_lists_cost_the_same_with_many_lines(archive: Archive) -> None:
    archive.listed()
    client = sign_in(archive.manager)
    costs = []
    for rows in ("", "".join(f"{number},1999,,,,,\n" for number in range(100, 140))):
        archive.listed(LIST + rows)
        for path in (LIST_PAGE, page(archive)):
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            costs.append(len(asked))
    assert costs[:2] == costs[2:]


@pytest.mark.parametrize("who", ["desk", "citizen"])
def test_who_has_no_part_in_it_opens_no_page(archive: Archive, who: str) -> None:
    archive.listed()
    client = sign_in(getattr(archive.province, who))
    for path in (LIST_PAGE, page(archive), line_page(archive), f"{line_page(archive)}ban-quet/"):
        assert client.get(path).status_code in (403, 404), path
    for path in (page(archive), line_page(archive)):
        assert sign_in(archive.elsewhere).get(path).status_code == 404
