"""A result brought home and papers fetched there: sent once paid, in safe hands all the way, back at the desk if it fails."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from tinhso.casework.dossiers import api, mailing, queries
from tinhso.casework.dossiers.desk_queries import representative_of
from tinhso.casework.dossiers.errors import HiddenDossier, WrongStatus
from tinhso.casework.dossiers.mail_papers import MailedPapers
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import BIRTH, accept, do, everything, file, finish, status_of, version_of
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.tests.test_desk_intake import boxes
from tinhso.casework.dossiers.types import Capacity, FilingChannel, Mailing, ReturnMethod, Status
from tinhso.foundation.access.errors import ActDenied
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.services.custody import api as custody
from tinhso.services.custody.types import NewThing, ThingKind, ThingState
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import DueState, FeeKind, Means, Waits
from tinhso.services.post import api as post
from tinhso.services.post.errors import NotNow
from tinhso.services.post.types import Direction, Order, OrderState, Party

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
SYSTEM = system_actor()
HOME = Party(name="Nguyễn Thị Lan Mẫu", phone="0900000001", address="Số 1 đường Minh Họa", unit_code="29551")
BY_POST: dict[str, Any] = {"return_method": ReturnMethod.POSTAL, "mailing": Mailing(home=HOME)}


@pytest.fixture(autouse=True)
def carrier(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.VAR_DIR = tmp_path
    post.stand_in().behave()
    yield
    post.stand_in().behave()


@pytest.fixture
def mailed(province: SmallProvince) -> SmallProvince:
    post.import_list(text="\n".join(f"MAU{number:05d}" for number in range(5)), actor=SYSTEM)
    return province


def letter(dossier_id: UUID, direction: Direction = Direction.RETURN) -> Order:
    return next(one for one in mailing.orders_of(dossier_id) if one.direction is direction)


def pay(dossier_id: UUID) -> None:
    amounts = {due.id: due.left_vnd for due in fees.dues_of(("dossier", dossier_id)) if due.left_vnd}
    fees.settle(
        amounts=amounts, source=("test", dossier_id), means=Means.ONLINE, paid_at=clock.now(), actor=SYSTEM
    )  # fmt: skip


def finished(province: SmallProvince, **changes: Any) -> UUID:
    """Signed and paid, its letter taken by the post."""
    filed = file(province, **{**BY_POST, **changes})
    accept(province, filed.id)
    finish(province, filed.id)
    pay(filed.id)
    assert api.send_by_post(dossier_id=filed.id, actor=SYSTEM)
    post.send_due(actor=SYSTEM)
    return filed.id


def follow(dossier_id: UUID) -> None:
    """What the worker does after the letter moved."""
    order = letter(dossier_id)
    api.follow_letter(dossier_id=dossier_id, order_id=order.id, state=order.state, actor=SYSTEM)


def printed(province: SmallProvince, dossier_id: UUID) -> UUID:
    """The result on paper in the desk's hand."""
    thing = NewThing(kind=ThingKind.RESULT, code="ban-giay", title="Kết quả bản giấy")
    api.take_in_paper(dossier_id=dossier_id, thing=thing, words="In tại quầy", actor=province.desk)
    return custody.things_of(("dossier", dossier_id))[0].id


def give(province: SmallProvince, dossier_id: UUID, thing_ids: tuple[UUID, ...] = (), **changes: Any) -> None:
    parts: dict[str, Any] = {"words": "Bưu tá Nam, mã 17", "carrier_post_id": None, "actor": province.desk, **changes}
    api.give_to_postman(
        dossier_id=dossier_id, order_id=letter(dossier_id).id, thing_ids=thing_ids, version=version_of(dossier_id), **parts
    )  # fmt: skip


def where(dossier_id: UUID) -> list[tuple[str, UUID | None]]:
    return [(one.state.value, one.post_id) for one in custody.things_of(("dossier", dossier_id))]


def test_a_result_by_post_needs_an_address_and_a_procedure_that_is_served(mailed: SmallProvince) -> None:
    before = everything()
    with pytest.raises(Invalid) as refused:
        file(mailed, return_method=ReturnMethod.POSTAL)
    assert list(refused.value.fields) == ["/mailing/address"]
    with pytest.raises(Invalid) as refused:
        file(mailed, return_method=ReturnMethod.POSTAL, mailing=Mailing(home=Party(**{**HOME.__dict__, "phone": "1"})))
    assert list(refused.value.fields) == ["/mailing/phone"]
    assert everything() == before


def test_postage_is_owed_at_filing_and_the_letter_waits_for_result_and_money(mailed: SmallProvince) -> None:
    filed = file(mailed, **BY_POST)
    (due,) = [one for one in fees.dues_of(("dossier", filed.id)) if one.kind is FeeKind.POSTAL]
    assert (due.title, due.amount_vnd, due.waits) == ("Cước bưu chính trả kết quả", 26_000, Waits.RETURN)
    assert (letter(filed.id).state, letter(filed.id).due_id) == (OrderState.PLANNED, due.id)

    accept(mailed, filed.id)
    assert not api.send_by_post(dossier_id=filed.id, actor=SYSTEM)
    finish(mailed, filed.id)
    assert not api.send_by_post(dossier_id=filed.id, actor=SYSTEM)
    pay(filed.id)

    assert api.follow_payment(dossier_id=filed.id, actor=SYSTEM)
    assert letter(filed.id).state is OrderState.TO_SEND


def test_brought_home_by_the_post_it_is_returned_and_the_paper_is_the_citizens(mailed: SmallProvince) -> None:
    dossier_id = finished(mailed)
    paper = printed(mailed, dossier_id)
    give(mailed, dossier_id, (paper,))
    assert where(dossier_id) == [("posted", None)]
    with pytest.raises(WrongStatus):
        do(dossier_id, "returned", mailed.desk, identity_checked="Thẻ căn cước")

    with clock.frozen(clock.now() + timedelta(minutes=6)):
        post.track(actor=SYSTEM)
        follow(dossier_id)

    assert (status_of(dossier_id), letter(dossier_id).state.national) == (Status.RETURNED, 3)
    assert where(dossier_id) == [("given", None)]
    assert queries.history(dossier_id)[-1].words == "Trả kết quả qua bưu chính công ích."
    assert api.national_state(dossier_id, actor=SYSTEM).by_post


def test_a_letter_that_comes_back_waits_at_the_desk_and_goes_again(mailed: SmallProvince) -> None:
    dossier_id = finished(mailed)
    paper = printed(mailed, dossier_id)
    give(mailed, dossier_id, (paper,))

    api.take_from_post(
        dossier_id=dossier_id, order_id=letter(dossier_id).id, words="", version=version_of(dossier_id), actor=mailed.desk
    )  # fmt: skip
    follow(dossier_id)

    assert where(dossier_id) == [("held", mailed.desk.post_id)]
    assert (status_of(dossier_id), queries.view(Dossier.objects.get(id=dossier_id)).return_method) == (
        Status.FINISHED,
        ReturnMethod.COUNTER,
    )
    with pytest.raises(HiddenDossier):
        api.ask_again(dossier_id=dossier_id, home=HOME, actor=mailed.stranger)
    api.ask_again(dossier_id=dossier_id, home=HOME, actor=mailed.citizen)
    assert (letter(dossier_id).attempt, letter(dossier_id).state) == (2, OrderState.PLANNED)
    assert sum(due.left_vnd for due in fees.dues_of(("dossier", dossier_id))) == 26_000


def test_who_comes_to_the_desk_gets_it_and_the_letter_is_called_off(mailed: SmallProvince) -> None:
    filed = file(mailed, **BY_POST)
    accept(mailed, filed.id)
    finish(mailed, filed.id)
    pay(filed.id)

    do(filed.id, "returned", mailed.desk, identity_checked="Thẻ căn cước, bốn số cuối khớp")

    assert (status_of(filed.id), letter(filed.id).state) == (Status.RETURNED, OrderState.CANCELLED)
    (due,) = [one for one in fees.dues_of(("dossier", filed.id)) if one.kind is FeeKind.POSTAL]
    assert (due.state, [one.amount_vnd for one in fees.refunds()]) == (DueState.CANCELLED, [26_000])


def test_a_withdrawn_dossier_sends_nothing_and_owes_the_postage_back(mailed: SmallProvince, tmp_path: Path) -> None:
    filed = file(mailed, mailing=Mailing(home=HOME, collects=True), return_method=ReturnMethod.POSTAL)
    assert {one.direction for one in mailing.orders_of(filed.id)} == set(Direction)
    pay(filed.id)

    api.withdraw_dossier(dossier_id=filed.id, reason="", actor=mailed.citizen)

    assert {one.state for one in mailing.orders_of(filed.id)} == {OrderState.CANCELLED}
    assert sorted(one.amount_vnd for one in fees.refunds()) == [26_000, 26_000]
    post.send_due(actor=SYSTEM)
    assert not (tmp_path / "demo" / "post.jsonl").exists()


def test_papers_fetched_at_home_are_in_the_postmans_hand_until_the_desk_confirms(mailed: SmallProvince) -> None:
    postman = officer("long-chau.buu-dien", "Lý Văn Thư Mẫu")
    filed = file(mailed, mailing=Mailing(home=HOME, collects=True))
    post.send_due(actor=SYSTEM)
    order = letter(filed.id, Direction.COLLECT)

    post.pick_up(order_id=order.id, actor=postman)
    assert where(filed.id) == [("held", postman.post_id)]
    api.take_from_post(
        dossier_id=filed.id, order_id=order.id, words="Bì nguyên", version=version_of(filed.id), actor=mailed.desk
    )

    assert where(filed.id) == [("held", mailed.desk.post_id)]
    last = custody.moves_of(("dossier", filed.id))[0]
    assert last.words == f"Vận đơn {letter(filed.id, Direction.COLLECT).waybill}"


def test_a_postman_with_an_account_confirms_the_slip_and_hands_it_out(mailed: SmallProvince) -> None:
    postman = officer("long-chau.buu-dien", "Lý Văn Thư Mẫu")
    dossier_id = finished(mailed)
    paper = printed(mailed, dossier_id)
    give(mailed, dossier_id, (paper,), words="", carrier_post_id=postman.post_id)
    # Until the postman confirms, the desk answers for it.
    assert where(dossier_id) == [("held", mailed.desk.post_id)]

    post.pick_up(order_id=letter(dossier_id).id, actor=postman)
    assert where(dossier_id) == [("held", postman.post_id)]
    post.deliver(order_id=letter(dossier_id).id, words="Nguyễn Thị Lan Mẫu, căn cước", actor=postman)
    follow(dossier_id)

    assert where(dossier_id) == [("given", None)]
    assert status_of(dossier_id) is Status.RETURNED


def test_the_desk_takes_back_only_what_its_postman_says_comes_back(mailed: SmallProvince) -> None:
    postman = officer("long-chau.buu-dien", "Lý Văn Thư Mẫu")
    dossier_id = finished(mailed)
    give(mailed, dossier_id, (printed(mailed, dossier_id),), words="", carrier_post_id=postman.post_id)
    post.pick_up(order_id=letter(dossier_id).id, actor=postman)
    back: dict[str, Any] = {"dossier_id": dossier_id, "order_id": letter(dossier_id).id, "words": ""}
    before = everything()
    with pytest.raises(NotNow):
        api.take_from_post(**back, version=version_of(dossier_id), actor=mailed.desk)
    assert everything() == before

    post.fail(order_id=letter(dossier_id).id, words="Chuyển nhà", gives_up=True, actor=postman)
    api.take_from_post(**back, version=version_of(dossier_id), actor=mailed.desk)

    assert where(dossier_id) == [("held", mailed.desk.post_id)]


@pytest.mark.parametrize("who", ["specialist", "stranger", "postman"])
def test_nobody_else_gives_a_result_to_the_post(mailed: SmallProvince, who: str) -> None:
    actor: Actor = officer("long-chau.buu-dien", "Lý Văn Thư Mẫu") if who == "postman" else getattr(mailed, who)
    dossier_id = finished(mailed)
    before = everything()

    with pytest.raises(ActDenied):
        give(mailed, dossier_id, actor=actor)

    assert everything() == before


def test_a_replaced_dossier_takes_its_planned_letter_along(mailed: SmallProvince) -> None:
    filed = file(mailed, **BY_POST)
    accept(mailed, filed.id)
    api.request_cancellation(dossier_id=filed.id, reason="Nhầm", version=version_of(filed.id), actor=mailed.desk)

    again = api.approve_cancellation(dossier_id=filed.id, version=version_of(filed.id), actor=mailed.desk_head)

    assert mailing.orders_of(filed.id) == ()
    assert (letter(again.id).reference, letter(again.id).state) == (again.code, OrderState.PLANNED)
    assert Dossier.objects.get(id=again.id).return_method == ReturnMethod.POSTAL


def test_the_owner_of_a_letter_is_the_dossiers_page() -> None:
    assert MailedPapers().link(UUID(int=1)) == f"/can-bo/ho-so/{UUID(int=1)}/buu-chinh/"
    assert ThingState.POSTED.words == "Bưu điện đang giữ"


def draft_of(postman: Actor, province: SmallProvince) -> UUID:
    draft = api.begin_at_counter(
        procedure_code=BIRTH, applicant=province.applicant, owner_agency_id=None, actor=postman
    )
    page = reverse("dossiers:intake_form", args=[draft])
    come_in(postman).post(page, {**boxes(province.applications[BIRTH]["answers"], BIRTH), "luu": "1"})
    return draft


def test_a_postman_takes_a_dossier_in_for_the_applicant_and_accepts_nothing(mailed: SmallProvince) -> None:
    postman = officer("long-chau.buu-dien", "Lý Văn Thư Mẫu")

    filed = api.take_in_by_postman(
        draft_id=draft_of(postman, mailed), return_method=ReturnMethod.POSTAL, on_paper={"birth_notice": (1, 0)},
        mailing=Mailing(home=HOME), actor=postman,
    )  # fmt: skip

    row = Dossier.objects.get(id=filed.id)
    assert (Status(row.status), row.channel, row.accepted_at) == (Status.REGISTERED, "postal", None)
    helper = representative_of(filed.id)
    assert helper is not None
    assert (helper.capacity, helper.waits_for_applicant) == (Capacity.HELPER, True)
    assert where(filed.id) == [("held", postman.post_id)]
    with pytest.raises(ActDenied):
        do(filed.id, "accepted", postman)
    accept(mailed, filed.id)
    assert where(filed.id) == [("held", postman.post_id)]


def test_who_is_no_postman_of_that_one_stop_takes_nothing_in(mailed: SmallProvince) -> None:
    postman = officer("long-chau.buu-dien", "Lý Văn Thư Mẫu")
    elsewhere = officer("cang-long.mot-cua", "Quầy Xa")
    draft = draft_of(postman, mailed)
    before = everything()

    for actor in (elsewhere, mailed.stranger, mailed.specialist):
        with pytest.raises(DomainError):
            api.take_in_by_postman(
                draft_id=draft, return_method=ReturnMethod.COUNTER, on_paper={"birth_notice": (1, 0)}, actor=actor
            )
    with pytest.raises(ActDenied):
        api.receive_at_counter(
            draft_id=draft, channel=FilingChannel.POSTAL, return_method=ReturnMethod.COUNTER,
            on_paper={"birth_notice": (1, 0)}, actor=postman,
        )  # fmt: skip

    assert everything() == before
