"""What the payer hears and keeps: once that the money has counted, once that it went back, and a receipt as a file."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.reconciliation.conftest import MORNING, Scene
from tests.reconciliation.test_away import decided, owed_back
from tinhso.casework.cashier import api as cashier
from tinhso.casework.dossiers.testing import officer
from tinhso.kernel.clock import frozen
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.notifications import api as notifications
from tinhso.services.payments import api as payments


def told(order_id: UUID) -> list[str]:
    """What people were told about the order, oldest first."""
    return [one.title for one in reversed(notifications.told_of(("payments.order", order_id)))]


def test_the_payer_hears_once_that_it_counted_and_once_that_it_went_back(scene: Scene) -> None:
    _, order = owed_back(scene)
    assert told(order.id) == [f"Tiền bạn trả đã được tính, khoản {order.code}"]
    (asked,) = payments.refunds_of(order.id)
    decided(scene, asked, officer("ttpvhcc.giam-doc", "Trưởng Thị Duyệt Mẫu"), approved=True)
    with frozen(MORNING + timedelta(hours=4)):
        deliver_all()
        deliver_all()

    assert told(order.id) == [
        f"Tiền bạn trả đã được tính, khoản {order.code}",
        f"Tiền đã được hoàn lại, khoản {order.code}",
    ]


@pytest.mark.filterwarnings("ignore:No directory at")
def test_the_receipt_of_what_counted_is_a_file_for_whoever_has_the_link(scene: Scene) -> None:
    order = scene.pays_online(scene.accepted())
    unpaid = scene.accepted()
    token = cashier.pay_online(due_ids=[scene.due_of(unpaid)], actor=scene.province.citizen)
    file = f"/phi-le-phi/bien-nhan/{order.token}.pdf"

    assert file in Client().get(f"/thanh-toan/{order.token}/bien-nhan/").content.decode()
    assert Client().get(file).content[:5] == b"%PDF-"
    for wrong in (token, "khong-co"):
        assert Client().get(f"/phi-le-phi/bien-nhan/{wrong}.pdf").status_code == 404
