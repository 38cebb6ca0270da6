from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps

from tinhso.kernel.actor import anonymous_actor, system_actor
from tinhso.kernel.ids import new_id
from tinhso.services.registers import api
from tinhso.services.registers.errors import EntryNotFound, NumberUsed, RegisterInvalid
from tinhso.services.registers.models import Entry as EntryRow
from tinhso.services.registers.types import Entry

AuditEntry: Any = apps.get_model("access", "AuditEntry")

pytestmark = pytest.mark.django_db

SUBJECT = ("dossier", UUID("0199f000-0000-7000-8000-00000000abcd"))


def _record(**changes: Any) -> Entry:
    given: dict[str, Any] = {
        "register": "GP:H99.1",
        "year": 2026,
        "number": 7,
        "notation": "07/GP-UBND",
        "subject": SUBJECT,
        "title": " Giấy  phép ",
        "issued_on": date(2026, 12, 3),
        "valid_to": date(2027, 1, 2),
        "actor": system_actor(),
    }
    return api.record_entry(**{**given, **changes})


def test_a_line_is_written_once_with_its_audit_row() -> None:
    first = _record()

    assert _record() == first
    assert (first.title, first.notation, first.valid_to) == ("Giấy phép", "07/GP-UBND", date(2027, 1, 2))
    assert api.entries_of(SUBJECT) == (first,)
    assert AuditEntry.objects.filter(act="registers.record").count() == 1


def test_a_used_number_is_refused_and_nothing_is_written() -> None:
    _record()

    with pytest.raises(NumberUsed):
        _record(subject=("dossier", new_id()))

    assert (EntryRow.objects.count(), AuditEntry.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "changes", [{"number": 0}, {"title": "\u200b "}, {"register": ""}, {"valid_to": date(2026, 12, 2)}]
)
def test_a_line_that_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(RegisterInvalid):
        _record(**changes)

    assert (EntryRow.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_who_may_not_read_registers_sees_none() -> None:
    entry = _record()

    with pytest.raises(EntryNotFound):
        api.get_entry(entry.id, actor=anonymous_actor())
    assert api.list_entries(register="GP:H99.1", year=2026, actor=anonymous_actor()) == ()
