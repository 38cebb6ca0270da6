"""Start a clock."""

from datetime import datetime

from django.db import IntegrityError, transaction

from tinhso.engines.deadlines.actions.record import put, tell, write_line
from tinhso.engines.deadlines.domain.reckoning import Act, Terms, begin
from tinhso.engines.deadlines.domain.rules import body_of, digest_of, term_text
from tinhso.engines.deadlines.errors import ClockAlreadyOpen
from tinhso.engines.deadlines.events import ClockStarted
from tinhso.engines.deadlines.models import ClockRow, RuleText
from tinhso.engines.deadlines.queries import clock_of
from tinhso.engines.deadlines.types import ActKind, Clock, ClockKind, CountingRule, SubjectRef, Term
from tinhso.foundation.access import api as access
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import joined

# The rules that this process knows to be stored, with the stamp of the database's standing data: another database that
# comes in its place (a restored copy) has another.
_stored: set[tuple[str, str]] = set()


def start_clock(
    *,
    subject: SubjectRef,
    kind: ClockKind,
    key: str,
    term: Term | None,
    committed_term: Term | None,
    started_at: datetime,
    agency_code: str,
    rule: CountingRule,
    actor: Actor,
) -> Clock:
    calendar = reference.get_calendar(agency_code or None)
    terms = Terms(kind=kind, statutory=term, committed=committed_term)
    state = begin(started_at, terms, calendar, rule)
    row = ClockRow(
        subject_kind=subject[0],
        subject_id=subject[1],
        kind=kind.value,
        key=key,
        agency_code=agency_code,
        term=term_text(term),
        committed_term=term_text(committed_term),
        started_at=started_at,
        last_seq=1,
    )
    put(row, state, calendar)
    act = Act(kind=ActKind.STARTED, at=started_at)
    with joined():
        row.rule_id = stored_rule(rule)
        try:
            row.save(force_insert=True)
        except IntegrityError as twin:
            raise ClockAlreadyOpen("Thời hạn này đang được tính rồi.") from twin
        write_line(row, act, reason="", actor=actor, detail={})
        tell(ClockStarted, row, act, actor)
    return clock_of(row)


def stored_rule(rule: CountingRule) -> str:
    """The digest of the rule, which is stored when no clock counted by it before."""
    body = body_of(rule)
    digest = digest_of(body)
    stamp = access.standing_stamp()
    if stamp is not None and (stamp, digest) in _stored:
        return digest
    if not RuleText.objects.filter(sha256=digest).exists():
        RuleText.objects.bulk_create([RuleText(sha256=digest, body=body)], ignore_conflicts=True)
    if stamp is not None:
        transaction.on_commit(lambda: _stored.add((stamp, digest)))
    return digest
