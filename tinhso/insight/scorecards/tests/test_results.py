"""The results of a month, read by everybody: each dossier by its code, nothing of who applied, as many as the figure says."""

from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.insight.scorecards.web import results
from tinhso.insight.warehouse.testing import Month, fact_of
from tinhso.kernel.clock import at_local, frozen

OCTOBER = "/chi-so-766/ket-qua/?thang=2026-10"
LATER = at_local(2026, 11, 2, 9, 0)


def read(address: str) -> str:
    with frozen(LATER):
        answer = Client().get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_each_result_stands_with_what_was_promised_and_nothing_of_the_person(month: Month) -> None:
    late = fact_of(month["late"])

    page = read(OCTOBER)

    assert page.count("<tr") - 1 == 5
    assert late.code in page
    assert late.closed_on is not None
    assert f"{late.closed_on:%d/%m/%Y}" in page
    assert "Quá hạn" in page
    assert "Nguyễn Thị Lan Mẫu" not in page


def test_the_number_of_an_agency_opens_to_its_results(month: Month) -> None:
    figures = read("/chi-so-766/?thang=2026-10")
    behind = figures.split('href="/chi-so-766/ket-qua/?')[1].split('"')[0].replace("&amp;", "&")
    number = int(figures.split(f'{behind.replace("&", "&amp;")}"')[1].split(">")[1].split("<")[0])

    assert read(f"/chi-so-766/ket-qua/?{behind}").count("<tr") - 1 == number > 0


def test_what_no_public_page_may_tell_of_is_counted_and_not_named(month: Month) -> None:
    late = fact_of(month["late"])
    stored = apps.get_model("dossiers.Dossier")._default_manager.filter(id=month["late"])
    stored.update(level="sensitive")

    page = read(OCTOBER)

    assert late.code not in page
    assert "Trang này không nêu 1 hồ sơ có mức bảo vệ." in page
    stored.update(level="restricted")
    assert late.code in read(OCTOBER)


def test_page_follows_page_by_as_many_queries(month: Month) -> None:
    counts, seen, address = [], [], OCTOBER
    size, results.PAGE = results.PAGE, 3
    try:
        read(address)
        while address:
            with CaptureQueriesContext(connection) as asked:
                page = read(address)
            counts.append(len(asked))
            seen.append(page.count("<tr") - 1)
            further = page.split('href="?thang=2026-10')
            address = f"{OCTOBER}{further[1].split(chr(34))[0].replace('&amp;', '&')}" if len(further) > 1 else ""
    finally:
        results.PAGE = size

    assert seen == [3, 2]
    assert len(set(counts)) == 1


def test_an_agency_or_month_that_is_none_is_not_found(month: Month) -> None:
    for wrong in ("thang=2026-13", "thang=2099-01", "thang=mai", "co-quan=khong-co"):
        with frozen(LATER):
            assert Client().get(f"/chi-so-766/ket-qua/?{wrong}").status_code == 404
