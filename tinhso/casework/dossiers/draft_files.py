"""A result drafted in Word: its template in the pinned definition, its versions, the body that goes into the PDF."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.casework.dossiers import models, printing
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.engines.forms import api as forms
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import FileContent
from tinhso.kernel.actor import Actor
from tinhso.services.papers import api as papers

OWNER = "dossier_draft_file"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, kw_only=True)
class Comment:
    """What an officer said about a version."""

    text: str
    written_at: datetime
    written_by_id: UUID


@dataclass(frozen=True, kw_only=True)
class DraftFile:
    """One version of the Word file, with what was said about it."""

    id: UUID
    seq: int
    decision: str
    file_id: UUID
    is_merged: bool
    note: str
    made_at: datetime
    made_by_id: UUID
    comments: tuple[Comment, ...]


def versions_of(dossier_id: UUID) -> tuple[DraftFile, ...]:
    """The versions, newest first; the caller has read the dossier."""
    said: dict[UUID, list[Comment]] = {}
    for one in models.DraftComment.objects.filter(draft__dossier_id=dossier_id).order_by("written_at", "id"):
        comment = Comment(text=one.text, written_at=one.written_at, written_by_id=one.written_by_id)
        said.setdefault(one.draft_id, []).append(comment)
    return tuple(
        DraftFile(
            id=row.id,
            seq=row.seq,
            decision=row.decision,
            file_id=row.file_id,
            is_merged=row.is_merged,
            note=row.note,
            made_at=row.made_at,
            made_by_id=row.made_by_id,
            comments=tuple(said.get(row.id, ())),
        )
        for row in models.DraftFile.objects.filter(dossier_id=dossier_id).order_by("-seq")
    )


def read_version(dossier_id: UUID, seq: int, *, actor: Actor) -> FileContent:
    """The bytes of a version; the caller has read the dossier. Raises NoDossier."""
    row = models.DraftFile.objects.filter(dossier_id=dossier_id, seq=seq).first()
    if row is None:
        raise NoDossier
    return files.read_file(file_id=row.file_id, owner=(OWNER, row.id), actor=actor)


def template_of(row: models.Dossier, decision: str) -> bytes | None:
    """The Word template of the definition under which the dossier was filed; None where it has none."""
    letter = definitions.get_version(row.procedure_version_id).body.get("letters", {}).get(decision, {})
    return b64decode(letter["docx"]) if letter.get("docx") else None


def values_of(row: models.Dossier) -> dict[str, object]:
    """What a template may quote: the dossier and the answers; what is known only at signing stands in the layout."""
    form = forms.compile_form(definitions.get_version(row.procedure_version_id).body["form"])
    answers = forms.in_words(form, row.answers)
    return {**printing.letter_values(row), **{f"answers.{path}": words for path, words in answers.items()}}


def body_of(row: models.Dossier, decision: str, *, actor: Actor) -> str | None:
    """The last Word version of this decision as the body of the letter; None where none was drafted in Word."""
    last = models.DraftFile.objects.filter(dossier=row).order_by("-seq").first()
    if last is None or last.decision != decision:
        return None
    content = files.read_file(file_id=last.file_id, owner=(OWNER, last.id), actor=actor).read()
    return papers.docx_html(content)
