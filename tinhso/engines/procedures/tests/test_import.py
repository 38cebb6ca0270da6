import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.procedures import api
from tinhso.engines.procedures.errors import EmptyList, ProcedureNotFound
from tinhso.engines.procedures.models import NationalRecord, RecordRevision
from tinhso.engines.procedures.testing import apply_body, procedure_body
from tinhso.engines.procedures.tests.synthetic import WAYS, record
from tinhso.engines.procedures.types import Change, ImportReport
from tinhso.kernel.actor import anonymous_actor, system_actor
from tinhso.kernel.errors import Denied
from tinhso.kernel.outbox.models import OutboxEvent

Put = Callable[..., Path]

pytestmark = pytest.mark.django_db


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(*records: Any) -> Path:
        for old in tmp_path.glob("*.json"):
            old.unlink()
        for item in records:
            (tmp_path / f"{item['ma_thu_tuc']}.json").write_text(json.dumps(item), encoding="utf-8")
        return tmp_path

    return write


def load(folder: Path, **options: Any) -> ImportReport:
    defaults: dict[str, Any] = {"dry_run": False, "actor": system_actor()}
    return api.import_records([folder], **(defaults | options))


def changes(report: ImportReport) -> dict[str, Change]:
    return {one.code: one.change for one in report.changes}


def test_a_dry_run_writes_nothing(put: Put) -> None:
    report = load(put(record()), dry_run=True)

    assert changes(report) == {"9.000001": Change.NEW}
    assert not NationalRecord.objects.exists()
    assert not OutboxEvent.objects.exists()


def test_who_may_not_import_is_refused_and_nothing_is_written(put: Put) -> None:
    with pytest.raises(Denied):
        load(put(record()), actor=anonymous_actor())

    assert not NationalRecord.objects.exists()


def test_a_second_import_shows_the_difference_and_keeps_both(put: Put) -> None:
    load(put(record("9.000001"), record("9.000002")))

    report = load(put(record("9.000001", linh_vuc="Gió"), record("9.000002"), record("9.000003")))

    assert changes(report) == {"9.000001": Change.CHANGED, "9.000002": Change.SAME, "9.000003": Change.NEW}
    assert report.changes[0].lines == ("~ /linh_vuc: Diều và gió → Gió",)
    row = NationalRecord.objects.get(code="9.000001")
    assert (row.revision, row.field_title, row.raw["linh_vuc"]) == (2, "Gió", "Gió")
    assert list(row.revisions.order_by("revision").values_list("revision", "parsed__field")) == [
        (1, "Diều và gió"),
        (2, "Gió"),
    ]


def test_the_same_again_writes_nothing(put: Put) -> None:
    folder = put(record())
    load(folder)
    before = (RecordRevision.objects.count(), OutboxEvent.objects.count())

    report = load(folder)

    assert changes(report) == {"9.000001": Change.SAME}
    assert (RecordRevision.objects.count(), OutboxEvent.objects.count()) == before


def test_missing_from_a_full_list_is_not_in_use_and_comes_back(put: Put) -> None:
    load(put(record("9.000001"), record("9.000002")))

    assert changes(load(put(record("9.000001")))) == {"9.000001": Change.SAME}
    gone = load(put(record("9.000001")), full_list=True)

    assert changes(gone) == {"9.000001": Change.SAME, "9.000002": Change.NOT_IN_USE}
    assert not api.get_procedure("9.000002").in_use
    assert [hit.code for hit in api.list_procedures()] == ["9.000001"]
    back = load(put(record("9.000002")))
    assert changes(back) == {"9.000002": Change.RESTORED}
    assert api.get_procedure("9.000002").in_use


def test_an_unreadable_file_of_a_full_list_retires_nothing(put: Put) -> None:
    load(put(record("9.000001"), record("9.000002")))
    folder = put(record("9.000001"))
    (folder / "9.000002.json").write_text("{", encoding="utf-8")

    report = load(folder, full_list=True)

    assert changes(report) == {"9.000001": Change.SAME}
    assert [file.rpartition("/")[2] for file, _ in report.failures] == ["9.000002.json"]


def test_an_empty_full_list_is_refused(put: Put) -> None:
    load(put(record()))

    with pytest.raises(EmptyList):
        load(put(), full_list=True)

    assert NationalRecord.objects.get().in_use


def test_characters_no_database_holds(put: Put) -> None:
    load(put(record(trinh_tu_thuc_hien="a\u0000b\ud800c", ten_thu_tuc="Thẻ\u0000 mới")))

    assert NationalRecord.objects.get().raw["trinh_tu_thuc_hien"] == "a\ufffdb?c"


def test_a_procedure_known_only_from_its_record(put: Put) -> None:
    load(put(record()))

    found = api.get_procedure("9.000001")

    assert (found.version_id, found.is_operational, found.field_code) == (None, False, "dieu-va-gio")
    assert [(t.channel, t.value, t.unit, t.fee_vnd) for t in found.terms] == [
        ("online", 3, "working_days", 0), ("counter", 5, "working_days", 20000),
    ]  # fmt: skip
    assert found.raw["linh_vuc"] == "Diều và gió"


def test_what_a_record_says_of_foreign_money_is_kept(put: Put) -> None:
    table = f"{WAYS}Trực tiếp5 Ngày10 USD(thẻ nhỏ)Trực tiếp5 Ngày20 USD(thẻ to)"
    load(put(record(cach_thuc_thuc_hien=table)))

    terms = api.get_procedure("9.000001").terms

    assert [(t.case, t.fee_vnd, t.fee_text, t.note) for t in terms] == [
        ("thẻ nhỏ", None, "10 USD", ""),
        ("thẻ to", None, "20 USD", ""),
    ]


def test_a_definition_wins_and_keeps_the_record_beside_it(put: Put) -> None:
    table = f"{WAYS}Trực tuyến7 NgàyMiễn phí(50.000 đồng)"
    load(put(record(cach_thuc_thuc_hien=table)))
    version = apply_body("procedure", procedure_body())

    found = api.get_procedure("9.000001")

    assert (found.version_id, found.title) == (version.id, "Cấp thẻ thả diều")
    assert [t.value for t in found.terms] == [5, 10, 3]
    assert [c.kind for c in found.contradictions] == ["fee"]
    assert found.raw["cach_thuc_thuc_hien"] == table
    assert [act["document"] for act in found.legal_basis] == ["12/2030/QH20", "34/2031/NĐ-CP"]
    assert api.get_procedure_version(version.id) == found


def test_an_unknown_code() -> None:
    with pytest.raises(ProcedureNotFound):
        api.get_procedure("9.999999")


def test_overrides_hold_from_their_day(put: Put) -> None:
    apply_body("procedure", procedure_body())
    entry = {"procedures": ["9.000001"], "online_level": "partial", "paper_not_accepted": True}
    apply_body(
        "procedure_overrides",
        {
            "code": "p", "title": "Danh mục", "effective_from": "2026-03-01",
            "legal_basis": [{"document": "5/QĐ-UBND"}], "entries": [entry],
        },
    )  # fmt: skip
    assert api.get_procedure("9.000001", on=date(2026, 2, 28)).online_level == "full"
    after = api.get_procedure("9.000001", on=date(2026, 3, 1))
    assert (after.online_level, after.paper_not_accepted, after.decisions) == ("partial", True, ("5/QĐ-UBND",))
    assert api.search("diều", on=date(2026, 3, 1))[0].online_level == "partial"
