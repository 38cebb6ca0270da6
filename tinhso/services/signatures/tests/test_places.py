"""Where stamps go: the person's in the middle of the signer's block, the seal over a third of it from the left."""

import io
from uuid import UUID

import pikepdf
import pytest

from tinhso.kernel.actor import system_actor
from tinhso.services.signatures import api
from tinhso.services.signatures.places import Place
from tinhso.services.signatures.signing import person_box, seal_box
from tinhso.services.signatures.testing import blank_pdf

A4_WIDTH = 595.0


def test_seal_covers_a_third_of_the_persons_stamp_from_the_left() -> None:
    place = Place(page=0, x=430, top=300, page_width=A4_WIDTH)

    left, bottom, right, top = person_box(place)
    seal_left, seal_bottom, seal_right, seal_top = seal_box(place)

    assert (left + right) / 2 == pytest.approx(430)
    assert seal_right == pytest.approx(left + (right - left) / 3)
    assert seal_left < left
    assert (seal_bottom + seal_top) / 2 == pytest.approx((bottom + top) / 2)
    assert seal_right - seal_left == pytest.approx(35 / 25.4 * 72)


@pytest.mark.parametrize("x", [0.0, A4_WIDTH])
def test_stamp_stays_on_the_page(x: float) -> None:
    left, _, right, _ = person_box(Place(page=0, x=x, top=300, page_width=A4_WIDTH))

    assert 0 < left < right < A4_WIDTH


@pytest.mark.django_db
def test_without_a_named_place_the_last_page_is_signed() -> None:
    signed = api.sign_person(
        pdf=blank_pdf(pages=3), person_id=UUID(int=3), name="Lê Ngọc Phượng", title="", actor=system_actor()
    )

    with pikepdf.open(io.BytesIO(signed.pdf)) as document:
        assert [len(page.get("/Annots", [])) for page in document.pages] == [0, 0, 1]
