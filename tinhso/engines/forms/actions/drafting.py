"""Rows of drafts: lock, whose it is, what it holds."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tinhso.engines.forms.domain import paths
from tinhso.engines.forms.domain.conditions import holds
from tinhso.engines.forms.domain.papers import papers_of, spec_from_json
from tinhso.engines.forms.domain.progress import topic_states
from tinhso.engines.forms.domain.validating import prune, validate
from tinhso.engines.forms.errors import DraftClosed, DraftNotFound
from tinhso.engines.forms.models import DraftPaper, DraftRow
from tinhso.engines.forms.registers import look_up
from tinhso.engines.forms.types import (
    Draft,
    DraftId,
    DraftState,
    Form,
    PaperFile,
    PaperState,
    Prefilled,
    TopicState,
)
from tinhso.engines.forms.versions import form_of_version
from tinhso.foundation.definitions.api import get_version
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Right
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row

LINK = "forms.draft"
_NONE = "Không có hồ sơ nháp này, hoặc hồ sơ không phải của bạn."


def find_row(draft_id: UUID, actor: Actor, *, lock: bool = False) -> DraftRow:
    """The row, if it is the actor's. Raises DraftNotFound alike for none and for another's."""
    rows = DraftRow.objects.filter(id=draft_id)
    row = (lock_row(rows) if lock else rows).first()
    if row is None or not is_of(row, actor):
        raise DraftNotFound(_NONE)
    return row


def open_row(draft_id: UUID, actor: Actor) -> DraftRow:
    """The row locked for writing. Raises DraftNotFound, or DraftClosed when submitted or expired."""
    row = find_row(draft_id, actor, lock=True)
    if row.state != DraftState.OPEN:
        raise DraftClosed("Hồ sơ nháp này đã nộp, không sửa được nữa. Hãy xem trong “Hồ sơ của tôi”.")
    if row.expires_at <= clock.now():
        raise DraftClosed(f"Hồ sơ nháp này đã hết hạn ngày {clock.local(row.expires_at):%d/%m/%Y}. Hãy làm hồ sơ mới.")
    return row


def is_of(row: DraftRow, actor: Actor) -> bool:
    """Whether the actor keeps this draft: its owner, one who acts for the owning organisation, or the officer who
    began it.
    """
    if actor.is_system or (actor.post_id is not None and actor.post_id == row.keeper_post_id):
        return True
    if actor.person_id is None:
        return False
    return is_owner((row.owner_kind, row.owner_id), actor)


def is_owner(owner: tuple[str, UUID], actor: Actor) -> bool:
    """Whether the actor is the owner, the owner's guardian, or may act in the owning organisation's name."""
    kind, owner_id = owner
    if actor.person_id is None:
        return False
    if kind == "person":
        return owner_id == actor.person_id or owner_id in identity.wards_of(actor.person_id)
    return bool(identity.rights_in(actor.person_id, owner_id) & {Right.SUBMIT, Right.MANAGE})


def sources_of(row: DraftRow) -> dict[str, Prefilled]:
    """Where answers came from, by dotted path, for those still as they were prefilled."""
    raw: Mapping[str, Mapping[str, str]] = row.answers["sources"]
    data = row.answers["data"]
    return {
        path: Prefilled(paths.get(data, path), source["source"], date.fromisoformat(source["as_of"]))
        for path, source in raw.items()
    }


def files_by_component(row: DraftRow) -> dict[str, tuple[PaperFile, ...]]:
    """The draft's files by component, in the order they were given."""
    found: dict[str, tuple[PaperFile, ...]] = {}
    for paper in DraftPaper.objects.filter(draft=row).select_related("file"):
        file = paper.file
        one = PaperFile(paper.id, file.id, file.name, file.media_type, file.size, file.pages, file.sha256)
        found[paper.component_code] = (*found.get(paper.component_code, ()), one)
    return found


def draft_of(row: DraftRow) -> Draft:
    """The draft with everything worked out: asked answers, states, papers, completeness."""
    form = form_of_version(row.procedure_version_id)
    answers = row.answers["data"]
    data = prune(form, answers)
    sources = sources_of(row)
    states = topic_states(form, answers, done=row.done, sourced=sources.keys())
    specs = tuple(spec_from_json(raw) for raw in row.papers)
    papers = papers_of(
        form, specs, data, files_by_component(row), channel=row.channel, case=_case(row.procedure_version_id, data)
    )
    waiting = (TopicState.NOT_STARTED, TopicState.IN_PROGRESS)
    is_complete = (
        row.state == DraftState.OPEN
        and not any(state in waiting for state in states.values())
        and not any(paper.state is PaperState.MISSING for paper in papers)
        and not validate(form, data, look_up=look_up)
    )
    return Draft(
        id=DraftId(row.id),
        owner=(row.owner_kind, row.owner_id),
        procedure_version_id=row.procedure_version_id,
        title=row.title,
        data=data,
        answers=answers,
        sources=sources,
        papers=papers,
        topic_states=states,
        item_keys={group: tuple(keys) for group, keys in row.answers["items"].items()},
        state=DraftState(row.state),
        is_complete=is_complete,
        next_url=row.next_url.replace("{draft_id}", str(row.id)),
        created_at=row.created_at,
        saved_at=row.saved_at,
        expires_at=row.expires_at,
        typed={
            page: {box: tuple(texts) for box, texts in boxes.items()}
            for page, boxes in row.answers.get("typed", {}).items()
        },
    )


def _case(version_id: UUID, data: Mapping[str, Any]) -> str | None:
    where = get_version(version_id).body.get("case_from")
    if not where:
        return None
    value = paths.get(data, ".".join(paths.parts_of(where)))
    return value if isinstance(value, str) else None


def take_offered(form: Form, answers: dict[str, Any], done: Collection[str] = ()) -> None:
    """Fill in what is offered to topics whose `prefill_when` holds now and that nobody has answered yet; take back
    what was filled in where it ceased to hold.
    """
    data, sources, offered = answers["data"], answers["sources"], answers["offered"]
    for topic in form.topics:
        if topic.prefill_when is None:
            continue
        fits = holds(topic.prefill_when, data)
        for path in (asked.field.path for asked in topic.asked if asked.field.path in offered):
            if fits and topic.code not in done and paths.get(data, path) in (None, "", []):
                paths.put(data, path, offered[path]["value"])
                sources[path] = {key: offered[path][key] for key in ("source", "as_of")}
            elif not fits and path in sources:
                del sources[path]
                paths.put(data, path, None)


def group_items(data: dict[str, Any], group: str) -> list[dict[str, Any]]:
    """The items of a repeating group, as a list of one's own."""
    items = paths.get(data, group)
    return list(items) if isinstance(items, list) else []


def form_and_topic(row: DraftRow, code: str) -> tuple[Form, Any]:
    """The compiled form and one of its topics. Raises DraftNotFound for a topic the form does not have."""
    form = form_of_version(row.procedure_version_id)
    topic = form.topic(code)
    if topic is None:
        raise DraftNotFound(_NONE)
    return form, topic
