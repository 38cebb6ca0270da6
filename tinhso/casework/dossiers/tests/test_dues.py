"""What a dossier owes from filing to its end: raised, claimed, checked, waited for, paid, owed back; never silently."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import yaml
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.models import Dossier, StatusChange
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province
from tinhso.casework.dossiers.tests.acts import (
    MARITAL,
    accept,
    do,
    everything,
    file,
    finish,
    status_of,
    table,
    version_of,
)
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.tests.test_desk_intake import begin, boxes
from tinhso.casework.dossiers.tests.test_notices import telling, told
from tinhso.casework.dossiers.types import ReturnMethod, Status
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor
from tinhso.kernel.errors import Denied, Invalid
from tinhso.kernel.outbox.api import events_of
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.fees import api as fees
from tinhso.services.fees.errors import ClaimDecided, FeeInvalid, Unpaid
from tinhso.services.fees.types import ClaimInput, ClaimState, Due, DueState, FeeKind, Means, Waits

__all__ = ["telling"]

BASIS = {"document": "Nghị quyết mẫu"}
RULE = {
    "code": MARITAL,
    "title": "Lệ phí mẫu",
    "effective_from": date(2025, 1, 1),
    "legal_basis": [BASIS],
    "lines": [
        {"code": "check", "title": "Phí thẩm định", "title_en": "Assessment", "kind": "charge", "stage": "filing",
         "legal_basis": BASIS, "amounts": [{"channel": "any", "vnd": 30_000}], "refunded_when": ["withdrawn_before_acceptance"]},
        {"code": "paper", "title": "Lệ phí cấp giấy", "title_en": "Fee", "kind": "fee", "legal_basis": BASIS,
         "amounts": [{"channel": "any", "vnd": 15_000}]},
    ],
    "exemptions": [
        {"code": "poor", "title": "Hộ nghèo", "title_en": "Poor household", "percent": 100, "lines": ["check"],
         "evidence": "Giấy chứng nhận hộ nghèo", "evidence_en": "Certificate", "legal_basis": BASIS},
    ],
    "advance": {"days": 3, "remind_days_before": [1], "then": "close"},
    "examples": [{"channel": "online", "expect": {"check": 30_000, "paper": 15_000}}],
}  # fmt: skip
CLAIM = ClaimInput(exemption="poor", evidence="Số 12/HN, UBND phường cấp năm 2026")


class _Plain(yaml.SafeDumper):
    """Definitions are read without references between their parts."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@pytest.fixture(scope="module")
def priced(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    """The small province with a price on the marital certificate: 30.000 đồng in advance, 15.000 before it is returned."""
    with django_db_blocker.unblock(), transaction.atomic():
        province = load_small_province(tmp_path_factory.mktemp("definitions"), procedures=(MARITAL,))
        more = tmp_path_factory.mktemp("more") / "fees"
        more.mkdir()
        written = yaml.dump(RULE, Dumper=_Plain, allow_unicode=True)
        (more / f"{MARITAL}.2025.yaml").write_text(written, "utf-8")
        definitions.apply_folder(Path(more).parent, actor=system_actor())
        yield province
        transaction.set_rollback(True)


@pytest.fixture
def province(priced: SmallProvince, db: None) -> Iterator[SmallProvince]:
    cache.clear()
    yield priced
    cache.clear()


def dues_of(dossier_id: UUID) -> dict[str, Due]:
    return {due.line: due for due in fees.dues_of(("dossier", dossier_id))}


def pay(*dues: Due, **amounts: int) -> Any:
    """Money from a source of its own, the whole of what is left unless said otherwise."""
    given = {due.id: amounts.get(due.line, due.left_vnd) for due in dues}
    return fees.settle(
        amounts=given, source=("test", uuid4()), means=Means.CASH, paid_at=clock.now(), actor=system_actor()
    )


def test_an_advance_is_paid_before_acceptance_and_a_fee_before_the_result(province: SmallProvince) -> None:
    filed = file(province)
    (advance,) = dues_of(filed.id).values()

    assert (advance.line, advance.amount_vnd, advance.waits) == ("check", 30_000, Waits.ACCEPTANCE)
    before = everything()
    with pytest.raises(Unpaid, match=r"30\.000 đồng"):
        accept(province, filed.id)
    assert everything() == before

    pay(advance)
    accept(province, filed.id)
    assert {name: (due.amount_vnd, due.state) for name, due in dues_of(filed.id).items()} == {
        "check": (30_000, DueState.SETTLED),
        "paper": (15_000, DueState.OPEN),
    }
    finish(province, filed.id)
    assert api.return_online(dossier_id=filed.id, actor=system_actor()) is False
    assert status_of(filed.id) is Status.FINISHED

    pay(dues_of(filed.id)["paper"])
    assert api.follow_payment(dossier_id=filed.id, actor=system_actor()) is True
    assert status_of(filed.id) is Status.RETURNED
    assert api.follow_payment(dossier_id=filed.id, actor=system_actor()) is False


def test_at_the_counter_the_result_is_not_handed_out_before_it_is_paid(province: SmallProvince) -> None:
    filed = file(province, return_method=ReturnMethod.COUNTER)
    pay(*dues_of(filed.id).values())
    accept(province, filed.id)
    finish(province, filed.id)

    before = everything()
    with pytest.raises(Unpaid, match=r"15\.000 đồng"):
        do(filed.id, "returned", province.desk, identity_checked="Căn cước")
    assert everything() == before

    pay(dues_of(filed.id)["paper"])
    do(filed.id, "returned", province.desk, identity_checked="Căn cước")
    assert status_of(filed.id) is Status.RETURNED


def test_a_claimed_exemption_counts_until_an_officer_refuses_its_paper(province: SmallProvince) -> None:
    filed = file(province, claim=CLAIM)
    due = dues_of(filed.id)["check"]
    (claim,) = fees.claims_of(("dossier", filed.id))

    assert (due.full_vnd, due.amount_vnd, due.state) == (30_000, 0, DueState.EXEMPT)
    with pytest.raises(Unpaid, match="miễn, giảm chưa được xét"):
        accept(province, filed.id)
    with pytest.raises(FeeInvalid):
        fees.decide_claim(claim_id=claim.id, accepted=False, agency_id=province.receiving_id, actor=province.desk)

    fees.decide_claim(
        claim_id=claim.id,
        accepted=False,
        reason="Giấy đã hết hạn.",
        agency_id=province.receiving_id,
        actor=province.desk,
    )

    due = dues_of(filed.id)["check"]
    assert (due.amount_vnd, due.state) == (30_000, DueState.OPEN)
    steps = [(step.change, step.amount_vnd, step.reason) for _, step in fees.history_of(("dossier", filed.id))]
    assert steps == [("raised", 0, ""), ("restored", 30_000, "Giấy đã hết hạn.")]
    with pytest.raises(ClaimDecided):
        fees.decide_claim(claim_id=claim.id, accepted=True, agency_id=province.receiving_id, actor=province.desk)


def test_an_accepted_exemption_holds_for_what_acceptance_raises_too(province: SmallProvince) -> None:
    filed = file(province, claim=CLAIM)
    (claim,) = fees.claims_of(("dossier", filed.id))
    fees.decide_claim(claim_id=claim.id, accepted=True, agency_id=province.receiving_id, actor=province.desk)

    accept(province, filed.id)

    assert {name: due.amount_vnd for name, due in dues_of(filed.id).items()} == {"check": 0, "paper": 15_000}


@pytest.mark.parametrize("who", ["specialist", "citizen", "stranger"])
def test_a_claim_is_decided_by_the_desk_only(province: SmallProvince, who: str) -> None:
    filed = file(province, claim=CLAIM)
    (claim,) = fees.claims_of(("dossier", filed.id))
    before = everything()

    with pytest.raises(ActDenied):
        fees.decide_claim(
            claim_id=claim.id, accepted=True, agency_id=province.receiving_id, actor=getattr(province, who)
        )

    assert everything() == before
    assert fees.claims_of(("dossier", filed.id))[0].state is ClaimState.CLAIMED


def test_a_claim_without_a_paper_or_of_an_unknown_kind_files_nothing(province: SmallProvince) -> None:
    before = everything()

    for given in (ClaimInput(exemption="poor", evidence="  "), ClaimInput(exemption="rich", evidence="Giấy")):
        with pytest.raises(FeeInvalid):
            file(province, claim=given)

    assert everything() == before


def test_a_program_claims_an_exemption_with_its_paper_and_reads_that_nothing_is_owed(province: SmallProvince) -> None:
    browser = come_in(province.citizen)
    body = {"procedure": MARITAL, "agency": "H61.41.01.001", "answers": province.applications[MARITAL]["answers"]}

    def post(code: str, paper: str) -> Any:
        given = {**body, "exemption": {"code": code, "evidence": paper}}
        key = {"Idempotency-Key": "mot-khoa-du-dai"}
        return browser.post("/api/v1/dossiers", given, content_type="application/json", headers=key)

    before = everything()
    refused = post("rich", "Số 12")
    assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (422, ["/exemption/code"])
    assert everything() == before

    filed = post("poor", "Số 12/HN")

    (claim,) = fees.claims_of(("dossier", UUID(filed.json()["id"])))
    assert (filed.status_code, claim.exemption, claim.evidence) == (201, "poor", "Số 12/HN")
    assert browser.get(f"/api/v1/dossiers/{filed.json()['id']}/dues").json()["left_vnd"] == 0
    # The same key hides nothing: neither another paper nor that nothing is claimed.
    assert [post("poor", paper).status_code for paper in ("Số 12/HN", "Số 13/HN")] == [200, 409]


def test_a_paper_shown_at_the_desk_lowers_what_was_paid_and_owes_it_back(province: SmallProvince) -> None:
    filed = file(province)
    pay(dues_of(filed.id)["check"])

    api.claim_at_desk(
        dossier_id=filed.id, exemption="poor", evidence="Số 9", version=version_of(filed.id), actor=province.desk
    )

    assert dues_of(filed.id)["check"].amount_vnd == 0
    assert [(one.amount_vnd, one.cause) for one in fees.refunds(subject=("dossier", filed.id))] == [
        (30_000, "exempted")
    ]


def test_withdrawn_before_acceptance_gives_back_what_the_rule_gives_back(province: SmallProvince) -> None:
    paid, unpaid = file(province), file(province)
    pay(dues_of(paid.id)["check"])

    for one in (paid, unpaid):
        api.withdraw_dossier(dossier_id=one.id, reason="", actor=province.citizen)

    assert [(one.amount_vnd, one.cause) for one in fees.refunds(subject=("dossier", paid.id))] == [
        (30_000, "withdrawn_before_acceptance")
    ]
    assert fees.refunds(subject=("dossier", unpaid.id)) == ()
    assert dues_of(unpaid.id)["check"].state is DueState.CANCELLED
    (refund,) = fees.refunds(subject=("dossier", paid.id))
    assert fees.refund_paid(refund_id=refund.id, reference="UNC 1", actor=system_actor()) is True
    assert fees.refund_paid(refund_id=refund.id, reference="UNC 1", actor=system_actor()) is False
    assert fees.refunds(subject=("dossier", paid.id)) == ()


def test_withdrawn_after_acceptance_keeps_what_was_paid_for_the_work_done(province: SmallProvince) -> None:
    filed = file(province)
    pay(dues_of(filed.id)["check"])
    accept(province, filed.id)

    api.withdraw_dossier(dossier_id=filed.id, reason="", actor=province.citizen)

    found = dues_of(filed.id)
    assert fees.refunds(subject=("dossier", filed.id)) == ()
    assert (found["check"].state, found["check"].paid_vnd) == (DueState.SETTLED, 30_000)
    assert (found["paper"].state, found["paper"].amount_vnd) == (DueState.CANCELLED, 0)


def test_money_that_is_too_much_late_or_twice_is_owed_back_and_never_lost(province: SmallProvince) -> None:
    filed = file(province)
    due = dues_of(filed.id)["check"]
    source = ("order", uuid4())
    given: dict[str, Any] = {"source": source, "means": Means.ONLINE, "paid_at": clock.now(), "actor": system_actor()}

    first = fees.settle(amounts={due.id: 31_000}, **given)
    again = fees.settle(amounts={due.id: 31_000}, **given)
    late = pay(due, check=30_000)

    assert (first.applied_vnd, first.refund_vnd, first.is_new) == (30_000, 1_000, True)
    assert (again.settlement_id, again.is_new) == (first.settlement_id, False)
    assert (late.applied_vnd, late.refund_vnd) == (0, 30_000)
    owed = [(one.amount_vnd, one.cause) for one in fees.refunds(subject=("dossier", filed.id))]
    assert owed == [(1_000, "overpaid"), (30_000, "not_owed")]


def test_part_of_the_money_leaves_the_rest_owed(province: SmallProvince) -> None:
    filed = file(province)
    pay(dues_of(filed.id)["check"], check=10_000)

    due = dues_of(filed.id)["check"]
    assert (due.paid_vnd, due.left_vnd, due.state) == (10_000, 20_000, DueState.OPEN)


@pytest.mark.parametrize("amount", [0, -1])
def test_no_money_settles_nothing(province: SmallProvince, amount: int) -> None:
    filed = file(province)

    with pytest.raises(FeeInvalid):
        pay(dues_of(filed.id)["check"], check=amount)

    assert table("fees.Settlement").count() == 0


def test_a_cancelled_receipt_makes_the_money_owed_again(province: SmallProvince) -> None:
    filed = file(province)
    due = dues_of(filed.id)["check"]
    source = ("receipt", uuid4())
    fees.settle(amounts={due.id: 30_000}, source=source, means=Means.CASH, paid_at=clock.now(), actor=system_actor())

    fees.unsettle(source=source, reason="Ghi nhầm người nộp", actor=system_actor())

    due = dues_of(filed.id)["check"]
    assert (due.paid_vnd, due.state) == (0, DueState.OPEN)


def test_an_unpaid_advance_is_reminded_once_and_then_closes_the_filing(
    telling: SmallProvince,
) -> None:
    filed = file(telling)
    deliver_all()
    began = clock.now()
    assert fees.remind_unpaid(actor=system_actor()) == 0

    with clock.frozen(began + timedelta(days=2, hours=1)):
        assert (fees.remind_unpaid(actor=system_actor()), fees.remind_unpaid(actor=system_actor())) == (1, 0)
        deliver_all()
        deliver_all()
        assert told(telling)[1:] == [f"Sắp hết hạn nộp tiền cho hồ sơ {filed.code}"]
        assert api.unpaid_filings() == ()
        assert api.close_unpaid(dossier_id=filed.id, actor=system_actor()) is False
    with clock.frozen(began + timedelta(days=3, minutes=1)):
        assert api.unpaid_filings() == (filed.id,)
        assert api.close_unpaid(dossier_id=filed.id, actor=system_actor()) is True
        assert api.close_unpaid(dossier_id=filed.id, actor=system_actor()) is False

    assert status_of(filed.id) is Status.NOT_ACCEPTED
    assert dues_of(filed.id)["check"].state is DueState.CANCELLED
    last = StatusChange.objects.filter(dossier_id=filed.id).order_by("-seq").first()
    assert last is not None
    assert last.reasons[0]["text"] == "Chưa nộp phí thẩm định trong thời hạn."


def _accepted(province: SmallProvince) -> UUID:
    filed = file(province)
    pay(dues_of(filed.id)["check"])
    accept(province, filed.id)
    return filed.id


def _ask(province: SmallProvince, dossier_id: UUID, **changes: Any) -> UUID:
    given: dict[str, Any] = {
        "title": "Phí xác minh", "kind": FeeKind.CHARGE, "amount_vnd": 50_000, "reason": "Phải xác minh tại nơi cư trú cũ.",
        "waits": Waits.PROCESSING, "days": 5, "version": version_of(dossier_id), "actor": province.specialist,
    }  # fmt: skip
    return api.ask_fee(dossier_id=dossier_id, **{**given, **changes})


def test_a_supplementary_fee_stands_the_dossier_still_until_it_is_paid(province: SmallProvince) -> None:
    dossier_id = _accepted(province)

    due_id = _ask(province, dossier_id)

    assert status_of(dossier_id) is Status.FINANCIAL
    with pytest.raises(Exception, match="nghĩa vụ tài chính"):
        do(dossier_id, "eligible", province.specialist)
    (due,) = (one for one in fees.dues_of(("dossier", dossier_id)) if one.id == due_id)
    assert (due.amount_vnd, due.reason, due.kind) == (50_000, "Phải xác minh tại nơi cư trú cũ.", FeeKind.CHARGE)
    assert api.send_fee_request(dossier_id=dossier_id, due_id=due_id, actor=system_actor()) is not None

    pay(due)
    assert api.follow_payment(dossier_id=dossier_id, actor=system_actor()) is True
    assert status_of(dossier_id) is Status.PROCESSING
    told = [one.name for one in events_of(("dossier", dossier_id))]
    assert told[-2:] == ["dossier.fee_asked", "dossier.fee_paid"]
    do(dossier_id, "eligible", province.specialist)


def test_a_supplementary_fee_needs_an_amount_a_reason_and_the_open_step(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    before = everything()

    for wrong in ({"amount_vnd": 0}, {"reason": " "}, {"title": ""}, {"days": 0}):
        with pytest.raises(Invalid):
            _ask(province, dossier_id, **wrong)
    for who in (province.leader, province.desk, province.citizen):
        with pytest.raises(Denied):
            _ask(province, dossier_id, actor=who)

    assert everything() == before


def test_a_mistaken_supplementary_fee_is_taken_back_by_the_head_and_the_dossier_goes_on(
    province: SmallProvince,
) -> None:
    dossier_id = _accepted(province)
    due_id = _ask(province, dossier_id)
    paper = dues_of(dossier_id)["paper"]

    with pytest.raises(ActDenied):
        fees.cancel_due(due_id=due_id, reason="Nhầm", actor=province.specialist)
    with pytest.raises(FeeInvalid, match="theo quy tắc"):
        fees.cancel_due(due_id=paper.id, reason="Nhầm", actor=province.leader)
    fees.cancel_due(due_id=due_id, reason="Nhầm hồ sơ", actor=province.leader)

    assert api.follow_payment(dossier_id=dossier_id, actor=system_actor()) is True
    assert status_of(dossier_id) is Status.PROCESSING


def test_a_dossier_done_again_takes_its_paid_dues_with_it(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    api.request_cancellation(
        dossier_id=dossier_id, reason="Nhầm thủ tục", version=version_of(dossier_id), actor=province.desk
    )

    filed = api.approve_cancellation(dossier_id=dossier_id, version=version_of(dossier_id), actor=province.desk_head)

    assert dues_of(dossier_id) == {}
    found = dues_of(filed.id)
    assert (found["check"].paid_vnd, found["check"].reference) == (30_000, filed.code)
    accept(province, filed.id)
    assert sorted(dues_of(filed.id)) == ["check", "paper"]


def test_the_money_goes_to_the_account_of_the_agency_that_decides(province: SmallProvince) -> None:
    filed = file(province)
    due = dues_of(filed.id)["check"]

    account = fees.account_named(due.account_code, due.account_version_id)

    assert (account.agency_id, account.code) == (province.owner_id, "xa-41-01")
    other = identity.find_agency("H61.42.01")
    assert other is not None
    elsewhere = fees.account_for(
        kind=FeeKind.POSTAL, owner_agency_id=province.owner_id, receiving_agency_id=other.id, on=clock.today()
    )
    assert elsewhere.code == "ngan-sach-tinh"


def test_the_desk_sees_what_it_costs_and_takes_the_paper_that_makes_it_less(province: SmallProvince) -> None:
    """One press: filed, exempted by the paper that was shown, accepted. Without the paper, or unpaid, nothing happens."""
    draft = begin(province, MARITAL)
    page = reverse("dossiers:intake_form", args=[draft])
    client = come_in(province.desk)
    typed = boxes(province.applications[MARITAL]["answers"], MARITAL)
    papers = dict.fromkeys(re.findall(r'name="(chinh-[^"]+)"', client.get(page).content.decode()), "1")
    send = {**typed, **papers, "nhan": "1", "channel": "counter", "return_method": "counter"}
    shown = client.get(page).content.decode()
    assert "Phí thẩm định" in shown
    assert "30.000 đồng" in shown

    unpaid = client.post(page, send)
    unsaid = client.post(page, {**send, "mien-giam": "poor"})

    assert (unpaid.status_code, unsaid.status_code, Dossier.objects.count()) == (422, 422, 0)
    assert "Còn 30.000 đồng chưa nộp" in unpaid.content.decode()
    assert "Ghi số và nơi cấp của giấy tờ đã xem." in unsaid.content.decode()

    done = client.post(page, {**send, "mien-giam": "poor", "mien-giam-giay": CLAIM.evidence}, follow=True)

    dossier = Dossier.objects.get()
    found = dues_of(dossier.id)
    assert (dossier.status, found["check"].state, found["check"].amount_vnd) == (Status.PROCESSING, DueState.EXEMPT, 0)
    assert found["paper"].left_vnd == 15_000
    (claim,) = fees.claims_of(("dossier", dossier.id))
    assert (claim.state, claim.evidence, claim.decided_by_id) == (
        ClaimState.ACCEPTED, CLAIM.evidence, province.desk.person_id,
    )  # fmt: skip
    assert "Còn phải nộp 15.000 đồng" in done.content.decode()
    # Whoever gives the result back is told too: no step waits for this money, the applicant is about to leave.
    giving = client.get(reverse("dossiers:hand_back", args=[dossier.id]))
    assert giving.context["money_left"] == "15.000 đồng"
