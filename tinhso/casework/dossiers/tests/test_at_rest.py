"""What rests in the database and what is logged names nobody by number; a killed filing leaves no hole in the codes."""

import json
import logging
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import BIRTH, MARITAL, REASONS, accept, do, file, finish, table
from tinhso.casework.dossiers.tests.doors import signed_in, visitor
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.kernel.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[4]


def numbers_in(text: str) -> set[str]:
    """Personal numbers (twelve digits) that stand in a text."""
    return set(re.findall(r"(?<!\d)\d{12}(?!\d)", text))


def seeded(province: SmallProvince) -> set[str]:
    """Every personal number that people and applications of this test have."""
    answers = json.dumps([province.applications[code]["answers"] for code in (BIRTH, MARITAL)])
    return numbers_in(answers) | {"086195000073", "086092000074"}


def database_text() -> bytes:
    """Everything that rests in the database, as bytes: each cell of each table, and the file itself on SQLite."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for cell in row:
                    found.append(bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode())
    name = str(connection.settings_dict["NAME"])
    for path in (Path(name), Path(f"{name}-wal")):
        if path.is_file():
            found.append(path.read_bytes())
    return b"\n".join(found)


def test_no_number_rests_in_clear_and_none_is_logged(
    open_province: SmallProvince, caplog: pytest.LogCaptureFixture
) -> None:
    province, numbers = open_province, seeded(open_province)
    assert len(numbers) >= 4
    with caplog.at_level(logging.DEBUG):
        filed = file(province, BIRTH)
        refused = file(province, MARITAL)
        do(refused.id, "not_accepted", province.desk, reasons=REASONS)
        accept(province, filed.id)
        finish(province, filed.id)
        deliver_all()
        citizen, desk = signed_in(province.citizen), signed_in(province.desk)
        for path in (f"/ho-so/{filed.id}/", "/ho-so/", f"/api/v1/dossiers/{filed.id}"):
            assert citizen.get(path).status_code == 200, path
        desk.get(f"/can-bo/ho-so/{filed.id}/")
        visitor().post("/tra-cuu/", {"code": filed.code, "last_four": "0073"})
        for number in numbers:
            # Numbers that visitors type where they do not belong.
            visitor().get(f"/tra-cuu/{number}/")
            signed_in(province.stranger).get(f"/ho-so/nop/{number}/")

    rest = database_text()
    assert {number for number in numbers if number.encode() in rest} == set()
    logged = "\n".join(
        record.getMessage() + str(record.exc_info or "") for record in caplog.records if record.name != "django.request"
    )
    assert {number for number in numbers if number in logged} == set()
    assert Dossier.objects.get(id=filed.id).answers["child"]


def test_a_filing_killed_between_its_number_and_its_commit_leaves_no_hole(open_province: SmallProvince) -> None:
    province = open_province
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TINHSO_TEST_DIR": str(settings.VAR_DIR),
        "PYTHONPATH": str(ROOT),
    }
    killed = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.faults.run",
            "die",
            str(connection.settings_dict["NAME"]),
            str(province.receiving_id),
            str(province.citizen.person_id),
            json.dumps(province.applications[MARITAL]["answers"]),
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, "took\n"), killed.stderr[-2000:]

    assert Dossier.objects.count() == 0
    assert OutboxEvent.objects.filter(name="dossier.submitted").count() == 0
    assert not table("registers.Counter").filter(scope__startswith="dossier.").exists()
    first = file(province, MARITAL, key="killed")
    assert first.is_new
    assert first.code.endswith("-0001")
    assert api.get_dossier(first.id, actor=province.citizen, purpose="xem").code == first.code
