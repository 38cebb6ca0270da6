"""The control slip: each hand-over with its giver, its receiver and its time (NĐ 61/2018 Điều 18, mẫu 05 TT 01/2018)."""

import pytest

from tinhso.casework.dossiers import printing
from tinhso.casework.dossiers.hand_overs import hand_overs_of
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import accept, do, file
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def test_each_hand_over_names_giver_receiver_and_time(province: SmallProvince) -> None:
    with frozen(at_local(2026, 11, 23, 8, 0)):
        dossier = file(province).id
    with frozen(at_local(2026, 11, 23, 8, 30)):
        accept(province, dossier)
    with frozen(at_local(2026, 11, 23, 10, 0)):
        do(dossier, "eligible", province.specialist)
    row = Dossier.objects.get(id=dossier)
    desk, owner = identity.get_agency(province.receiving_id).name, identity.get_agency(province.owner_id).name

    lines = [(one.giver, one.giver_name, one.taker, one.taker_name, one.at) for one in hand_overs_of(row)]

    assert lines == [
        ("Người nộp hồ sơ", "Nguyễn Thị Lan Mẫu", desk, "Phạm Thị Cửa Mẫu", at_local(2026, 11, 23, 8, 0)),
        (desk, "Phạm Thị Cửa Mẫu", owner, "Trần Thị Tịch Mẫu", at_local(2026, 11, 23, 8, 30)),
        (owner, "Trần Thị Tịch Mẫu", owner, "", at_local(2026, 11, 23, 10, 0)),
    ]
    paper = printing.paper_pdf(row, "control_slip", actor=system_actor())
    assert paper.pdf.startswith(b"%PDF-")
