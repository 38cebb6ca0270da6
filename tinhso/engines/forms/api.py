"""Forms for the other modules: compile, check and validate a form; keep drafts of answers and papers."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tinhso.engines.forms import blanks, known, registers, versions
from tinhso.engines.forms.actions import add_list as adding
from tinhso.engines.forms.actions import drafting, keep_draft, save_answers, tell_answers, upload_papers
from tinhso.engines.forms.conditions_told import told_value
from tinhso.engines.forms.domain import lists, validating
from tinhso.engines.forms.domain.checking import problems_of
from tinhso.engines.forms.domain.normalising import normalised
from tinhso.engines.forms.types import (
    BlankPart,
    Draft,
    DraftId,
    DraftSummary,
    Field,
    Form,
    FormProblem,
    PaperSpec,
    Part,
    Prefilled,
    Topic,
)
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import FileContent, UploadProgress
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor


def compile_form(form_body: Mapping[str, Any]) -> Form:
    """The form of `{"schema": …, "ui": …}`; kept by the hash of both.

    Raises FormBroken where `check_form` has problems.
    """
    return versions.compile_form(form_body)


def check_form(body: Mapping[str, Any]) -> list[FormProblem]:
    """Every mistake of `{"schema": …, "ui": …}`, with a JSON pointer into it; `str(problem)` is "pointer: sentence"."""
    return problems_of(body)


def normalise(form: Form, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a program sent, cleaned as a page would clean it (NFC, spaces, separators); what does not parse stays
    as it is.
    """
    return normalised(form, data)


def validate(form: Form, data: object) -> dict[str, list[str]]:
    """Every problem of the answers: JSON pointer → Vietnamese sentences; empty when they can be submitted.

    The same rules as the pages: structure and formats, what is asked and required, code lists, units, rules between
    fields.
    """
    return validating.validate(form, data, look_up=registers.look_up)


def shown(field: Field, value: Any) -> str:
    """A value as people read it: dates dd/mm/yyyy, đồng with points, titles instead of codes."""
    return told_value(field, value)


def form_of(version_id: UUID) -> Form:
    """The compiled form of a procedure's definition version."""
    return versions.form_of_version(version_id)


def summary(form: Form, data: Mapping[str, Any]) -> tuple[Part, ...]:
    """The answers in words, topic by topic, as check answers shows them; each line whole and masked."""
    return tell_answers.summary(form, data, shown)


def groups_in_words(form: Form, data: Mapping[str, Any]) -> Mapping[str, tuple[Mapping[str, str], ...]]:
    """Repeating group → its items, field name → the answer in words."""
    return tell_answers.groups_in_words(form, data, shown)


def with_unit_names(form: Form, data: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with the names of provinces and communes beside their codes, where a program left them out."""
    return tell_answers.with_unit_names(form, data, registers.with_names)


def blank(form: Form, data: Mapping[str, Any]) -> tuple[BlankPart, ...]:
    """The whole form as it is printed to be filled in by hand: every question, with the answers of `data` filled in.

    Nothing is left out for a condition: what not everybody answers says when.
    """
    return blanks.blank(form, data)


def known_values(holder: HolderRef, *, actor: Actor) -> Mapping[str, Any]:
    """What the register of people or organisations knows, under the names forms prefill from (`x-prefill`).

    One logged read. Raises Denied where the actor may not read the holder.
    """
    return known.known_values(holder, actor=actor)


def in_words(form: Form, data: Mapping[str, Any]) -> Mapping[str, str]:
    """Field path → the answer in words, "" where there is none: what letters quote as `answers.<path>`."""
    return tell_answers.in_words(form, data, shown)


def start_draft(
    *,
    owner: tuple[str, UUID],
    procedure_version_id: UUID,
    prefill: Mapping[str, Prefilled],
    next_url: str,
    actor: Actor,
    papers: Sequence[PaperSpec] | None = None,
) -> DraftId:
    """Begin a draft for ("person" | "organisation", id).

    `prefill` keys are JSON pointers to fields or names of known values (`x-prefill`); a value that does not fit is
    not used.
    `papers` are the procedure's components with what the vault holds for them; None reads them from the definition.
    `next_url` is the caller's declare-and-submit page; `{draft_id}` in it becomes the draft's id. Raises DraftNotFound
    when the actor may not act for the owner.
    """
    return keep_draft.start_draft(
        owner=owner,
        procedure_version_id=procedure_version_id,
        prefill=prefill,
        next_url=next_url,
        papers=papers,
        actor=actor,
    )


def prefilled(version_id: UUID, prefill: Mapping[str, Prefilled]) -> dict[str, Any]:
    """The answers that a form begins with, for a caller that asks the rest itself; values that do not fit are left out."""
    data: dict[str, Any] = keep_draft.fill(versions.form_of_version(version_id), prefill)["data"]
    return data


def get_draft(draft_id: UUID, *, actor: Actor) -> Draft:
    """The draft. Raises DraftNotFound, alike for none and for another's."""
    return drafting.draft_of(drafting.find_row(draft_id, actor))


def save_topic(*, draft_id: UUID, topic: str, values: Mapping[str, Any], actor: Actor) -> Draft:
    """Save the answers of one page: dotted path → value, None for left empty; the topic then counts as done.

    For a repeating group `values` is empty: it says that the list is complete. Raises AnswersInvalid, with nothing
    saved.
    """
    return save_answers.save_topic(draft_id, topic, values, actor)


def keep_typed(*, draft_id: UUID, page: str, typed: Mapping[str, Sequence[str]], actor: Actor) -> bool:
    """Keep what stands in the boxes of a page that is not saved yet, unchecked: `page` is a topic or "topic/item key".

    Boxes of other pages are dropped. False where it is too much to keep. Raises DraftNotFound, DraftClosed.
    """
    return save_answers.keep_typed(draft_id, page, typed, actor)


def save_item(*, draft_id: UUID, topic: str, key: str | None, values: Mapping[str, Any], actor: Actor) -> str:
    """Add an item to a group (`key` None) or change one; paths are within the item. Returns the item's key."""
    return save_answers.save_item(draft_id, topic, key, values, actor)


def takes_lists(topic: Topic) -> bool:
    """Whether the topic is a group that a whole list can be added to: every question of it fits into a cell."""
    return lists.takes_lists(topic)


def add_list(*, draft_id: UUID, topic: str, text: str, actor: Actor) -> int:
    """Add a list copied from a spreadsheet to a group: a line an item, a column a question in the page's order. Returns
    how many were added. Raises AnswersInvalid ("/list", line by line), DraftNotFound, DraftClosed; then none was."""
    return adding.add_list(draft_id, topic, text, actor)


def remove_item(*, draft_id: UUID, topic: str, key: str, actor: Actor) -> None:
    """Take an item out of a group. Raises DraftNotFound when it is already gone."""
    save_answers.remove_item(draft_id, topic, key, actor)


def attach_paper(
    *, draft_id: UUID, component_code: str, uploads: Sequence[tuple[str, bytes]], actor: Actor
) -> tuple[UUID, ...]:
    """Give files (name, content) for a paper: PDFs are kept as they are, photos given together become one PDF.

    All or none. Returns the paper files' ids. Raises UploadRefused, ScanUnavailable, TooManyFiles, PaperNotAsked,
    DraftClosed.
    """
    return save_answers.attach_paper(draft_id, component_code, uploads, actor)


def begin_upload(
    *, draft_id: UUID, component_code: str, name: str, size: int, sha256: str, actor: Actor
) -> UploadProgress:
    """Announce a file of a paper that comes in pieces. Raises UploadRefused, PaperNotAsked, DraftNotFound."""
    return upload_papers.begin(draft_id, component_code, name, size, sha256, actor)


def append_upload(*, draft_id: UUID, upload_id: UUID, offset: int, content: bytes, actor: Actor) -> UploadProgress:
    """Add the next piece. Raises UploadNotFound, WrongPlace (says where to go on), UploadRefused, DraftNotFound."""
    return upload_papers.append(draft_id, upload_id, offset, content, actor)


def attach_uploads(
    *, draft_id: UUID, component_code: str, upload_ids: Sequence[UUID], actor: Actor
) -> tuple[UUID, ...]:
    """Give a paper the files that came in pieces; they are checked as `attach_paper` checks any other."""
    return upload_papers.attach(draft_id, component_code, upload_ids, actor)


def remove_paper(*, draft_id: UUID, paper_id: UUID, actor: Actor) -> None:
    """Take one file of a paper back. Raises PaperNotAsked when it is already gone."""
    save_answers.remove_paper(draft_id, paper_id, actor)


def open_paper(*, draft_id: UUID, paper_id: UUID, actor: Actor) -> FileContent:
    """One file of the draft, for its keeper to look at. Raises DraftNotFound or FileNotFound."""
    row = drafting.find_row(draft_id, actor)
    file_id = row.paper_files.filter(id=paper_id).values_list("file_id", flat=True).first()
    return files.read_file(file_id=file_id or paper_id, owner=(drafting.LINK, row.id), actor=actor)


def close_draft(draft_id: UUID, *, actor: Actor) -> Draft:
    """Take the draft for submission: locks it, wipes it,
    returns it as it was; call inside the submission's transaction.

    The caller checks `is_complete` and links `files` to its own row in that transaction. Raises DraftClosed the
    second time.
    """
    return keep_draft.close_draft(draft_id, actor=actor)


def discard_draft(draft_id: UUID, *, actor: Actor) -> None:
    """Throw the draft away, answers and files. Raises DraftNotFound."""
    keep_draft.discard_draft(draft_id, actor=actor)


def list_drafts(owner: tuple[str, UUID]) -> tuple[DraftSummary, ...]:
    """The owner's open drafts, last saved first. The caller has decided that it may look."""
    return keep_draft.list_drafts(owner)


def sweep_drafts() -> int:
    """Erase drafts past their day; returns how many."""
    return keep_draft.sweep_drafts()
