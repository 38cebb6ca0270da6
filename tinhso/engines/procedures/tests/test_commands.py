import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tinhso.engines.procedures.commands import group
from tinhso.engines.procedures.models import NationalRecord
from tinhso.engines.procedures.tests.synthetic import WAYS, record

pytestmark = pytest.mark.django_db


def run(*arguments: Any) -> Result:
    return CliRunner().invoke(group, [str(a) for a in arguments])


def put(folder: Path, *records: Any) -> Path:
    for item in records:
        (folder / f"{item['ma_thu_tuc']}.json").write_text(json.dumps(item), encoding="utf-8")
    return folder


def test_dry_run_json_prints_each_record_and_writes_nothing(tmp_path: Path) -> None:
    table = f"{WAYS}Trực tuyến1Miễn phíTrực tiếp5 Ngày làm việc135 VNĐ"

    result = run("import", put(tmp_path, record(cach_thuc_thuc_hien=table)), "--dry-run", "--json")

    printed = json.loads(result.output)
    assert result.exit_code == 0
    assert (printed["ok"], printed["dry_run"], printed["changes"]["new"]) == (True, True, 1)
    one = printed["records"][0]
    assert (one["code"], one["name"], one["field"], one["levels"]) == (
        "9.000001", "Thủ tục cấp thẻ thả diều", "Diều và gió", ["province", "commune"],
    )  # fmt: skip
    assert [{k: t[k] for k in ("channel", "case", "value", "unit", "fee")} for t in one["terms"]] == [
        {"channel": "online", "case": None, "value": 1, "unit": None, "fee": 0},
        {"channel": "counter", "case": None, "value": 5, "unit": "working_days", "fee": None},
    ]
    assert one["contradictions"] == []
    assert not NationalRecord.objects.exists()


def test_import_ends_with_a_table_and_then_nothing_changes(tmp_path: Path) -> None:
    put(tmp_path, record("9.000001"), record("9.000002"))

    first, again = run("import", tmp_path), run("import", tmp_path)

    assert first.exit_code == 0
    assert "Hiểu hết" in first.output
    assert "2 mới" in first.output
    assert "giữ nguyên 2" in again.output
    assert NationalRecord.objects.count() == 2


def test_a_bad_file_is_told_and_the_command_fails_after_the_others(tmp_path: Path) -> None:
    put(tmp_path, record("9.000001"))
    (tmp_path / "x.json").write_text("[1", encoding="utf-8")

    result = run("import", tmp_path)

    assert result.exit_code == 1
    assert "x.json" in result.output
    assert NationalRecord.objects.count() == 1


def test_search_command(tmp_path: Path) -> None:
    run("import", put(tmp_path, record()))

    assert "9.000001" in run("search", "the tha dieu").output
