"""The pages on which papers go by post: the applicant's, the desk's, and the printed slip."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tinhso.casework.dossiers import mailing
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import accept, file, finish, version_of
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.tests.test_mailing import BY_POST, HOME, letter, mailed, pay, printed  # noqa: F401
from tinhso.casework.dossiers.types import Mailing
from tinhso.kernel.actor import system_actor
from tinhso.services.post import api as post
from tinhso.services.post.types import Direction, OrderState

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
TYPED = {
    "mail_name": HOME.name,
    "mail_phone": HOME.phone,
    "mail_address": "Số 9 đường Khác",
    "mail_unit_code": HOME.unit_code,
}


@pytest.fixture(autouse=True)
def quiet(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    post.stand_in().behave()


def posted(province: SmallProvince) -> UUID:
    return file(province, **{**BY_POST, "mailing": Mailing(home=HOME, collects=True)}).id


def test_the_applicant_sees_where_it_is_mends_the_address_and_calls_off(mailed: SmallProvince) -> None:  # noqa: F811
    dossier_id = posted(mailed)
    citizen = come_in(mailed.citizen)
    page = f"/ho-so/{dossier_id}/buu-chinh/"
    assert "Gửi kết quả cho bạn" in citizen.get(f"/ho-so/{dossier_id}/").content.decode()
    told = citizen.get(page).content.decode()
    assert HOME.address in told
    order = letter(dossier_id)

    wrong = citizen.post(page, {**TYPED, "mail_phone": "1", "viec": "sua", "order": str(order.id)})
    assert (wrong.status_code, "Ghi số điện thoại" in wrong.content.decode()) == (422, True)
    assert citizen.post(page, {**TYPED, "viec": "sua", "order": str(order.id)}).status_code == 302
    home = letter(dossier_id).home
    assert home is not None
    assert home.address == "Số 9 đường Khác"
    fetched = letter(dossier_id, Direction.COLLECT)
    assert citizen.post(page, {"viec": "huy", "order": str(fetched.id)}).status_code == 302
    assert letter(dossier_id, Direction.COLLECT).state is OrderState.CANCELLED
    assert come_in(mailed.stranger).get(page).status_code == 404


def test_the_desk_prints_the_slip_and_hands_over(mailed: SmallProvince) -> None:  # noqa: F811
    dossier_id = posted(mailed)
    accept(mailed, dossier_id)
    finish(mailed, dossier_id)
    pay(dossier_id)
    order = letter(dossier_id)
    post.release(order_id=order.id, actor=system_actor())
    post.send_due(actor=system_actor())
    paper = printed(mailed, dossier_id)
    desk = come_in(mailed.desk)
    page = f"/can-bo/ho-so/{dossier_id}/buu-chinh/"
    assert "Giao kết quả cho bưu tá" in desk.get(page).content.decode()

    slip = desk.get(f"{page}{order.id}.pdf")
    assert (slip.status_code, slip.content[:5], slip["Cache-Control"]) == (200, b"%PDF-", "private, no-store")
    give = {"order": str(order.id), "viec": "giao", "carrier": "ky-tay", "ban-giay": str(paper)}
    told = desk.post(page, {**give, "version": version_of(dossier_id), "words": ""})
    assert (told.status_code, "Ghi họ tên hoặc mã" in told.content.decode()) == (422, True)
    assert desk.post(page, {**give, "version": version_of(dossier_id), "words": "Nam, mã 17"}).status_code == 302
    assert letter(dossier_id).state is OrderState.ON_THE_WAY
    assert mailing.orders_of(dossier_id)
