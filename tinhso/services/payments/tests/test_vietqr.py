"""VietQR payloads against the published vectors (facts: EMVCo, NAPAS), and references found again in bank texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.services.payments.domain import references, vietqr

ACCOUNT_DYNAMIC = (
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN"
    "62340107NPS68690819thanh toan don hang63042E2E"
)


def test_the_checksum_is_ccitt_false() -> None:
    assert f"{vietqr.crc('123456789'):04X}" == "29B1"


def test_a_transfer_to_an_account_with_an_amount_is_the_published_payload() -> None:
    made = vietqr.payload(
        bank="970403", account="0011012345678", amount_vnd=180_000, bill="NPS6869", purpose="thanh toan don hang"
    )
    assert made == ACCOUNT_DYNAMIC


def test_a_transfer_to_a_card_has_the_published_checksums() -> None:
    card = {"bank": "970403", "account": "9704031101234567", "to_card": True}
    assert vietqr.payload(**card)[-8:] == "63044F52"  # type: ignore[arg-type]
    dynamic = vietqr.payload(**card, amount_vnd=180_000, bill="NPS6869", purpose="thanh toan don hang")  # type: ignore[arg-type]
    assert dynamic[-8:] == "6304A203"


def test_an_account_without_amount_has_the_corrected_checksum() -> None:
    """The published vector has an inner length of 12 for 13 characters; correct lengths give 9E6F."""
    assert vietqr.payload(bank="970403", account="0011012345678")[-8:] == "63049E6F"


@pytest.mark.parametrize(
    "wrong",
    [
        {"bank": "97040"},
        {"bank": "97040x"},
        {"account": ""},
        {"account": "1" * 20},
        {"amount_vnd": 0},
        {"purpose": "phí"},
    ],
)
def test_what_no_qr_carries_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"digits|account|field"):
        vietqr.payload(**{"bank": "970403", "account": "0011012345678", **wrong})  # type: ignore[arg-type]


@given(st.text(max_size=80))
def test_every_purpose_is_short_plain_and_keeps_its_reference(words: str) -> None:
    reference = references.new_reference()
    purpose = vietqr.purpose_of(reference, words)
    assert len(purpose) <= 25
    assert purpose.isascii()
    assert purpose.startswith(reference)


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_reference_is_found_in_whatever_a_bank_writes_around_it(before: str, after: str) -> None:
    reference = references.new_reference()
    assert references.references_in(f"{before} {reference}.{after}") == (reference,)
    assert reference in references.references_in(f"{before}-{reference[:6]} {reference[6:].lower()}-{after}")


@pytest.mark.parametrize("kind", [references.ATTEMPT, references.REFUND])
def test_a_bank_text_with_one_reference_names_no_second_one(kind: str) -> None:
    # A second one would need an operator to read the transfer; one in seven hundred did once.
    for _ in range(5_000):
        one = references.new_reference(kind)
        assert references.references_in(f"MBVCB.8812345CT{one}.CT tu 0011002233", kind) == (one,)
        assert references.references_in(f"R T {one[:7]} {one[7:]} 0011002233ABC", kind) == (one,)


def test_a_mistyped_reference_is_none() -> None:
    reference = references.new_reference()
    other = "0" if reference[5] != "0" else "1"
    assert references.references_in(reference[:5] + other + reference[6:]) == ()
