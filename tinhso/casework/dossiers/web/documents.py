"""What can be looked at beside the facts: files handed in, the draft as it will be signed, the signed result, papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from tinhso.casework.dossiers import previews, queries
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.instant import is_instant
from tinhso.casework.dossiers.types import Decision, Dossier, DraftVersion, Paper, Result, Status
from tinhso.casework.dossiers.web import words
from tinhso.casework.dossiers.web.duty import on_duty
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import FileContent, FileRef
from tinhso.foundation.identity import api as identity

PURPOSE = "Giải quyết hồ sơ"
MOST_PAGES = 30


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document of the viewer: `pages` are addresses of pictures, empty where pages cannot be drawn."""

    key: str
    title: str
    note: str
    open_url: str
    pages: tuple[str, ...]


def documents_of(
    dossier: Dossier, given: Sequence[words.GivenPaper], result: Result | None, drafts: Sequence[DraftVersion]
) -> list[Document]:
    """Everything that can be opened, in the order an officer asks for it."""
    found = []
    if result is not None and result.file_id is not None:
        found.append(_document(dossier, "ket-qua", f"{result.title} số {result.number}", "đã ký số", "desk_result", 1))
    elif result is not None and result.awaits_number:
        found.append(_document(dossier, "ket-qua", f"{result.title} đã ký", "chờ cấp số, đóng dấu", "desk_result", 1))
    elif drafts or result is not None:
        found.append(_document(dossier, "du-thao", "Dự thảo kết quả", "như sẽ được ký", "desk_draft", 1))
    for paper in given:
        for file in paper.files:
            note = f"{file.name}, {file.pages or 1} trang"
            found.append(document_of_file(dossier, paper.title, note, file))
    return found


def _document(dossier: Dossier, key: str, title: str, note: str, name: str, pages: int) -> Document:
    numbers = range(1, pages + 1) if files.can_draw_pages() else ()
    return Document(
        key=key,
        title=title,
        note=note,
        open_url=reverse(f"dossiers:{name}", args=[dossier.id]),
        pages=tuple(reverse(f"dossiers:{name}_page", args=[dossier.id, number]) for number in numbers),
    )


def document_of_file(dossier: Dossier, title: str, note: str, file: FileRef) -> Document:
    """A file of the dossier with the pictures of its pages."""
    drawn = files.can_draw_pages() and file.media_type == "application/pdf"
    numbers = range(1, min(file.pages or 1, MOST_PAGES) + 1) if drawn else ()
    return Document(
        key=str(file.id),
        title=title,
        note=note,
        open_url=reverse("dossiers:desk_file", args=[dossier.id, file.id]),
        pages=tuple(reverse("dossiers:desk_page", args=[dossier.id, file.id, number]) for number in numbers),
    )


def expected_papers(dossier: Dossier, printed: Sequence[Paper]) -> list[tuple[str, Paper | None]]:
    """The papers that the one-stop prints for this dossier, with None for one that is still being made."""
    by_kind = {paper.kind: paper for paper in printed}
    wanted = []
    at_once = is_instant(channel=dossier.channel, version_id=dossier.procedure_version_id)
    if dossier.accepted_at is not None and not at_once:
        wanted.append(("receipt", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"))
    if dossier.status is Status.NOT_ACCEPTED:
        wanted.append(("refusal", "Phiếu từ chối tiếp nhận hồ sơ"))
    if dossier.finished_at is not None:
        wanted.append(("control_slip", "Phiếu kiểm soát quá trình giải quyết"))
    lines = [(by_kind[kind].title if kind in by_kind else title, by_kind.get(kind)) for kind, title in wanted]
    known = {kind for kind, _ in wanted}
    return lines + [(paper.title, paper) for paper in printed if paper.kind not in known]


def _seen(request: HttpRequest, dossier_id: UUID) -> Dossier:
    return queries.get_dossier(dossier_id, actor=identity.actor_of(request), purpose=PURPOSE)


def _given(request: HttpRequest, dossier: Dossier, file_id: UUID) -> FileContent:
    if file_id not in {one for ids in dossier.papers.values() for one in ids}:
        raise NoDossier
    return files.read_file(file_id=file_id, owner=("dossier", dossier.id), actor=identity.actor_of(request))


@on_duty
@require_GET
def file(request: HttpRequest, dossier_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file that came with the dossier, as a download."""
    return files.download_response(_given(request, _seen(request, dossier_id), file_id))


@on_duty
@require_GET
def file_page(request: HttpRequest, dossier_id: UUID, file_id: UUID, page: int) -> HttpResponse:
    """One page of it as a picture."""
    return picture(_given(request, _seen(request, dossier_id), file_id).read(), page)


@on_duty
@require_GET
def paper(request: HttpRequest, dossier_id: UUID, paper_id: UUID) -> HttpResponseBase:
    """A printed paper of the one-stop."""
    dossier = _seen(request, dossier_id)
    found = next((one for one in queries.papers_of(dossier.id) if one.id == paper_id and one.file_id), None)
    if found is None or found.file_id is None:
        raise NoDossier
    owner = ("dossier_paper", found.id)
    return files.download_response(
        files.read_file(file_id=found.file_id, owner=owner, actor=identity.actor_of(request))
    )


def _result(request: HttpRequest, dossier_id: UUID) -> FileContent:
    dossier = _seen(request, dossier_id)
    result = queries.result_of(dossier.id)
    if result is None or not (file_id := result.file_id or result.signed_file_id):
        raise NoDossier
    owner = ("dossier_result" if result.file_id else "dossier_signed", dossier.id)
    return files.read_file(file_id=file_id, owner=owner, actor=identity.actor_of(request))


@on_duty
@require_GET
def result(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """The signed result: an officer sees it as soon as it is signed, also before it has its number."""
    return files.download_response(_result(request, dossier_id))


@on_duty
@require_GET
def result_page(request: HttpRequest, dossier_id: UUID, page: int) -> HttpResponse:
    """A page of the signed result."""
    return picture(_result(request, dossier_id).read(), page)


@on_duty
@require_GET
def draft(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The letter as it would be signed now, with "…" for its number."""
    pdf = previews.draft_pdf(_seen(request, dossier_id).id, actor=identity.actor_of(request))
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="du-thao.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@on_duty
@require_GET
def draft_page(request: HttpRequest, dossier_id: UUID, page: int) -> HttpResponse:
    """A page of the draft."""
    return picture(previews.draft_pdf(_seen(request, dossier_id).id, actor=identity.actor_of(request)), page)


def picture(pdf: bytes, page: int) -> HttpResponse:
    """A page of a PDF as PNG. Raises NoDossier where there is no such page."""
    drawn = files.draw_page(pdf, page)
    if drawn is None:
        raise NoDossier
    response = HttpResponse(drawn, content_type="image/png")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def draft_words(drafts: Sequence[DraftVersion], result: Result | None) -> tuple[Decision | None, dict[str, str]]:
    """What the draft says now: its last version, else what was passed on before versions were kept."""
    if drafts:
        return drafts[0].decision, {name: value for name, value in drafts[0].fields.items() if isinstance(value, str)}
    if result is not None:
        return result.decision, {name: value for name, value in result.fields.items() if isinstance(value, str)}
    return None, {}
