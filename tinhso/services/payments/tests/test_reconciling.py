"""The bank's statement against our receipts: imported once, every difference has a name and a way to its end."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import today
from tinhso.services.payments import api
from tinhso.services.payments.domain import statements
from tinhso.services.payments.errors import WrongRefund, WrongStatement
from tinhso.services.payments.models import DifferenceRow, EntryRow, ReceiptRow, StatementRow
from tinhso.services.payments.tests.conftest import AMOUNT, Scene

CSV: dict[str, Any] = {
    "code": "csv", "title": "Sao kê CSV", "effective_from": "2020-01-01", "legal_basis": [{"document": "45/2020/NĐ-CP"}],
    "channel": "bank", "format": "csv", "encoding": "utf-8-sig", "delimiter": ";", "date": "%d/%m/%Y", "thousands": ",",
    "columns": {"number": "Số GD", "date": "Ngày", "credit": "Có", "debit": "Nợ", "text": "Nội dung"},
}  # fmt: skip
CAMT = {**{key: CSV[key] for key in ("effective_from", "legal_basis", "channel")}, "code": "camt", "title": "camt.053"}


def statement(*rows: tuple[str, int, str], day: date | None = None) -> bytes:
    """(bank's number, đồng, text) of the day as the bank's CSV."""
    lines = ["Số GD;Ngày;Có;Nợ;Nội dung"]
    for number, amount, text in rows:
        credit, debit = (f"{amount:,}", "") if amount > 0 else ("", f"{-amount:,}")
        lines.append(f"{number};{day or today():%d/%m/%Y};{credit};{debit};{text}")
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def camt(*rows: tuple[str, int, str]) -> bytes:
    entries = "".join(
        f'<Ntry><Amt Ccy="VND">{abs(amount)}.00</Amt><CdtDbtInd>{"CRDT" if amount > 0 else "DBIT"}</CdtDbtInd>'
        f"<BookgDt><Dt>{today()}</Dt></BookgDt><AcctSvcrRef>{number}</AcctSvcrRef>"
        f"<NtryDtls><TxDtls><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        for number, amount, text in rows
    )
    head = '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>'
    return f"{head}{entries}</Stmt></BkToCstmrStmt></Document>".encode()


@pytest.fixture
def books(scene: Scene) -> Scene:
    place: Path = scene.folder / "payments" / "statements"
    place.mkdir(parents=True)
    for body in (CSV, {**CAMT, "format": "camt.053"}):
        (place / f"{body['code']}.yaml").write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    definitions.apply_folder(scene.folder, actor=system_actor())
    return scene


def paid(scene: Scene, amount: int = AMOUNT) -> ReceiptRow:
    order = scene.order()
    scene.pay(scene.start(order), amount)
    return ReceiptRow.objects.get(order_id=order.id)


def differences() -> list[str]:
    return list(DifferenceRow.objects.filter(closed_at=None).order_by("found_at", "id").values_list("kind", flat=True))


def test_what_agrees_is_tied_together_and_the_same_file_changes_nothing(books: Scene) -> None:
    receipt = paid(books)
    content = statement((receipt.transaction, AMOUNT, "LE PHI"))

    first = api.import_statement(source="csv", content=content, actor=books.cashier)
    again = api.import_statement(source="csv", content=content, actor=books.cashier)

    assert (first.entries, first.new_entries, first.matched, first.differences, first.is_known) == (1, 1, 1, 0, False)
    assert (again.statement_id, again.is_known) == (first.statement_id, True)
    assert EntryRow.objects.get().receipt_id == receipt.id


def test_statements_that_overlap_count_an_entry_once(books: Scene) -> None:
    one, two = paid(books), paid(books)
    rows = [(one.transaction, AMOUNT, ""), (two.transaction, AMOUNT, "")]
    api.import_statement(source="csv", content=statement(*rows), actor=books.cashier)
    done = api.import_statement(source="csv", content=camt_csv(rows), actor=books.cashier)
    assert (done.entries, done.new_entries, EntryRow.objects.count(), differences()) == (3, 1, 3, ["missing_here"])


def camt_csv(rows: list[tuple[str, int, str]]) -> bytes:
    return statement(*rows, ("FTNEW", 9_000, "khong ro"))


def test_a_bank_that_numbers_otherwise_is_matched_by_reference_and_amount(books: Scene) -> None:
    receipt = paid(books)
    content = camt(("ANOTHER-NUMBER", AMOUNT, f"MBVCB.77.{receipt.reference.lower()} le phi"))
    done = api.import_statement(source="camt", content=content, actor=books.cashier)
    assert (done.matched, done.differences) == (1, 0)


def test_every_difference_has_its_name(books: Scene) -> None:
    other, twice, missing = paid(books), paid(books), paid(books)
    unpaid = books.start(books.order())
    content = statement(
        (other.transaction, AMOUNT + 1, ""),
        (twice.transaction, AMOUNT, ""),
        ("FT-AGAIN", AMOUNT, twice.reference),
        ("FT-NOBODY-TOLD", AMOUNT, unpaid.reference),
    )

    api.import_statement(source="csv", content=content, actor=books.cashier)

    assert sorted(differences()) == ["duplicate", "missing_here", "missing_there", "wrong_amount"]
    row = DifferenceRow.objects.get(kind="wrong_amount")
    assert (row.here_vnd, row.there_vnd) == (AMOUNT, AMOUNT + 1)
    assert DifferenceRow.objects.get(kind="missing_there").receipt_id == missing.id


def test_recording_what_nobody_told_settles_its_order(books: Scene) -> None:
    order = books.order()
    attempt = books.start(order)
    api.import_statement(source="csv", content=statement(("FT1", AMOUNT, attempt.reference)), actor=books.cashier)
    (row,) = DifferenceRow.objects.all()

    api.record_difference(difference_id=row.id, actor=books.cashier)

    assert (books.state(order), differences(), books.cases()) == (("settled", AMOUNT), [], [])
    assert ReceiptRow.objects.get().source == "statement"


def test_recording_a_second_real_payment_makes_it_an_overpayment(books: Scene) -> None:
    receipt = paid(books)
    rows = [(receipt.transaction, AMOUNT, ""), ("FT2", AMOUNT, receipt.reference)]
    api.import_statement(source="csv", content=statement(*rows), actor=books.cashier)
    (row,) = DifferenceRow.objects.all()
    api.record_difference(difference_id=row.id, actor=books.cashier)
    assert (books.cases(), ReceiptRow.objects.count()) == (["overpaid"], 2)


def test_what_comes_on_the_next_statement_closes_itself(books: Scene) -> None:
    receipt = paid(books)
    api.import_statement(source="csv", content=statement(("FT0", 1_000, "khac")), actor=books.cashier)
    assert "missing_there" in differences()
    api.import_statement(source="csv", content=statement((receipt.transaction, AMOUNT, "")), actor=books.cashier)
    assert "missing_there" not in differences()
    closed = DifferenceRow.objects.get(kind="missing_there")
    assert closed.resolution == "Có trong một sao kê sau."


def test_a_difference_is_closed_with_a_reason_by_who_may(books: Scene) -> None:
    paid(books)
    api.import_statement(source="csv", content=statement(("FT0", 1_000, "khac")), actor=books.cashier)
    row = DifferenceRow.objects.get(kind="missing_there")
    with pytest.raises(WrongRefund):
        api.close_difference(difference_id=row.id, resolution="", actor=books.cashier)
    with pytest.raises(ActDenied):
        api.close_difference(difference_id=row.id, resolution="Đã hỏi ngân hàng", actor=books.clerk)
    with pytest.raises(WrongRefund):
        api.record_difference(difference_id=row.id, actor=books.cashier)
    assert DifferenceRow.objects.filter(closed_at=None).count() == 2
    api.close_difference(difference_id=row.id, resolution="Đã hỏi ngân hàng", actor=books.cashier)
    assert differences() == ["missing_here"]


def test_who_may_not_imports_nothing(books: Scene) -> None:
    for actor in (books.clerk, books.citizen):
        with pytest.raises(ActDenied):
            api.import_statement(source="csv", content=statement(("FT0", 1_000, "")), actor=actor)
    assert StatementRow.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Thiếu cột"),
        ("Số GD;Ngày;Có;Nợ;Nội dung\n".encode(), "không có dòng nào"),
        ("Số GD;Ngày;Có;Nợ;Nội dung\nA;2026-01-01;1;;x\n".encode(), "Dòng 2: Ngày"),
        ("Số GD;Ngày;Có;Nợ;Nội dung\nA;01/01/2026;1.5;;x\n".encode(), "Dòng 2: Số tiền"),
        ("Số GD;Ngày;Có;Nợ;Nội dung\n;01/01/2026;1;;x\n".encode(), "Dòng 2: Thiếu số"),
        ("Số GD;Ngày;Có;Nợ;Nội dung\nA;01/01/2026;1;;x\nA;01/01/2026;2;;y\n".encode(), "hai lần"),
        (b"\xff\xfe\x00", "mã utf-8"),
    ],
)
def test_a_csv_that_does_not_hold_is_refused_whole(books: Scene, content: bytes, words: str) -> None:
    with pytest.raises(WrongStatement, match=words):
        api.import_statement(source="csv", content=content, actor=books.cashier)
    assert (StatementRow.objects.count(), EntryRow.objects.count()) == (0, 0)


_BOMB = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Document>&b;</Document>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (_BOMB, "DOCTYPE"),
        (b"<Document>", "không đọc được"),
        (b"<a>" * 40 + b"</a>" * 40, "quá sâu"),
        (camt(("A", 5, "x" * 3_000)), "quá dài"),
        (camt(("A", 5, "x")).replace(b'"VND"', b'"USD"'), "đồng tiền"),
        (camt(("A", 5, "x")).replace(b"5.00", b"5.50"), "Số tiền"),
        (b"\x00\x01", "không đọc được"),
    ],
)
def test_an_xml_that_does_not_hold_is_refused_whole(content: bytes, words: str) -> None:
    with pytest.raises(statements.StatementRefused, match=words):
        statements.read(content, {"format": "camt.053"})


def test_both_forms_read_the_same_entries() -> None:
    rows = (("A1", 80_000, "LE PHI HS"), ("A2", -5_000, "HOAN TIEN"))
    assert statements.read(statement(*rows), CSV) == statements.read(camt(*rows), {"format": "camt.053"})
