"""The logs against somebody who can write to the database but has neither the key nor the exported heads."""

import json
import os
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, connections, transaction
from pytest_django import Settings

from tinhso.foundation.access import api, logkey, models
from tinhso.foundation.access.actions.write_logs import write_row
from tinhso.foundation.access.commands import group
from tinhso.foundation.access.domain import row_mac
from tinhso.foundation.access.types import HolderRef, SecurityKind
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)

OFFICER = Actor(channel=Channel.COUNTER, person_id=new_id(), user_id=new_id(), post_id=new_id(), agency_id=new_id())


@pytest.fixture(autouse=True)
def _own_heads(settings: Settings, tmp_path: Path) -> None:
    settings.AUDIT_HEADS_FILE = str(tmp_path / "heads.jsonl")


def write(count: int) -> None:
    for number in range(count):
        api.record_write(actor=OFFICER, act="dossiers.accept", target=("dossier", new_id()), detail={"n": number})


def run(sql: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def db(value: uuid.UUID) -> object:
    """An id as raw SQL of this database writes it."""
    return value.hex if connection.features.has_native_uuid_field is False else value


def faults() -> list[tuple[str, str, str]]:
    return [(fault.kind, fault.log, fault.row) for fault in api.verify_logs().faults]


@pytest.fixture
def sealed() -> list[models.AuditEntry]:
    """Three seals: 4 writes; 3 writes and a read; 2 writes and a denial."""
    write(4)
    api.seal_logs()
    write(3)
    api.record_read(actor=OFFICER, holders=[HolderRef("person", new_id())], purpose="Tiếp nhận hồ sơ")
    api.seal_logs()
    write(2)
    api.record_denial(actor=OFFICER, act="dossiers.sign", path="/can-bo/ho-so/")
    api.seal_logs()
    return list(models.AuditEntry.objects.order_by("id"))


def test_an_untouched_chain_verifies(sealed: list[models.AuditEntry]) -> None:
    write(1)

    report = api.verify_logs()

    assert (report.ok, report.rows, report.seals, report.unsealed) == (True, 12, 3, 1)
    assert report.last_head == report.exported_head


def test_an_altered_row_is_named(sealed: list[models.AuditEntry]) -> None:
    victim = sealed[5].id
    assert run("UPDATE access_auditentry SET act = 'dossiers.refuse' WHERE id = %s", db(victim)) == 1

    assert faults() == [("altered", "audit", str(victim))]


def test_an_altered_time_is_named(sealed: list[models.AuditEntry]) -> None:
    victim = sealed[0].id
    assert run("UPDATE access_auditentry SET at = '2020-01-01 00:00:00+00:00' WHERE id = %s", db(victim)) == 1

    assert faults() == [("altered", "audit", str(victim))]


@pytest.mark.parametrize(("cell", "value"), [("mac", "''"), ("at", "'rác'"), ("person_id", "'rác'")])
def test_a_row_made_unreadable_is_named(sealed: list[models.AuditEntry], cell: str, value: str) -> None:
    """PostgreSQL takes no such time or id in the first place; SQLite takes anything."""
    victim = sealed[4].id
    try:
        with transaction.atomic():
            run(f"UPDATE access_auditentry SET {cell} = {value} WHERE id = %s", db(victim))
    except DatabaseError:
        assert faults() == []
    else:
        assert faults() == [("altered", "audit", str(victim))]


def test_an_id_made_unreadable_is_a_removed_and_a_strange_row(sealed: list[models.AuditEntry]) -> None:
    victim = sealed[4].id
    try:
        with transaction.atomic():
            run("UPDATE access_auditentry SET id = 'rác' WHERE id = %s", db(victim))
    except DatabaseError:
        assert faults() == []
    else:
        assert faults() == [("inserted", "audit", ""), ("removed", "audit", str(victim))]


def test_a_removed_row_is_named(sealed: list[models.AuditEntry]) -> None:
    victim = sealed[2].id
    assert run("DELETE FROM access_auditentry WHERE id = %s", db(victim)) == 1

    assert faults() == [("removed", "audit", str(victim))]


def test_a_removed_read_is_named(sealed: list[models.AuditEntry]) -> None:
    victim = models.ReadEntry.objects.get().id
    run("DELETE FROM access_readsubject")
    run("DELETE FROM access_readentry WHERE id = %s", db(victim))

    assert faults() == [("removed", "read", str(victim))]


def test_a_read_hidden_from_its_holder_is_found(sealed: list[models.AuditEntry]) -> None:
    run("DELETE FROM access_readsubject")

    assert faults() == [("index", "read", str(models.ReadEntry.objects.get().id))]


@pytest.mark.parametrize("table", ["auditentry", "readentry", "securityentry"])
def test_a_row_removed_before_it_was_sealed_is_named(table: str) -> None:
    write(2)
    api.record_read(actor=OFFICER, holders=[HolderRef("person", new_id())], purpose="Tiếp nhận hồ sơ")
    api.record_denial(actor=OFFICER, act="dossiers.sign", path="/can-bo/ho-so/")
    log, model = {
        "auditentry": ("audit", models.AuditEntry),
        "readentry": ("read", models.ReadEntry),
        "securityentry": ("security", models.SecurityEntry),
    }[table]
    victim = model._default_manager.order_by("id").values_list("id", flat=True)[0]
    run("DELETE FROM access_readsubject")
    before = faults()
    assert run(f"DELETE FROM access_{table} WHERE id = %s", db(victim)) == 1

    assert [fault for fault in faults() if fault not in before] == [("removed", log, str(victim))]


def test_a_row_removed_before_it_was_sealed_stays_found(tmp_path: Path) -> None:
    """Sealing what is left does not cover the trace, nor does the time after which the notes of whole rows go."""
    write(3)
    victim = models.AuditEntry.objects.order_by("id")[1].id
    run("DELETE FROM access_auditentry WHERE id = %s", db(victim))
    api.seal_logs()
    make_old(tmp_path)
    api.seal_logs()
    make_old(tmp_path)
    api.seal_logs()

    assert faults() == [("removed", "audit", str(victim))]


def test_notes_of_sealed_rows_go(tmp_path: Path) -> None:
    write(3)
    api.seal_logs()
    assert len(list((tmp_path / "written").iterdir())) == 1
    make_old(tmp_path)

    api.seal_logs()

    assert list((tmp_path / "written").iterdir()) == []
    assert api.verify_logs().ok


def test_what_was_rolled_back_was_never_written() -> None:
    write(1)
    with transaction.atomic():
        write(1)
        with transaction.atomic():
            write(1)
            transaction.set_rollback(True)
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)

    assert models.AuditEntry.objects.count() == 2
    assert faults() == []


def test_a_note_that_cannot_be_written_stops_no_write(tmp_path: Path) -> None:
    (tmp_path / "written").write_text("a file where the folder should be", encoding="ascii")

    write(1)

    assert models.AuditEntry.objects.count() == 1


def make_old(folder: Path) -> None:
    for file in (folder / "written").iterdir():
        os.utime(file, (time.time() - 3600, time.time() - 3600))


_COPY = (
    "INSERT INTO access_auditentry (id, at, person_id, user_id, post_id, agency_id, channel, request_id, mac, seal,"
    " act, target_kind, target_id, detail) SELECT %s, at, person_id, user_id, post_id, agency_id, channel, request_id,"
    " mac, {seal}, act, target_kind, target_id, detail FROM access_auditentry WHERE id = %s"
)


@pytest.mark.parametrize("seal", ["seal", "NULL"])
def test_an_inserted_row_is_named(sealed: list[models.AuditEntry], seal: str) -> None:
    forged = new_id()
    assert run(_COPY.format(seal=seal), db(forged), db(sealed[1].id)) == 1

    assert faults() == [("inserted", "audit", str(forged))]


def test_a_forged_row_stays_found_after_it_was_sealed(sealed: list[models.AuditEntry]) -> None:
    forged = new_id()
    run(_COPY.format(seal="NULL"), db(forged), db(sealed[1].id))
    api.seal_logs()

    assert faults() == [("altered", "audit", str(forged))]


def test_a_row_taken_out_of_its_seal_is_found(sealed: list[models.AuditEntry]) -> None:
    victim = sealed[3].id
    run("UPDATE access_auditentry SET seal = NULL WHERE id = %s", db(victim))

    assert faults() == [("removed", "audit", str(victim))]


def test_a_cut_tail_is_found_by_the_exported_head(sealed: list[models.AuditEntry], tmp_path: Path) -> None:
    """Long after it was written: the notes of sealed rows are gone by then."""
    make_old(tmp_path)
    api.seal_logs()
    for table in ("auditentry", "securityentry"):
        run(f"DELETE FROM access_{table} WHERE seal = 3")
    run("DELETE FROM access_seal WHERE number = 3")

    assert faults() == [("cut", "seal", "3")]


def test_a_seal_removed_from_the_middle_is_found(sealed: list[models.AuditEntry]) -> None:
    run("DELETE FROM access_seal WHERE number = 2")

    found = faults()

    assert ("removed", "seal", "2") in found
    assert ("cut", "seal", "2") in found


def test_a_chain_made_anew_with_another_key_is_found(
    sealed: list[models.AuditEntry], settings: Settings, tmp_path: Path
) -> None:
    settings.KEYS_DIR = str(tmp_path / "stolen")

    assert not api.verify_logs().ok


def test_an_altered_seal_is_found(sealed: list[models.AuditEntry]) -> None:
    run("UPDATE access_seal SET sealed_at = '2020-01-01 00:00:00+00:00' WHERE number = 2")

    assert faults() == [("seal", "seal", "2")]


def test_a_write_that_rolls_back_leaves_no_row() -> None:
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)

    assert models.AuditEntry.objects.count() == 0


def test_rows_committed_late_are_sealed_next_time() -> None:
    """Sealing goes by `seal IS NULL`: a row with an older id than the last sealed one is not lost."""
    early = models.AuditEntry(id=uuid.UUID(int=1))
    write(1)
    api.seal_logs()
    late = write_row(OFFICER, "dossiers.accept", ("dossier", new_id()), {})
    late.id = early.id
    late.mac = row_mac(logkey.log_key(), late.LOG, late.sealed_fields())
    late.save(force_insert=True)

    assert api.seal_logs() == 1
    assert api.verify_logs().ok


def test_reads_of_one_request_are_one_row() -> None:
    first, second = HolderRef("person", new_id()), HolderRef("organisation", new_id())

    with api.one_request():
        api.record_read(actor=OFFICER, holders=[first], purpose="Tiếp nhận hồ sơ", target=("dossier", first.id))
        api.record_read(actor=OFFICER, holders=[first, second], purpose="Tiếp nhận hồ sơ", target=("dossier", first.id))
        assert models.ReadEntry.objects.count() == 0
        api.flush_reads()

    (entry,) = api.reads_of(first)
    assert set(entry.holders) == {first, second}
    assert (entry.purpose, entry.target) == ("Tiếp nhận hồ sơ", ("dossier", first.id))
    assert api.reads_of(second) == (entry,)


def test_nothing_shown_is_nothing_logged() -> None:
    api.record_read(actor=OFFICER, holders=[], purpose="Tra cứu")

    assert models.ReadEntry.objects.count() == 0


def test_the_command_tells_by_its_exit_status(sealed: list[models.AuditEntry]) -> None:
    whole = CliRunner().invoke(group, ["verify", "--json"])
    run("DELETE FROM access_auditentry WHERE id = %s", db(sealed[2].id))
    broken = CliRunner().invoke(group, ["verify", "--json"])

    assert (whole.exit_code, json.loads(whole.output)["ok"]) == (0, True)
    assert broken.exit_code == 1
    assert json.loads(broken.output)["faults"][0]["kind"] == "removed"


def test_the_security_log_is_sealed_too() -> None:
    api.record_security(actor=OFFICER, kind=SecurityKind.SIGN_IN_FAILED, subject="ab")
    api.seal_logs()
    victim = models.SecurityEntry.objects.get().id
    run("UPDATE access_securityentry SET kind = 'sign_in' WHERE id = %s", db(victim))

    assert faults() == [("altered", "security", str(victim))]


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="SQLite has one writer at a time by nature")
def test_sealing_does_not_wait_for_a_writer_nor_the_writer_for_it() -> None:
    """A transaction that has written its row stays open while the others are sealed, and is sealed afterwards."""
    wrote, go_on = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            write(1)
            wrote.set()
            go_on.wait(10)
        connections.close_all()

    write(3)
    writer = threading.Thread(target=slow_writer)
    writer.start()
    assert wrote.wait(10)

    while_open = api.seal_logs()
    go_on.set()
    writer.join(10)

    assert (while_open, api.seal_logs()) == (3, 1)
    assert api.verify_logs().ok
