"""Every system beside the record, in the order of the screen."""

from tinhso.flows.reconciliation.checks.bank import BankCheck
from tinhso.flows.reconciliation.checks.dossiers import DossierCheck
from tinhso.flows.reconciliation.checks.inbound import InboundCheck
from tinhso.flows.reconciliation.checks.money import CashCheck, OnlineCheck
from tinhso.flows.reconciliation.checks.national import NationalCheck
from tinhso.flows.reconciliation.checks.notices import NoticeCheck
from tinhso.flows.reconciliation.checks.post import PostCheck
from tinhso.flows.reconciliation.checks.ratings import RatingCheck
from tinhso.flows.reconciliation.checks.refunds import RefundCheck
from tinhso.flows.reconciliation.types import Check

CHECKS: tuple[Check, ...] = (
    DossierCheck(),
    OnlineCheck(),
    CashCheck(),
    RefundCheck(),
    BankCheck(),
    NationalCheck(),
    InboundCheck(),
    RatingCheck(),
    NoticeCheck(),
    PostCheck(),
)
