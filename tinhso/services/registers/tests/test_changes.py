"""What was issued can be renewed, amended, revoked or replaced by a decision, and whoever checks it reads that."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps

from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import testing
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.ids import new_id
from tinhso.services.registers import api
from tinhso.services.registers.errors import EntryEnded, EntryNotFound, EntryWithoutTerm, RegisterInvalid
from tinhso.services.registers.models import Change as ChangeRow
from tinhso.services.registers.types import ChangeKind, Decree, Entry, EntryState

pytestmark = pytest.mark.django_db

AuditEntry: Any = apps.get_model("access", "AuditEntry")
OutboxEvent: Any = apps.get_model("outbox", "OutboxEvent")
AT = clock.at_local(2026, 12, 10, 9)
DECREE = Decree(number="12/QĐ-UBND", decided_on=date(2026, 12, 9), reason="Cấp không đúng thẩm quyền")


@pytest.fixture(autouse=True)
def _december() -> Any:
    with clock.frozen(AT):
        yield


@pytest.fixture
def leader() -> Actor:
    decides = testing.role("decider", {"registers.revoke": "own", "registers.change": "own", "registers.read": "own"})
    reads = testing.role("reader", {"registers.read": "own"})
    testing.province([("chu-tich", "H99.101", (decides,)), ("doc-so", "H99.101", (reads,))])
    return testing.officer_actor(testing.officer("lanh-dao", "chu-tich"), "chu-tich")


def _issue(leader: Actor, **changes: Any) -> Entry:
    given: dict[str, Any] = {
        "register": "H99.101.giay-phep",
        "year": 2026,
        "number": 7,
        "notation": "7/2026",
        "subject": ("dossier", new_id()),
        "title": "Giấy phép chặt hạ cây xanh",
        "issued_on": date(2026, 12, 3),
        "valid_to": date(2027, 1, 2),
        "agency_id": leader.agency_id,
        "token": "Zk3_rV9x0QpW8hT2bN6yLg",
        "actor": system_actor(),
    }
    return api.record_entry(**{**given, **changes})


def _change(entry: Entry, kind: ChangeKind, actor: Actor, **more: Any) -> Entry:
    given: dict[str, Any] = {"decree": DECREE, "effective_on": date(2026, 12, 9)}
    return api.change_entry(entry_id=entry.id, kind=kind, actor=actor, **{**given, **more})


def test_from_the_signature_on_the_number_is_known_as_signed_and_not_yet_given(leader: Actor) -> None:
    entry = _issue(leader)

    before = api.check_token(entry.token).words
    api.hand_over(subject=entry.subject, on=date(2026, 12, 4), actor=system_actor())
    api.hand_over(subject=entry.subject, on=date(2026, 12, 5), actor=system_actor())

    assert before == ("Giấy tờ đã ký, đã cấp số, chưa trả cho người nhận; có hiệu lực đến hết ngày 02/01/2027.")
    assert api.check_token(entry.token).words == "Giấy tờ đang có hiệu lực đến hết ngày 02/01/2027."
    assert api.get_entry(entry.id, actor=leader).handed_over_on == date(2026, 12, 4)


def test_a_revoked_result_says_decision_day_and_reason(leader: Actor) -> None:
    entry = _issue(leader)

    _change(entry, ChangeKind.REVOKED, leader)

    facts = api.check_token(entry.token)
    assert facts.state is EntryState.REVOKED
    assert facts.words == (
        "Giấy tờ đã bị thu hồi, không còn giá trị từ ngày 09/12/2026, theo văn bản số 12/QĐ-UBND ngày 09/12/2026. "
        "Lý do: Cấp không đúng thẩm quyền."
    )
    assert AuditEntry.objects.filter(act="registers.revoked").count() == 1
    assert OutboxEvent.objects.filter(name="register.entry_changed").get().payload["state"] == "revoked"


def test_renewal_moves_the_last_day_and_amendment_leaves_it_in_force(leader: Actor) -> None:
    entry = _issue(leader)

    _change(entry, ChangeKind.RENEWED, leader, valid_to=date(2027, 6, 30))
    _change(entry, ChangeKind.AMENDED, leader)

    facts = api.check_token(entry.token)
    assert (facts.state, facts.valid_to) == (EntryState.IN_FORCE, date(2027, 6, 30))
    by = "theo văn bản số 12/QĐ-UBND ngày 09/12/2026. Lý do: Cấp không đúng thẩm quyền."
    assert facts.history == (
        f"Gia hạn đến hết ngày 30/06/2027 từ ngày 09/12/2026, {by}",
        f"Sửa đổi, đính chính từ ngày 09/12/2026, {by}",
    )


def test_a_result_ends_once(leader: Actor) -> None:
    entry = _issue(leader)
    _change(entry, ChangeKind.REVOKED, leader)

    for kind in (ChangeKind.REVOKED, ChangeKind.REPLACED, ChangeKind.AMENDED):
        with pytest.raises(EntryEnded):
            _change(entry, kind, leader)

    assert ChangeRow.objects.count() == 1


def test_who_may_only_read_the_register_changes_nothing(leader: Actor) -> None:
    entry = _issue(leader)
    reader = testing.officer_actor(testing.officer("doc", "doc-so"), "doc-so")
    before = AuditEntry.objects.count()

    for kind in (ChangeKind.REVOKED, ChangeKind.RENEWED, ChangeKind.AMENDED, ChangeKind.REPLACED):
        with pytest.raises(ActDenied):
            _change(entry, kind, reader)

    assert (ChangeRow.objects.count(), AuditEntry.objects.count()) == (0, before)
    assert api.get_entry(entry.id, actor=reader).state is EntryState.IN_FORCE


def test_another_agencys_result_is_not_the_leaders_to_revoke(leader: Actor) -> None:
    foreign = _issue(leader, agency_id=new_id())

    with pytest.raises(ActDenied):
        _change(foreign, ChangeKind.REVOKED, leader)
    with pytest.raises(EntryNotFound):
        api.get_entry(foreign.id, actor=leader)


@pytest.mark.parametrize(
    ("kind", "wrong", "field"),
    [
        (
            ChangeKind.REVOKED,
            {"decree": Decree(number=" ", decided_on=date(2026, 12, 9), reason="Sai")},
            "decree_number",
        ),
        (ChangeKind.REVOKED, {"decree": Decree(number="1", decided_on=date(2026, 12, 9), reason="")}, "reason"),
        (
            ChangeKind.REVOKED,
            {"decree": Decree(number="1", decided_on=date(2026, 12, 9), reason="Cấp nhầm cho 086195000073")},
            "reason",
        ),
        (ChangeKind.REVOKED, {"decree": Decree(number="1", decided_on=date(2026, 12, 11), reason="Sai")}, "decided_on"),
        (ChangeKind.REVOKED, {"decree": Decree(number="1", decided_on=date(2026, 12, 2), reason="Sai")}, "decided_on"),
        (ChangeKind.REVOKED, {"effective_on": date(2026, 12, 11)}, "effective_on"),
        (ChangeKind.RENEWED, {"valid_to": date(2027, 1, 2)}, "valid_to"),
        (ChangeKind.RENEWED, {}, "valid_to"),
    ],
)
def test_a_decision_that_cannot_be_is_told_on_its_field(
    leader: Actor, kind: ChangeKind, wrong: dict[str, Any], field: str
) -> None:
    entry = _issue(leader)

    with pytest.raises(RegisterInvalid) as refused:
        _change(entry, kind, leader, **wrong)

    assert list(refused.value.fields) == [f"/{field}"]
    assert ChangeRow.objects.count() == 0


def test_a_permanent_result_is_not_renewed(leader: Actor) -> None:
    entry = _issue(leader, valid_to=None)

    with pytest.raises(EntryWithoutTerm, match="không có thời hạn"):
        _change(entry, ChangeKind.RENEWED, leader, valid_to=date(2030, 1, 1))
    assert ChangeRow.objects.count() == 0


def test_past_its_last_day_it_is_expired_without_anybodys_hand(leader: Actor) -> None:
    entry = _issue(leader)
    api.hand_over(subject=entry.subject, on=date(2026, 12, 4), actor=system_actor())

    with clock.frozen(clock.at_local(2027, 1, 3, 8)):
        assert api.check_token(entry.token).words == "Giấy tờ đã hết hiệu lực sau ngày 02/01/2027."


def test_the_signed_file_is_known_by_its_bytes(leader: Actor) -> None:
    stored = files.store(content=b"%PDF-1.4 mau", name="kq.pdf", media_type="application/pdf", actor=system_actor())
    entry = _issue(leader, file_id=stored.id)

    found = api.facts_of_file(stored.sha256)

    assert found is not None
    assert found.entry_id == entry.id
    assert api.facts_of_file("") is None
    assert api.file_of_token(entry.token, actor=system_actor()) == b"%PDF-1.4 mau"


def test_lines_are_found_by_printed_number_serial_and_state(leader: Actor) -> None:
    first = _issue(leader)
    second = _issue(leader, number=12, notation="12/2026", token="", valid_to=None)
    _change(first, ChangeKind.REVOKED, leader)

    def found(**how: Any) -> list[int]:
        listed = api.list_entries(register="H99.101.giay-phep", year=2026, actor=leader, **how)
        return [one.number for one in listed]

    assert found() == [7, 12]
    assert (found(text="07"), found(text="12/20"), found(text="1"), found(text="x")) == ([7], [12], [12], [])
    assert (found(state=EntryState.REVOKED), found(state=EntryState.IN_FORCE)) == ([7], [12])
    assert second.token != first.token
