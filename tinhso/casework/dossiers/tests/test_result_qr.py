"""The QR of a result says until when and where it holds, where it holds at all (TT 01/2023/TT-VPCP Điều 26)."""

from typing import Any

import pytest

from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import BIRTH, MARITAL, accept, file, finish
from tinhso.kernel.clock import at_local, frozen
from tinhso.services.papers import api as papers
from tinhso.services.registers import api as registers

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
MONTHS = "Có hiệu lực đến: 23/05/2027"


@pytest.mark.parametrize(
    ("code", "refuse", "said", "unsaid"),
    [
        (MARITAL, "", (MONTHS, "Phạm vi hiệu lực: Toàn quốc"), ()),
        (BIRTH, "", ("Phạm vi hiệu lực: Toàn quốc",), ("Có hiệu lực đến", "Thời hạn hiệu lực")),
        (MARITAL, "Đang có vợ.", (), ("Có hiệu lực đến", "Thời hạn hiệu lực", "Phạm vi hiệu lực")),
    ],
    ids=["six months", "for ever", "a refusal"],
)
def test_the_qr_of_a_result_says_until_when_and_where_it_holds(
    province: SmallProvince,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    refuse: str,
    said: tuple[str, ...],
    unsaid: tuple[str, ...],
) -> None:
    printed: list[str] = []
    draw = papers.render_paper

    def watch(*, template: str, context: dict[str, Any], size: Any) -> bytes:
        if template == "result":
            printed.append(papers.qr_payload(context["qr"]))
        return draw(template=template, context=context, size=size)

    monkeypatch.setattr("tinhso.services.papers.api.render_paper", watch)
    with frozen(at_local(2026, 11, 23, 9)):
        dossier_id = file(province, code).id
        accept(province, dossier_id)
        finish(province, dossier_id, refuse=refuse)

    assert [line for line in said if line not in printed[-1]] == []
    assert [line for line in unsaid if line in printed[-1]] == []
    if not refuse:
        (entry,) = registers.entries_of(("dossier", dossier_id))
        assert (entry.valid_to is not None) is (MONTHS in said)
