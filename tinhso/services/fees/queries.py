"""Rules and accounts in force on a day; dues, claims, refunds and bills as others see them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q

from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, Right
from tinhso.kernel.actor import Actor
from tinhso.services.fees import models
from tinhso.services.fees.domain.reading import read_rule
from tinhso.services.fees.errors import NoAccount, NoBill, NoDue
from tinhso.services.fees.types import (
    Account,
    Balance,
    Bill,
    Claim,
    ClaimState,
    Due,
    DueState,
    DueStep,
    FeeKind,
    FeeRule,
    Refund,
    Stage,
    Waits,
    WhenUnpaid,
)

ACCOUNTS = "accounts"


@access.kept_standing(maxsize=1024)
def rule_on(procedure_code: str, on: date) -> FeeRule | None:
    """The fee rule of a procedure in force on a day; None where the province has none for it."""
    version = definitions.find("fee_rule", procedure_code, on=on)
    return None if version is None else _rule(version)


def rule_version(version_id: UUID) -> FeeRule:
    """The rule that a due was reckoned by."""
    return _rule(definitions.get_version(version_id))


def _rule(version: DefinitionVersion) -> FeeRule:
    return read_rule(version.body, version_id=version.id)


def account_for(*, kind: FeeKind, owner_agency_id: UUID, receiving_agency_id: UUID, on: date) -> Account:
    """Whose account money of a kind goes to, whoever receives the dossier. Raises NoAccount."""
    version = definitions.find("fee_accounts", ACCOUNTS, on=on)
    if version is None:
        raise NoAccount("Chưa có định nghĩa tài khoản thụ hưởng phí, lệ phí.")
    whose = version.body["belongs_to"][kind.value]
    agency_id = owner_agency_id if whose == "owner" else receiving_agency_id
    for above in identity.agency_lineage(agency_id):
        agency = identity.get_agency(above)
        for line in version.body["accounts"]:
            if line["agency"] == agency.code and kind.value in line.get("kinds", [one.value for one in FeeKind]):
                return _account(line, agency.id, version.id)
    name = identity.get_agency(agency_id).name
    raise NoAccount(f"Không có tài khoản thụ hưởng cho {name} ({kind.words.lower()}).")


def account_named(code: str, version_id: UUID) -> Account:
    """The account of that code in the version that a due pinned."""
    version = definitions.get_version(version_id)
    for line in version.body["accounts"]:
        if line["code"] == code:
            agency = identity.find_agency(line["agency"])
            assert agency is not None
            return _account(line, agency.id, version.id)
    raise NoAccount(f"Không có tài khoản thụ hưởng “{code}”.")


def _account(line: Mapping[str, Any], agency_id: UUID, version_id: UUID) -> Account:
    return Account(
        agency_id=agency_id,
        agency_code=line["agency"],
        code=line["code"],
        holder=line["holder"],
        bank_bin=line["bank_bin"],
        bank_name=line["bank_name"],
        number=line["number"],
        version_id=version_id,
    )


def may_pay(row: models.Due | models.Bill, actor: Actor) -> bool:
    """The payer, a guardian, who may file for the organisation, an officer who collects money, or the platform."""
    return actor.is_system or may_pay_for(HolderRef(kind=_holder_kind(row.payer_kind), id=row.payer_id), actor)


def may_pay_for(payer: HolderRef, actor: Actor) -> bool:
    """The same for a holder."""
    if actor.is_officer:
        return access.can(actor=actor, act="cash.collect", agency_id=actor.agency_id)
    return is_own(payer, actor)


def is_own(holder: HolderRef, actor: Actor) -> bool:
    """Whether the signed-in person is this holder or stands for them."""
    if actor.person_id is None:
        return False
    if holder.kind == "person":
        return holder.id == actor.person_id or holder.id in identity.wards_of(actor.person_id)
    return bool(identity.rights_in(actor.person_id, holder.id) & {Right.SUBMIT, Right.MANAGE})


def _holder_kind(kind: str) -> Literal["person", "organisation"]:
    return "person" if kind == "person" else "organisation"


def due_view(row: models.Due) -> Due:
    return Due(
        id=row.id,
        subject=(row.subject_kind, row.subject_id),
        reference=row.reference,
        payer=HolderRef(kind=_holder_kind(row.payer_kind), id=row.payer_id),
        payer_name=row.payer_name,
        procedure_code=row.procedure_code,
        procedure_title=row.procedure_title,
        owner_agency_id=row.owner_agency_id,
        receiving_agency_id=row.receiving_agency_id,
        account_agency_id=row.account_agency_id,
        account_code=row.account_code,
        account_version_id=row.account_version_id,
        line=row.line,
        title=row.title,
        title_en=row.title_en,
        kind=FeeKind(row.kind),
        stage=Stage(row.stage),
        waits=Waits(row.waits),
        full_vnd=row.full_vnd,
        amount_vnd=row.amount_vnd,
        paid_vnd=row.paid_vnd,
        basis=row.basis,
        reason=row.reason,
        exemption=row.exemption,
        state=DueState(row.state),
        raised_at=row.raised_at,
        pay_by=row.pay_by,
        settled_at=row.settled_at,
    )


def dues_of(subject: tuple[str, UUID]) -> tuple[Due, ...]:
    """Everything a subject was ever asked to pay, oldest first; the caller has read the subject."""
    rows = models.Due.objects.filter(subject_kind=subject[0], subject_id=subject[1]).order_by("raised_at", "id")
    return tuple(map(due_view, rows))


def open_dues_of(holders: Iterable[HolderRef]) -> tuple[Due, ...]:
    """What these holders still have to pay, oldest first."""
    mine = Q(pk__in=[])
    for holder in holders:
        mine |= Q(payer_kind=holder.kind, payer_id=holder.id)
    rows = models.Due.objects.filter(mine, state=DueState.OPEN).order_by("raised_at", "id")[:200]
    return tuple(map(due_view, rows))


def dues_named(reference: str) -> tuple[Due, ...]:
    """The open dues under a public code (a dossier's), for who collects money; the caller has authorised that."""
    rows = models.Due.objects.filter(reference=reference, state=DueState.OPEN).order_by("raised_at", "id")
    return tuple(map(due_view, rows))


def dues_by_id(ids: Iterable[UUID]) -> tuple[Due, ...]:
    """These dues, oldest first; the caller has authorised the reading."""
    return tuple(map(due_view, models.Due.objects.filter(id__in=list(ids)).order_by("raised_at", "id")))


def history_of(subject: tuple[str, UUID]) -> tuple[tuple[UUID, DueStep], ...]:
    """(due, line of history), oldest first; the caller has read the subject."""
    rows = models.DueChange.objects.filter(due__subject_kind=subject[0], due__subject_id=subject[1])
    return tuple(
        (
            row.due_id,
            DueStep(
                at=row.at,
                change=row.change,
                state=DueState(row.state),
                amount_vnd=row.amount_vnd,
                paid_vnd=row.paid_vnd,
                reason=row.reason,
                person_id=row.person_id,
            ),
        )
        for row in rows.order_by("at", "due_id", "seq")
    )


def balances(kind: str, ids: Iterable[UUID]) -> dict[UUID, Balance]:
    """What each of these subjects owes and has paid: one query for a list, subjects without dues are left out."""
    rows = models.Due.objects.filter(subject_kind=kind, subject_id__in=list(ids)).values_list(
        "subject_id", "state", "amount_vnd", "paid_vnd"
    )
    found: dict[UUID, Balance] = {}
    for subject_id, state, amount, paid in rows:
        before = found.get(subject_id, Balance())
        owed = amount - paid if state == DueState.OPEN else 0
        found[subject_id] = Balance(owed_vnd=before.owed_vnd + owed, paid_vnd=before.paid_vnd + paid)
    return found


def waiting_dues(subject: tuple[str, UUID], waits: Waits) -> tuple[Due, ...]:
    """The open dues for which that act waits."""
    return tuple(due for due in dues_of(subject) if due.state is DueState.OPEN and due.waits is waits)


def claims_of(subject: tuple[str, UUID]) -> tuple[Claim, ...]:
    """The claims of exemption of a subject, newest first; the caller has read the subject."""
    rows = models.Claim.objects.filter(subject_kind=subject[0], subject_id=subject[1]).order_by("-claimed_at")
    return tuple(
        Claim(
            id=row.id,
            subject=(row.subject_kind, row.subject_id),
            exemption=row.exemption,
            title=row.title,
            percent=row.percent,
            evidence=row.evidence,
            file_id=row.file_id,
            state=ClaimState(row.state),
            claimed_at=row.claimed_at,
            decided_at=row.decided_at,
            decided_by_id=row.decided_by_id,
            reason=row.reason,
        )
        for row in rows
    )


def overdue(*, at: datetime) -> tuple[tuple[Due, WhenUnpaid], ...]:
    """Open dues past their time, with what their rule says happens then."""
    rows = models.Due.objects.filter(state=DueState.OPEN, pay_by__lte=at).order_by("pay_by")[:500]
    return tuple((due_view(row), _then(row)) for row in rows)


def _then(row: models.Due) -> WhenUnpaid:
    rule = rule_version(row.rule_version_id) if row.rule_version_id else None
    return rule.advance.then if rule is not None and rule.advance is not None else WhenUnpaid.KEEP


def refunds(*, state: str = "owed", subject: tuple[str, UUID] | None = None) -> tuple[Refund, ...]:
    """Money owed back (or given back), oldest first; the caller has authorised the reading."""
    rows = models.Refund.objects.filter(state=state).select_related("due", "settlement").order_by("owed_at", "id")
    if subject is not None:
        rows = rows.filter(due__subject_kind=subject[0], due__subject_id=subject[1])
    return tuple(map(_refund_view, rows[:500]))


def get_refund(refund_id: UUID) -> Refund:
    """One refund, for whoever gives the money back. Raises NoDue."""
    row = models.Refund.objects.filter(id=refund_id).select_related("due", "settlement").first()
    if row is None:
        raise NoDue
    return _refund_view(row)


def refunds_by_id(ids: Iterable[UUID]) -> dict[UUID, Refund]:
    """These refunds; the caller has authorised the reading."""
    rows = models.Refund.objects.filter(id__in=list(ids)).select_related("due", "settlement")
    return {row.id: _refund_view(row) for row in rows}


def refunds_named(reference: str) -> tuple[Refund, ...]:
    """What goes back and has not gone yet under a public code (a dossier's); the caller has authorised the reading."""
    rows = models.Refund.objects.filter(due__reference=reference, state__in=("owed", "asked"))
    return tuple(map(_refund_view, rows.select_related("due", "settlement").order_by("owed_at", "id")))


def refunds_from(source: tuple[str, UUID]) -> tuple[Refund, ...]:
    """What goes back of the money of this payment and has not gone yet, oldest first; the caller has authorised it."""
    lines = models.SettlementLine.objects.filter(settlement__source_kind=source[0], settlement__source_id=source[1])
    rows = models.Refund.objects.filter(due__in=lines.values("due_id"), state__in=("owed", "asked"))
    views = map(_refund_view, rows.select_related("due", "settlement").order_by("owed_at", "id"))
    return tuple(one for one in views if one.source == source)


def _refund_view(row: models.Refund) -> Refund:
    return Refund(
        id=row.id,
        due_id=row.due_id,
        subject=(row.due.subject_kind, row.due.subject_id),
        reference=row.due.reference,
        payer_name=row.due.payer_name,
        title=row.due.title,
        amount_vnd=row.amount_vnd,
        cause=row.cause,
        state=row.state,
        owed_at=row.owed_at,
        source=_source_of(row),
        paid_reference=row.paid_reference,
        undone_at=row.undone_at,
    )


def _source_of(row: models.Refund) -> tuple[str, UUID] | None:
    """The payment that the money came by: of the refund itself, else the last one of its due that stands."""
    settlement = row.settlement
    if settlement is None:
        lines = models.SettlementLine.objects.filter(due=row.due_id, settlement__is_reversed=False)
        line = lines.select_related("settlement").order_by("-settlement__paid_at").first()
        settlement = line.settlement if line else None
    return None if settlement is None else (settlement.source_kind, settlement.source_id)


def get_bill(bill_id: UUID | None, *, code: str = "", actor: Actor) -> Bill:
    """A bill by its id or code, for who may pay it. Raises NoBill."""
    wanted = Q(id=bill_id) if bill_id is not None else Q(code=code)
    row = models.Bill.objects.filter(wanted).first()
    if row is None or not may_pay(row, actor):
        raise NoBill
    return _bill_view(row)


def bills_of(due_ids: Iterable[UUID]) -> tuple[Bill, ...]:
    """The bills that any of these dues stands on, newest first; the caller has authorised the reading."""
    ids = models.BillLine.objects.filter(due_id__in=list(due_ids)).values("bill_id")
    rows = models.Bill.objects.filter(id__in=ids, state="open").order_by("-made_at")[:20]
    return tuple(map(_bill_view, rows))


def _bill_view(row: models.Bill) -> Bill:
    dues = models.Due.objects.filter(id__in=models.BillLine.objects.filter(bill=row).values("due_id"))
    return Bill(
        id=row.id,
        code=row.code,
        payer=HolderRef(kind=_holder_kind(row.payer_kind), id=row.payer_id),
        payer_name=row.payer_name,
        dues=tuple(map(due_view, dues.order_by("raised_at", "id"))),
        made_at=row.made_at,
        is_cancelled=row.state == "cancelled",
    )
