"""The officer's list: an address reproduces it, in any order and with any columns, also under a name."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tinhso.casework.dossiers import worklists
from tinhso.casework.dossiers.models import WorkItem
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.desk_scene import come_in, file_birth
from tinhso.casework.dossiers.worklists import ListQuery
from tinhso.kernel.clock import now

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
PAGE = "/can-bo/ho-so/"


def codes(province: SmallProvince, query: ListQuery) -> list[str]:
    """All pages of a list, two rows a page."""
    found: list[str] = []
    cursor = ""
    while True:
        page = worklists.page_of(query, actor=province.desk, cursor=cursor, limit=2)
        found += [item.code for item in page.items]
        cursor = page.next_cursor
        if not cursor:
            return found


def test_each_order_pages_and_leads_on_in_its_own_way(province: SmallProvince) -> None:
    ids = [file_birth(province) for _ in range(5)]
    rows = [WorkItem.objects.get(dossier_id=one) for one in ids]
    for number, row in enumerate(rows):
        # What came first is due last; two came in the same second.
        row.opened_at = now() - timedelta(hours=min(4 - number, 3))
        row.order_at = now() + timedelta(hours=9 - number)
        row.save()
    code = [row.code for row in rows]

    assert codes(province, ListQuery()) == code[::-1]
    oldest = codes(province, ListQuery(sort="oldest"))
    assert oldest in ([*code], [code[1], code[0], *code[2:]])
    assert codes(province, ListQuery(sort="newest")) == oldest[::-1]

    for sort, order in (("", code[::-1]), ("newest", oldest[::-1]), ("oldest", oldest)):
        dossier_of = {row.code: row.dossier_id for row in rows}
        for place, one in enumerate(order):
            near = worklists.neighbours(dossier_of[one], ListQuery(sort=sort), actor=province.desk)
            assert near.previous == (dossier_of[order[place - 1]] if place else None)
            assert near.next == (dossier_of[order[place + 1]] if place < 4 else None)


def test_the_workspace_keeps_the_list_one_came_from(province: SmallProvince) -> None:
    dossier = file_birth(province)
    client = come_in(province.desk)
    address = "loc=intake&xep=oldest&cot=buoc&cot=tra"

    text = client.get(f"{PAGE}?{address}").content.decode()
    assert f'href="{PAGE}{dossier}/?{address.replace("&", "&amp;")}"' in text
    assert "Người giữ</th>" not in text
    assert "Bước</th>" in text
    back = client.get(f"{PAGE}{dossier}/?{address}").content.decode()
    assert f'href="{PAGE}?{address.replace("&", "&amp;")}"' in back


def test_a_named_list_opens_first_and_the_plain_one_stays_in_reach(province: SmallProvince) -> None:
    file_birth(province)
    client = come_in(province.desk)
    saved = reverse("dossiers:saved_lists")
    given = {"loc": "intake", "xep": "newest", "cot": ["buoc"], "title": "Mới về", "first": "1", "luu": "1"}
    kept = client.post(saved, given)
    assert kept.headers["Location"] == f"{PAGE}?loc=intake&xep=newest&cot=buoc"

    assert client.get(PAGE).headers["Location"] == f"{PAGE}?loc=intake&xep=newest&cot=buoc"
    plain = client.get(f"{PAGE}?loc=")
    assert plain.status_code == 200
    assert "Mới về</a>" in plain.content.decode()
    client.post(saved, {"dau": ""})
    assert client.get(PAGE).status_code == 200


def test_a_list_without_a_name_is_refused_and_what_was_chosen_stays(province: SmallProvince) -> None:
    client = come_in(province.desk)
    answer = client.post(reverse("dossiers:saved_lists"), {"loc": "late", "title": " ", "shared": "1", "luu": "1"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Đặt tên cho danh sách" in text
    assert 'name="loc" value="late"' in text
    assert 'name="shared" value="1" checked' in text
    assert client.get(PAGE).status_code == 200


def test_an_address_that_names_no_list_is_the_plain_one(province: SmallProvince) -> None:
    file_birth(province)
    client = come_in(province.desk)
    answer = client.get(f"{PAGE}?loc=khong-co&xep=password&cot=applicant_id&sau=zz")
    assert answer.status_code == 200
    assert "Người giữ</th>" in answer.content.decode()
