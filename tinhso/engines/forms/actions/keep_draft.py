"""Start, close, list and sweep drafts."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.engines.forms.actions.drafting import LINK, draft_of, find_row, is_owner, open_row, take_offered
from tinhso.engines.forms.domain import paths
from tinhso.engines.forms.domain.papers import spec_to_json, specs_of
from tinhso.engines.forms.domain.validating import judge_value, value_problem
from tinhso.engines.forms.errors import DraftNotFound
from tinhso.engines.forms.models import DraftPaper, DraftRow
from tinhso.engines.forms.registers import look_up, with_names
from tinhso.engines.forms.types import Draft, DraftId, DraftState, DraftSummary, FieldKind, Form, PaperSpec, Prefilled
from tinhso.engines.forms.versions import form_of_version
from tinhso.foundation.definitions.api import get_version
from tinhso.foundation.files import api as files
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, system_actor

# How long an untouched draft is kept when the form's `keep_days` does not say; every saved page starts it anew.
KEPT_DAYS = 60


def start_draft(
    *,
    owner: tuple[str, UUID],
    procedure_version_id: UUID,
    prefill: Mapping[str, Prefilled],
    next_url: str,
    papers: Sequence[PaperSpec] | None,
    actor: Actor,
) -> DraftId:
    if not (actor.is_system or actor.is_officer or is_owner(owner, actor)):
        raise DraftNotFound("Bạn không thể làm hồ sơ thay cho người này.")
    version = get_version(procedure_version_id)
    form = form_of_version(procedure_version_id)
    specs = specs_of(version.body.get("components")) if papers is None else tuple(papers)
    answers = fill(form, prefill)
    at = clock.now()
    with transaction.atomic():
        row = DraftRow.objects.create(
            owner_kind=owner[0],
            owner_id=owner[1],
            keeper_post_id=actor.post_id,
            procedure_version_id=procedure_version_id,
            title=version.title,
            channel=actor.channel.value,
            answers=answers,
            papers=[spec_to_json(spec) for spec in specs],
            done=[],
            next_url=next_url,
            created_at=at,
            saved_at=at,
            expires_at=expiry(procedure_version_id),
        )
    return DraftId(row.id)


def expiry(procedure_version_id: UUID) -> Any:
    """When a draft saved now expires."""
    body = get_version(procedure_version_id).body
    return clock.now() + timedelta(days=body["form"]["ui"].get("keep_days", KEPT_DAYS))


def fill(form: Form, prefill: Mapping[str, Prefilled]) -> dict[str, Any]:
    """The answers of a new draft: known values that fit; a key is a JSON pointer to a field or a known value's name.

    What a topic takes only under a condition (`prefill_when`) is kept as `offered` until the condition holds.
    """
    data: dict[str, Any] = {}
    sources: dict[str, dict[str, str]] = {}
    offered: dict[str, dict[str, Any]] = {}
    for topic in form.topics:
        if topic.repeat is not None:
            continue
        for asked in topic.asked:
            field = asked.field
            names = (paths.pointer_of(field.path), *field.prefill)
            known = next((prefill[name] for name in names if name in prefill), None)
            if known is None or known.value in (None, "", []):
                continue
            value = known.value.isoformat() if hasattr(known.value, "isoformat") else known.value
            if field.kind is FieldKind.ADDRESS and isinstance(value, Mapping):
                value = with_names(dict(value))
            if value_problem(field, value) or judge_value(field, value, data) or look_up(field, value):
                continue
            source = {"source": known.source, "as_of": known.as_of.isoformat()}
            if topic.prefill_when is not None:
                offered[field.path] = {"value": value, **source}
                continue
            paths.put(data, field.path, value)
            sources[field.path] = source
    answers = {"data": data, "sources": sources, "items": {}, "offered": offered, "typed": {}}
    take_offered(form, answers)
    return answers


def close_draft(draft_id: UUID, *, actor: Actor) -> Draft:
    """The draft as submitted; its answers are wiped here, the submitter has them now."""
    with transaction.atomic():
        row = open_row(draft_id, actor)
        draft = draft_of(row)
        _wipe(row)
        row.state = DraftState.CLOSED
        row.saved_at = clock.now()
        row.save()
    return draft


def _wipe(row: DraftRow) -> None:
    for paper in DraftPaper.objects.filter(draft=row):
        file_id = paper.file_id
        paper.delete()
        files.unlink_file(file_id=file_id, owner=(LINK, row.id), actor=system_actor())
    row.answers = {"data": {}, "sources": {}, "items": {}, "offered": {}, "typed": {}}
    row.done = []


def discard_draft(draft_id: UUID, *, actor: Actor) -> None:
    with transaction.atomic():
        row = find_row(draft_id, actor, lock=True)
        _wipe(row)
        row.delete()


def list_drafts(owner: tuple[str, UUID]) -> tuple[DraftSummary, ...]:
    rows = DraftRow.objects.filter(
        owner_kind=owner[0], owner_id=owner[1], state=DraftState.OPEN, expires_at__gt=clock.now()
    ).order_by("-saved_at")
    return tuple(
        DraftSummary(DraftId(row.id), row.procedure_version_id, row.title, row.saved_at, row.expires_at)
        for row in rows.defer("answers", "papers", "done")
    )


def sweep_drafts() -> int:
    """Drafts past their day are erased, files and all; returns how many."""
    swept = 0
    for draft_id in list(DraftRow.objects.filter(expires_at__lte=clock.now()).values_list("id", flat=True)):
        with transaction.atomic():
            row = DraftRow.objects.filter(id=draft_id, expires_at__lte=clock.now()).first()
            if row is not None:
                _wipe(row)
                row.delete()
                swept += 1
    return swept
