"""Lists cost the same however long they are, and find people without marks."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tinhso.casework.dossiers import tallies, worklists
from tinhso.casework.dossiers.models import WorkItem
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.desk_scene import come_in, file_birth
from tinhso.casework.dossiers.worklists import ListQuery
from tinhso.kernel.clock import frozen, local, now
from tinhso.kernel.ids import new_id

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def _more(province: SmallProvince, count: int) -> None:
    """Rows like the first one, a minute apart: what a list shows needs no dossier of its own."""
    first = WorkItem.objects.first()
    assert first is not None
    rows = []
    for number in range(count):
        row = WorkItem.objects.get(pk=first.pk)
        row.pk, row.task_id = new_id(), new_id()
        row.order_at = row.due_at = now() + timedelta(days=1, minutes=number)
        row.code = f"MAU-{number:04d}"
        row.person_id = province.desk.person_id if number % 2 else None
        rows.append(row)
    WorkItem.objects.bulk_create(rows)


@pytest.mark.parametrize("page", ["worklist", "morning", "find_result"])
def test_a_page_asks_as_often_for_many_rows_as_for_few(province: SmallProvince, page: str) -> None:
    file_birth(province)
    client = come_in(province.desk_head if page == "morning" else province.desk)
    asked = []
    for count in (3, 40):
        _more(province, count)
        client.get(reverse(f"dossiers:{page}"))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(f"dossiers:{page}")).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_pages_follow_each_other_without_gap_or_double(province: SmallProvince) -> None:
    file_birth(province)
    _more(province, 25)
    seen: list[Any] = []
    cursor = ""
    for _ in range(10):
        page = worklists.page_of(ListQuery(), actor=province.desk, cursor=cursor, limit=7)
        seen += [item.task_id for item in page.items]
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == WorkItem.objects.count()
    assert worklists.page_of(ListQuery(), actor=province.desk, cursor="không phải của ta").items


def test_a_name_is_found_without_marks_and_views_narrow(province: SmallProvince) -> None:
    file_birth(province)
    _more(province, 4)

    def find(**given: Any) -> int:
        return len(worklists.page_of(ListQuery(**given), actor=province.desk).items)

    assert find(text="nguyen thi lan") == 5
    assert find(text="Lân") == 5
    assert find(text="mau-0002") == 1
    assert find(view="mine") == 2
    assert find(procedure="9.999999") == 0
    counts = tallies.counters(actor=province.desk)
    assert (counts[""], counts["mine"], counts["intake"], counts["late"]) == (5, 2, 5, 0)
    assert tallies.counters(actor=province.leader)[""] == 0


def test_neighbours_stay_when_the_own_task_has_left(province: SmallProvince) -> None:
    ids = [file_birth(province) for _ in range(3)]
    WorkItem.objects.filter(dossier_id=ids[1]).update(is_open=False)
    near = worklists.neighbours(ids[1], ListQuery(), actor=province.desk)
    assert (near.previous, near.next) == (ids[0], ids[2])


def test_tallies_are_those_of_the_lists_themselves(province: SmallProvince) -> None:
    file_birth(province)
    _more(province, 12)
    rows = list(WorkItem.objects.order_by("code"))
    morning = local(now()).replace(hour=9)
    for number, row in enumerate(rows):
        row.procedure_code, row.procedure_title = f"9.{number % 3}", f"Thủ tục {number % 3}"
        row.status = (1, 2, 9)[number % 3]
        row.signs = number % 4 == 0
        row.order_at = morning + timedelta(hours=(-30, 2, 30)[number % 3])
        row.save()
    rows[5].is_open = False
    rows[5].save()

    for actor in (province.desk, province.leader, province.citizen):
        with frozen(morning):
            counts = tallies.counters(actor=actor)
            for view in worklists.VIEWS:
                page = worklists.page_of(ListQuery(view=view), actor=actor, limit=1000)
                assert counts[view] == len(page.items), view
        kinds = {
            (one.procedure_code, one.procedure_title)
            for view in ("", "team")
            for one in worklists.page_of(ListQuery(view=view), actor=actor, limit=1000).items
        }
        assert tallies.procedures_in(actor=actor) == tuple(sorted(kinds, key=lambda kind: kind[1]))
        if actor == province.desk:
            assert all(counts[view] for view in ("", "intake", "today", "late", "mine", "sign", "return"))
    assert [title for _, title in tallies.procedures_in(actor=province.desk)] == ["Thủ tục 0", "Thủ tục 1", "Thủ tục 2"]


def test_a_list_is_counted_no_further_than_a_thousand(province: SmallProvince) -> None:
    file_birth(province)
    _more(province, 2 * tallies.MOST_COUNTED + 10)
    counts = tallies.counters(actor=province.desk)
    assert (counts[""], counts["intake"], counts["mine"]) == (1000, 1000, 1000)
