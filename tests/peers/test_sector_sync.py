"""A record is handed over once whatever happens to a try, everybody sees its state, and a partner that contradicts itself is named."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.db import connection

from tinhso.engines.connectors import api as connectors
from tinhso.engines.connectors.adapters import transports
from tinhso.engines.connectors.types import Value
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import testing
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import frozen
from tinhso.kernel.errors import Invalid
from tinhso.kernel.outbox.models import OutboxEvent
from tinhso.lab.peers.connectors.server import PartnerServer, serving
from tinhso.lab.peers.national_portal.faults import Fault
from tinhso.services.sector_sync import api
from tinhso.services.sector_sync.commands import group
from tinhso.services.sector_sync.errors import NotWaiting
from tinhso.services.sector_sync.models import Transfer
from tinhso.services.sector_sync.types import Handed, TransferState

SOURCE = Path(__file__).resolve().parents[2] / "definitions" / "exchange" / "connectors" / "civil_status.yaml"
AT = datetime(2026, 11, 30, 1, 5, 9, tzinfo=UTC)
NAME = "Trần Thị Rất Riêng"


class Desk:
    """A province that hands births over to the simulated civil-status software; time is moved by hand."""

    def __init__(self, server: PartnerServer) -> None:
        self.server, self.at = server, AT
        operator = testing.role("van-hanh", {"sector_sync.operate": "province"})
        resends = testing.role("ho-tich", {"sector_sync.resend": "own"})
        posts = [("vh", "H99", (operator,)), ("ht", "H99.101", (resends,)), ("ht2", "H99.13", (resends,))]
        self.agency_id = testing.province(posts)["H99.101"]
        self.operator: Actor = testing.officer_actor(testing.officer("vh", "vh"), "vh")
        self.clerk: Actor = testing.officer_actor(testing.officer("ht", "ht"), "ht")
        self.stranger: Actor = testing.officer_actor(testing.officer("ht2", "ht2"), "ht2")

    def hand(self, number: int = 1, **values: Value) -> bool:
        given = {
            "nksHoTen": Value(raw=NAME),
            "nksNgaySinh": Value(raw="2026-11-20"),
            "nksGioiTinh": Value(raw="female"),
        }
        record = Handed(
            subject_id=UUID(int=number), code=f"H99.101-261130-{number:04d}", connector="civil_status", record="KS",
            agency_id=self.agency_id, agency_code="H99.101", accepted_at=AT, values={**given, **values},
        )  # fmt: skip
        return api.queue(record=record, actor=system_actor())

    def send(self, *, after: timedelta = timedelta()) -> int:
        self.at += after
        with frozen(self.at):
            return api.send_due()

    def ask(self, *, after: timedelta = timedelta(hours=2)) -> int:
        self.at += after
        with frozen(self.at):
            return api.ask_due()

    def row(self, number: int = 1) -> Transfer:
        return Transfer.objects.get(subject_id=UUID(int=number))

    def events(self) -> list[str]:
        names = OutboxEvent.objects.filter(name__startswith="sector.").order_by("at", "seq")
        return list(names.values_list("name", flat=True))


@pytest.fixture
def desk(db: None, settings: Any, tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "definitions" / "exchange" / "connectors"
    folder.mkdir(parents=True)
    short = SOURCE.read_text("utf-8").replace("{seconds: 30,", "{seconds: 0.4,")
    (folder / "civil_status.yaml").write_text(short, "utf-8")
    accounts = tmp_path / "tai-khoan.json"
    settings.CONNECTORS_ADAPTER, settings.CONNECTORS_FILE = "partner", str(accounts)
    transports.transport.forget()
    definitions.apply_folder(tmp_path / "definitions", actor=system_actor())
    with serving("civil_status", key="tinh", secret="mat-khau") as server, frozen(AT):
        server.script.seconds = 1
        # The partner's clock stands where ours does.
        server.clock_s = round((AT - datetime.now(UTC)).total_seconds())
        entry = {"key": "tinh", "secret": "mat-khau", "address": server.address}
        accounts.write_text(
            json.dumps({"civil_status": {**entry, "token_address": f"{server.address}/token"}}), "utf-8"
        )
        accounts.chmod(0o600)
        yield Desk(server)
    transports.transport.forget()


def test_it_is_handed_over_once_followed_and_its_content_is_let_go(desk: Desk) -> None:
    assert [desk.hand(), desk.hand()] == [True, False]
    assert desk.row().payload["nksHoTen"][0] == NAME
    assert desk.send() == 1
    row = desk.row()
    assert (row.state, row.reference, row.payload) == ("taken", "HT.000001", None)
    assert [desk.ask(), desk.ask(), desk.ask()] == [1, 1, 1]
    row = desk.row()
    assert (row.state, row.number, row.book, row.differences) == ("done", "1", "01", [])
    assert desk.events() == ["sector.taken", "sector.registered"]
    assert desk.ask() == 0
    assert desk.server.calls.count("POST /dangKyHoTich") == 1


def test_what_waits_rests_encrypted_and_events_name_nobody(desk: Desk) -> None:
    desk.hand()
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM sector_sync_transfer")
        assert NAME not in str(cursor.fetchall())
    desk.send()
    assert NAME not in str(list(OutboxEvent.objects.values_list("payload", flat=True)))


@pytest.mark.parametrize(
    "fault", [Fault.LOST, Fault.LATE, Fault.TWICE, Fault.HTML, Fault.BROKEN_JSON, Fault.CONTRADICTS, Fault.EXPIRED, Fault.BUSY]
)  # fmt: skip
def test_whatever_happens_to_a_try_the_partner_has_it_once(desk: Desk, fault: Fault) -> None:
    desk.hand()
    desk.server.script.add(fault, service="dangKyHoTich")
    desk.send()
    for _ in range(3):
        desk.send(after=timedelta(minutes=6))
    assert (desk.row().state, desk.row().reference) == ("taken", "HT.000001")
    assert len(desk.server.shelf.kept) == 1
    assert desk.events() == ["sector.taken"]


def test_a_sender_that_died_is_found_and_the_partner_asked_before_anything_goes_again(desk: Desk) -> None:
    """kill -9 between "they have it" and "we noted it"."""
    desk.hand()
    desk.send()
    Transfer.objects.update(state="sending", tried_at=AT, reference="", taken_at=None, next_at=AT)
    desk.server.calls.clear()
    Transfer.objects.update(
        payload={"nksHoTen": [NAME, ""], "nksNgaySinh": ["2026-11-20", ""], "nksGioiTinh": ["female", ""]}
    )
    assert desk.send(after=timedelta(minutes=6)) == 1
    assert desk.server.calls == ["POST /traTrangThaiHoSo"]
    assert desk.row().reference == "HT.000001"


def test_a_partner_that_is_away_for_days_kills_nothing_and_two_failures_end_a_round(desk: Desk, settings: Any) -> None:
    whole = Path(settings.CONNECTORS_FILE).read_text("utf-8")
    away = {"key": "a", "secret": "b", "address": "http://127.0.0.1:9", "token_address": "http://127.0.0.1:9/token"}
    Path(settings.CONNECTORS_FILE).write_text(json.dumps({"civil_status": away}), "utf-8")
    for number in (1, 2, 3):
        desk.hand(number)
    for _ in range(12):
        desk.send(after=timedelta(hours=8))
    assert [desk.row(number).state for number in (1, 2, 3)] == ["waiting"] * 3
    assert "Chưa gửi gì" in desk.row(1).error
    Path(settings.CONNECTORS_FILE).write_text(whole, "utf-8")
    assert desk.send(after=timedelta(hours=8)) == 3


def test_what_does_not_fit_waits_for_a_person_and_says_which_field(desk: Desk) -> None:
    desk.hand(nksGioiTinh=Value(raw=None))
    desk.send()
    assert (desk.row().state, desk.server.calls) == ("blocked", [])
    assert "nksGioiTinh: bên nhận bắt buộc có" in desk.row().error


def test_a_refusal_is_a_dead_letter_that_the_own_desk_or_the_operator_repeats_and_the_operator_skips(
    desk: Desk,
) -> None:
    for number in (1, 2):
        desk.hand(number)
    desk.server.script.add(Fault.REFUSES, service="dangKyHoTich", times=2)
    desk.send()
    first, second = desk.row(1), desk.row(2)
    assert (first.state, second.state) == ("dead", "dead")
    assert "DATA_INCORRECT" in first.error
    before = list(Transfer.objects.order_by("id").values())
    with pytest.raises(ActDenied):
        api.send_again(transfer_id=first.id, actor=desk.stranger)
    with pytest.raises(ActDenied):
        api.skip(transfer_id=first.id, reason="Không được", actor=desk.clerk)
    with pytest.raises(Invalid):
        api.skip(transfer_id=first.id, reason="  ", actor=desk.operator)
    assert list(Transfer.objects.order_by("id").values()) == before
    api.send_again(transfer_id=first.id, actor=desk.clerk)
    api.skip(transfer_id=second.id, reason="Nhập tay", actor=desk.operator)
    assert desk.send() == 1
    assert (desk.row(1).state, desk.row(2).state, desk.row(2).payload) == ("taken", "skipped", None)
    with pytest.raises(NotWaiting):
        api.send_again(transfer_id=first.id, actor=desk.clerk)


def test_a_partner_that_never_answers_well_ends_as_a_dead_letter(desk: Desk) -> None:
    desk.hand()
    desk.server.script.add(Fault.HTML, times=-1)
    for _ in range(7):
        desk.send(after=timedelta(hours=5))
    assert desk.row().state == "dead"
    assert "Đã thử 6 lần" in desk.row().error


def test_where_the_partner_contradicts_itself_the_officer_is_told_and_nothing_is_believed(desk: Desk) -> None:
    desk.hand()
    desk.send()
    shelf = desk.server.shelf
    code = desk.row().code
    shelf.kept[code] = {**shelf.kept[code], "status": "3"}
    desk.ask()
    shelf.kept[code] = {**shelf.kept[code], "reference": "HT.000009"}
    desk.ask()
    assert desk.row().differences == ["Khi chuyển nói mã HT.000001, nay nói mã HT.000009; hỏi Bộ Tư pháp mã nào đúng."]
    assert (desk.row().reference, desk.row().stage) == ("HT.000001", "working")
    del shelf.kept[code]
    desk.ask()
    assert "nay nói không có hồ sơ này" in desk.row().differences[0]
    assert [one.code for one in api.pending()] == [code]
    shelf.kept[code] = {"reference": "HT.000001", "status": "9", "module": "KS"}
    desk.ask()
    assert desk.row().differences == ["Tình trạng “9” chưa có trong định nghĩa bộ nối; bổ sung stages."]


def test_a_dossier_that_ended_or_was_typed_does_not_go_and_what_went_is_to_be_recalled(desk: Desk) -> None:
    for number in (1, 2, 3, 4):
        desk.hand(number)
    api.cancel(subject_id=UUID(int=1), actor=system_actor())
    api.entered_by_hand(subject_id=UUID(int=2), actor=system_actor())
    desk.server.script.add(Fault.LOST, service="dangKyHoTich")
    desk.send()
    # Nobody saw whether the third got there; the fourth is there.
    for number in (3, 4):
        api.cancel(subject_id=UUID(int=number), actor=system_actor())
    assert [desk.row(number).state for number in (1, 2, 3, 4)] == ["cancelled", "by_hand", "recall", "recall"]
    assert "báo bên ngành hủy" in desk.row(4).error
    assert [desk.row(number).payload for number in (1, 2)] == [None, None]
    api.skip(transfer_id=desk.row(4).id, reason="Bên ngành đã hủy", actor=desk.operator)
    assert desk.row(4).state == TransferState.SKIPPED.value


def test_the_command_line_checks_lists_and_replays(desk: Desk) -> None:
    desk.hand()
    desk.server.script.add(Fault.REFUSES, service="dangKyHoTich")
    desk.send()

    def run(*words: str) -> Any:
        done = CliRunner().invoke(group, [*words, "--json"])
        return done.exit_code, json.loads(done.output)

    checked = connectors.get_connector("civil_status").title
    assert run("check") == (0, {"connectors": [{"code": "civil_status", "title": checked, "problems": []}]})
    (line,) = run("pending")[1]["pending"]
    assert (line["state"], line["connector"]) == ("dead", "civil_status")
    assert run("replay", "--all") == (0, {"repeated": 1, "skipped": 0, "taken": 1, "left": 0})
    desk.server.clock_s -= 900
    code, body = run("check")
    assert code == 1
    assert "15 phút" in body["connectors"][0]["problems"][0]
