"""What a filing costs: exactly these statements, however often it is done (issue 2, part 14)."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.doors import signed_in
from tinhso.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)

# Who asks, whether what is kept in memory still holds, then one transaction: nothing is read in it but the key of the
# filing and the applicant's name; every other statement writes a row that must be there.
STATEMENTS = [
    "SELECT django_session",
    "SELECT identity_user",
    "SELECT access_standingstamp",
    "SELECT dossier",
    "SELECT identity_person",
    "INSERT registers_counter",
    "INSERT dossier",
    "INSERT dossier_status_change",
    "INSERT deadline_clock",
    "INSERT deadline_ledger",
    "INSERT outbox_event",
    "INSERT workflow_process",
    "INSERT workflow_task",
    "INSERT dossier_work_item",
    "INSERT access_auditentry",
    "INSERT outbox_event",
    "INSERT outbox_delivery",
]
_NAMES_A_TABLE = re.compile(r'(SELECT|INSERT|UPDATE|DELETE) .*?(?:FROM|INTO|UPDATE) "?(\w+)')


def statements(queries: CaptureQueriesContext) -> list[str]:
    """Verb and first table of each statement; BEGIN, COMMIT and the lock of a key name none."""
    found = (_NAMES_A_TABLE.match(query["sql"]) for query in queries.captured_queries)
    return [f"{one[1]} {one[2]}" for one in found if one]


def test_filing_through_the_api_makes_these_statements_and_no_other(open_province: SmallProvince):
    client = signed_in(open_province.citizen)
    filing = {
        "procedure": "1.004873",
        "agency": "H61.41.01.001",
        "answers": open_province.applications["1.004873"]["answers"],
    }

    def file() -> list[str]:
        key = {"Idempotency-Key": str(new_id())}
        with CaptureQueriesContext(connection) as queries:
            answer = client.post("/api/v1/dossiers", filing, content_type="application/json", headers=key)
        assert answer.status_code == 201, answer.content
        assert not [query for query in queries.captured_queries if "SAVEPOINT" in query["sql"]]
        return statements(queries)

    file()  # the first one of a process also reads what it keeps from then on
    assert [file(), file()] == [STATEMENTS, STATEMENTS]
