"""Guarded reads: a row reaches only its applicant or an officer whose posts may read it, and the read is logged."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Manager, Q, QuerySet

from tinhso.casework.dossiers import late_dossiers, models
from tinhso.casework.dossiers.applicants import holders_of
from tinhso.casework.dossiers.confidentiality import hidden_components, in_sight, is_tracked_in_public, may_see
from tinhso.casework.dossiers.cosigners import was_cosigned_by
from tinhso.casework.dossiers.domain import tidy_code
from tinhso.casework.dossiers.errors import HiddenDossier, NoDossier, TooManyTries
from tinhso.casework.dossiers.lateness import Lateness
from tinhso.casework.dossiers.types import (
    Check,
    Decision,
    Dossier,
    DraftVersion,
    FilingChannel,
    Paper,
    Reason,
    Result,
    ReturnMethod,
    Status,
    Step,
    Tracked,
    Verdict,
    WorkItem,
)
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key
from tinhso.kernel.encryption import blind_index
from tinhso.services.national_portal import api as national_portal

Coded = TypeVar("Coded", models.Dossier, models.Bundle)
TRIES_AN_HOUR = 5
HOUR_S = 3600
LAST = 4


def tracking_index(code: str, number: str) -> bytes:
    """What public tracking looks for: equal only when both the code and the last four characters are."""
    return blind_index(f"{tidy_code(code)}|{identity.ending(number)}", "dossier.tracking")


def get_dossier(dossier_id: UUID, *, actor: Actor, purpose: str) -> Dossier:
    """The dossier with its answers; the read is logged under its purpose. Raises NoDossier for who may not see it."""
    row = _visible(models.Dossier.objects.filter(id=dossier_id).first(), actor)
    holder = row.holder
    access.record_read(actor=actor, holders=[holder], purpose=purpose, target=("dossier", row.id))
    return _without_hidden_papers(view(row), actor)


def codes_in_sight(ids: Iterable[UUID], *, actor: Actor) -> dict[UUID, str]:
    """Id → code of those dossiers whose level the officer sees and whose agencies are the officer's to read."""
    seen = access.scope(actor=actor, act="dossiers.read")
    rows = models.Dossier.objects.filter(in_sight(actor), id__in=list(ids))
    if not seen.everywhere:
        here = seen.agency_ids
        rows = rows.filter(Q(receiving_agency_id__in=here) | Q(owner_agency_id__in=here) | Q(return_agency_id__in=here))
    return dict(rows.values_list("id", "code"))


def _without_hidden_papers(dossier: Dossier, actor: Actor) -> Dossier:
    """Papers of a level that the officer's post does not see are named, not given."""
    hidden = hidden_components(dossier.paper_levels, actor)
    if not hidden:
        return dossier
    return replace(
        dossier,
        papers={code: ids for code, ids in dossier.papers.items() if code not in hidden},
        held={code: item for code, item in dossier.held.items() if code not in hidden},
        hidden_papers=hidden,
    )


def dossier_of_mishap(mishap_id: UUID) -> UUID | None:
    """Which dossier a mishap belongs to; the caller reads that dossier under guard."""
    return models.Mishap.objects.filter(id=mishap_id).values_list("dossier_id", flat=True).first()


def _visible(row: models.Dossier | None, actor: Actor) -> models.Dossier:
    if row is None:
        raise NoDossier
    if actor.is_officer:
        if not may_see(row.level, actor):
            raise HiddenDossier
        seen = access.scope(actor=actor, act="dossiers.read")
        if seen.everywhere or {row.receiving_agency_id, row.owner_agency_id, row.returning_agency_id} & seen.agency_ids:
            return row
        # Who was only asked for an opinion sees what the question shares (consultations.py), not the dossier.
        doing = models.WorkItem.objects.filter(dossier=row, agency_id__in=seen.agency_ids, consultation_id__isnull=True)
        if doing.exists():
            return row
        raise HiddenDossier
    if (row.applicant_kind, row.applicant_id) in holders_of(actor) or was_cosigned_by(row.id, actor.person_id):
        return row
    raise HiddenDossier


def view(row: models.Dossier) -> Dossier:
    return Dossier(
        id=row.id,
        code=row.code,
        procedure_code=row.procedure_code,
        procedure_title=row.procedure_title,
        procedure_version_id=row.procedure_version_id,
        situation=row.situation,
        status=Status(row.status),
        channel=FilingChannel(row.channel),
        return_method=ReturnMethod(row.return_method),
        applicant=row.holder,
        applicant_name=row.applicant_name,
        receiving_agency_id=row.receiving_agency_id,
        owner_agency_id=row.owner_agency_id,
        returning_agency_id=row.returning_agency_id,
        submitted_at=row.submitted_at,
        accepted_at=row.accepted_at,
        statutory_due_at=row.statutory_due_at,
        due_at=row.due_at,
        finished_at=row.finished_at,
        returned_at=row.returned_at,
        answers=row.answers,
        papers={code: tuple(UUID(i) for i in ids) for code, ids in row.papers.items()},
        held={code: UUID(item) for code, item in row.held.items()},
        decision=Decision(row.decision) if row.decision else None,
        replaces_id=row.replaces_id,
        bundle_id=row.bundle_id,
        verify_token=row.verify_token,
        version=row.version,
        level=row.level,
        paper_levels=row.paper_levels,
    )


def history(dossier_id: UUID) -> tuple[Step, ...]:
    """The lines of a dossier's history, oldest first; the caller has read the dossier."""
    rows = models.StatusChange.objects.filter(dossier_id=dossier_id).order_by("seq")
    return tuple(
        Step(
            status=Status(row.status),
            at=row.at,
            words=row.words,
            agency_id=row.agency_id,
            person_id=row.person_id,
            reasons=tuple(Reason(**reason) for reason in row.reasons),
            post_id=row.post_id,
        )
        for row in rows
    )


def lateness_of(dossier_id: UUID) -> Lateness | None:
    """By how much a dossier is or was late and who caused it, None in time; the caller has read the dossier."""
    return late_dossiers.lateness_of(models.Dossier.objects.defer("answers").get(id=dossier_id), at=now())


def papers_of(dossier_id: UUID) -> tuple[Paper, ...]:
    """The papers the one-stop printed, oldest first."""
    rows = models.Paper.objects.filter(dossier_id=dossier_id).order_by("created_at")
    return tuple(
        Paper(id=row.id, kind=row.kind, title=row.title, file_id=row.file_id, created_at=row.created_at) for row in rows
    )


def replacement_of(dossier: Dossier) -> tuple[UUID, str] | None:
    """Id and code of the dossier that took the place of a wrongly accepted one."""
    if dossier.status is not Status.STOPPED:
        return None
    there = models.Cancellation.objects.filter(dossier_id=dossier.id, replacement_id__isnull=False)
    return models.Dossier.objects.filter(id__in=there.values("replacement_id")).values_list("id", "code").first()


def filed_by(dossier_id: UUID) -> UUID | None:
    """Who pressed the button that filed it: the applicant, who acts for them, or an officer at a counter."""
    return models.Dossier.objects.filter(id=dossier_id).values_list("filed_by_id", flat=True).first()


def result_of(dossier_id: UUID) -> Result | None:
    """The result, drafted or signed, None before the first draft."""
    row = models.Result.objects.filter(dossier_id=dossier_id).first()
    return None if row is None else _result(row)


def _result(row: models.Result) -> Result:
    return Result(
        decision=Decision(row.decision),
        title=row.title,
        number=row.number,
        fields=row.fields,
        file_id=row.file_id,
        sha256=row.sha256,
        signed_at=row.signed_at,
        signer_name=row.signer_name,
        verify_token=row.verify_token,
        signed_file_id=row.signed_file_id,
        on_paper=row.on_paper,
        issued_at=row.issued_at,
    )


def cancellation_of(dossier_id: UUID) -> models.Cancellation | None:
    """The request to cancel a wrong acceptance that waits for the head."""
    return models.Cancellation.objects.filter(dossier_id=dossier_id, approved_at__isnull=True).first()


def my_dossiers(*, actor: Actor, limit: int = 100) -> tuple[Dossier, ...]:
    """The signed-in person's dossiers, those of their organisations and those they signed with others, newest first."""
    rows = rows_of_person(actor).order_by("-submitted_at")[:limit]
    return tuple(without_answers(row) for row in rows)


def rows_of_person(actor: Actor) -> QuerySet[models.Dossier]:
    """The rows behind `my_dossiers`, in no order."""
    mine = Q(pk__in=[])
    for kind, holder_id in holders_of(actor):
        mine |= Q(applicant_kind=kind, applicant_id=holder_id)
    if not actor.is_officer and actor.person_id is not None:
        signed = models.Cosigning.objects.filter(answered_by_id=actor.person_id, dossier_id__isnull=False)
        mine |= Q(pk__in=signed.values("dossier_id"))
    return models.Dossier.objects.filter(mine).defer("answers")


def rows_of_agencies(scope: access.Scope) -> QuerySet[models.Dossier]:
    """For other systems: the dossiers that these agencies received or answer for, but confidential ones; in no order."""
    rows = models.Dossier.objects.filter(level="").defer("answers")
    if scope.everywhere:
        return rows
    return rows.filter(Q(receiving_agency_id__in=scope.agency_ids) | Q(owner_agency_id__in=scope.agency_ids))


def dossier_of_agencies(dossier_id: UUID, scope: access.Scope) -> Dossier:
    """One of them. Raises NoDossier."""
    row = rows_of_agencies(scope).filter(id=dossier_id).first()
    if row is None:
        raise NoDossier
    return without_answers(row)


def without_answers(row: models.Dossier) -> Dossier:
    row.answers = {}
    return view(row)


def item_view(row: models.WorkItem) -> WorkItem:
    return WorkItem(
        task_id=row.task_id,
        dossier_id=row.dossier_id,
        code=row.code,
        procedure_code=row.procedure_code,
        procedure_title=row.procedure_title,
        applicant_name=row.applicant_name,
        step=row.step,
        step_title=row.step_title,
        status=Status(row.status),
        agency_id=row.agency_id,
        role=row.role,
        person_id=row.person_id,
        opened_at=row.opened_at,
        due_at=row.due_at,
        dossier_due_at=row.dossier_due_at,
        signs=row.signs,
        consultation_id=row.consultation_id,
    )


def items_of(dossier_id: UUID) -> tuple[WorkItem, ...]:
    """The open tasks of one dossier."""
    rows = models.WorkItem.objects.filter(dossier_id=dossier_id, is_open=True).order_by("opened_at")
    return tuple(item_view(row) for row in rows)


def checks_of(dossier_id: UUID) -> dict[str, Check]:
    """What the desk found, by component code."""
    rows = models.ComponentCheck.objects.filter(dossier_id=dossier_id)
    return {
        row.component: Check(
            component=row.component,
            verdict=Verdict(row.verdict),
            originals=row.originals,
            copies=row.copies,
            reason=row.reason,
            remedy=row.remedy,
        )
        for row in rows
    }


def drafts_of(dossier_id: UUID) -> tuple[DraftVersion, ...]:
    """The versions of the result's draft, newest first."""
    rows = models.ResultDraft.objects.filter(dossier_id=dossier_id).order_by("-seq")
    return tuple(
        DraftVersion(
            seq=row.seq,
            decision=Decision(row.decision),
            fields=row.fields,
            drafted_at=row.drafted_at,
            drafted_by_id=row.drafted_by_id,
        )
        for row in rows
    )


def versions_of(ids: Iterable[UUID]) -> dict[UUID, int]:
    """The versions of these dossiers, one query: what a list shows is what its buttons act upon."""
    return dict(models.Dossier.objects.filter(id__in=list(ids)).values_list("id", "version"))


def codes_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The codes of these dossiers, one query; a code names nobody."""
    return dict(models.Dossier.objects.filter(id__in=list(ids)).values_list("id", "code"))


def standing_of(ids: Iterable[UUID]) -> dict[UUID, tuple[str, Status]]:
    """Code and status of these dossiers, one query; neither names anybody."""
    rows = models.Dossier.objects.filter(id__in=list(ids)).values_list("id", "code", "status")
    return {dossier_id: (code, Status(status)) for dossier_id, code, status in rows}


def find_for_desk(*, token: str, code: str, actor: Actor) -> UUID | None:
    """The dossier of a receipt's QR token, or of a code, among those the officer's agency received or may read."""
    wanted = Q(verify_token=token) if token else Q(code=code)
    row = models.Dossier.objects.filter(wanted).defer("answers").first()
    try:
        return _visible(row, actor).id
    except NoDossier:
        return None


def filed_from_desk(draft_id: UUID, *, actor: Actor) -> UUID | None:
    """The dossier that a draft of the desk became, if the officer may see it."""
    row = models.Dossier.objects.filter(idempotency_key=f"draft-{draft_id}").defer("answers").first()
    try:
        return _visible(row, actor).id
    except NoDossier:
        return None


def number_ends_with(dossier_id: UUID, last_four: str) -> bool:
    """Whether the applicant's number, as the dossier was filed under it, ends so; only the blind index is compared."""
    row = models.Dossier.objects.only("code", "tracking_index").get(id=dossier_id)
    return bytes(row.tracking_index) == tracking_index(row.code, last_four)


def track(*, code: str, last_four: str, address: str) -> Tracked:
    """Public tracking. One answer (NoDossier) for unknown and wrong; TooManyTries after five wrong tries an hour an
    address: who knows their code may look as often as they like, and colleagues behind one address with them.
    """
    key = f"track:{blind_index(address, 'address').hex()}"
    at = now().timestamp()
    # The look-up is inside the lock: guesses sent at once are counted one after the other.
    with transaction.atomic():
        lock_key(key)
        wrong = [earlier for earlier in cache.get(key, ()) if at - HOUR_S < earlier <= at]
        if not (refused := len(wrong) >= TRIES_AN_HOUR):
            row = _found(models.Dossier.objects, national_portal.our_dossier_code(code) or code, last_four)
            # What is not told in public is counted as unknown too, or counting would tell it.
            if row is not None and not is_tracked_in_public(row.level):
                row = None
            if row is None and not track_bundle(code=code, last_four=last_four):
                cache.set(key, [*wrong, at], timeout=HOUR_S)
    if refused:
        raise TooManyTries
    if row is None:
        raise NoDossier
    return _tracked(row)


def track_bundle(*, code: str, last_four: str) -> tuple[Tracked, ...]:
    """Every dossier of a bundle's code, () where code and characters do not agree; asked after `track`, which counts."""
    known = _found(models.Bundle.objects, code, last_four)
    if known is None:
        return ()
    rows = models.Dossier.objects.filter(bundle_id=known.id).order_by("code")
    return tuple(_tracked(row) for row in rows if is_tracked_in_public(row.level))


def _found(rows: Manager[Coded], code: str, last_four: str) -> Coded | None:
    """What both the code and the characters fit. An applicant without any number has no characters that could be
    known: only the receipt's QR finds theirs.
    """
    row = rows.filter(code=tidy_code(code), tracking_index=tracking_index(code, last_four)).first()
    return row if len(identity.ending(last_four)) == LAST else None


def track_by_token(token: str) -> Tracked:
    """Tracking by the QR of a receipt: whoever holds its 128-bit token. Raises NoDossier."""
    row = models.Dossier.objects.filter(verify_token=token).first()
    if row is None or not is_tracked_in_public(row.level):
        raise NoDossier
    return _tracked(row)


def _tracked(row: models.Dossier) -> Tracked:
    items = items_of(row.id)
    doing = next((item for item in items if item.consultation_id is None), None)
    # Who is asked never has the dossier: while a step asks, the agency that decides answers for it.
    asked = row.owner_agency_id if items else row.receiving_agency_id
    holder = identity.get_agency(doing.agency_id if doing else asked).name
    clocks = deadlines.get_clocks(("dossier", row.id))
    steps = tuple(
        Step(status=s.status, at=s.at, words=s.status.public, agency_id=None, person_id=None)
        for s in public_steps(history(row.id))
    )
    return Tracked(
        code=row.code,
        procedure_title=row.procedure_title,
        status=Status(row.status),
        submitted_at=row.submitted_at,
        accepted_at=row.accepted_at,
        due_at=row.due_at,
        finished_at=row.finished_at,
        appointed_at=next((c.reappointed_due_at for c in clocks if c.kind is ClockKind.PROCESSING), None),
        answer_by=next((c.due_at for c in clocks if c.kind is ClockKind.SUPPLEMENT and c.is_open), None),
        holder_title=holder,
        owner_title=identity.get_agency(row.owner_agency_id).name,
        steps=steps,
    )


def public_steps(steps: tuple[Step, ...]) -> list[Step]:
    """One line a status: what happens inside an office stays there."""
    shown: list[Step] = []
    for step in steps:
        if not shown or shown[-1].status is not step.status:
            shown.append(step)
    return shown


def trace(dossier_id: UUID) -> list[dict[str, object]]:
    """National status codes with their times, for the exchange and for the demonstration."""
    return [{"status": int(step.status), "at": step.at.isoformat()} for step in public_steps(history(dossier_id))]


def find_result(token: str) -> tuple[Dossier, Result] | None:
    """The signed result that a verification token names."""
    row = models.Result.objects.select_related("dossier").filter(verify_token=token, file_id__isnull=False).first()
    return None if row is None else (without_answers(row.dossier), _result(row))
