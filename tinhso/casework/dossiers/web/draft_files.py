"""The draft in Word: merged, downloaded, uploaded as the next version, commented on, compared in words."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers import draft_files as drafts
from tinhso.casework.dossiers.types import Dossier
from tinhso.casework.dossiers.web.duty import on_duty, version_of
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, Invalid, Unavailable
from tinhso.services.papers import api as papers
from tinhso.services.papers.types import Piece

MOST_BYTES = 5 * 1024 * 1024


@on_duty
@require_http_methods(["GET", "POST"])
def draft_files(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """Every version with what was said about it; `so` and `voi` name two versions to compare."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Dự thảo kết quả")
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            messages.success(request, _act(request, dossier, actor))
        except (Invalid, Conflict, Unavailable) as refused:
            errors, status = refused.by_box("file"), refused.status
        else:
            return redirect("dossiers:draft_files", dossier_id=dossier_id)
    versions = drafts.versions_of(dossier.id)
    people = [one.made_by_id for one in versions] + [said.written_by_id for one in versions for said in one.comments]
    names = identity.person_names(people)
    pair = _pair(request, len(versions))
    context = {
        "dossier": dossier,
        "versions": [
            (one, names.get(one.made_by_id, ""), [(said, names.get(said.written_by_id, "")) for said in one.comments])
            for one in versions
        ],
        "writes": access.can(actor=actor, act="dossiers.process", agency_id=dossier.owner_agency_id),
        "options": [Option(value=str(one.seq), text=f"Bản {one.seq}") for one in versions],
        "pair": pair,
        "changes": _changes(dossier, pair, actor) if pair else (),
        "comment": request.POST.get("comment", ""),
        "errors": errors,
    }
    return render(request, "dossiers/desk/draft_files.html", context, status=status)


def _act(request: HttpRequest, dossier: Dossier, actor: Actor) -> str:
    if "y-kien" in request.POST:
        seq = _number(request.POST.get("y-kien"))
        api.comment_draft_file(dossier_id=dossier.id, seq=seq, text=request.POST.get("comment", ""), actor=actor)
        return f"Đã ghi ý kiến về bản {seq}."
    if "tron" in request.POST:
        seq = api.begin_draft_file(dossier_id=dossier.id, version=version_of(request), actor=actor)
        return f"Đã trộn mẫu thành bản {seq}. Tải về, sửa bằng Word rồi tải lên."
    given = request.FILES.get("file")
    if given is None:
        raise Invalid("Chưa chọn tệp.", fields={"/file": "Chọn tệp Word (.docx) đã sửa."})
    if given.size is None or given.size > MOST_BYTES:
        raise Invalid("Tệp quá lớn.", fields={"/file": "Tệp Word nhiều nhất 5 MB."})
    note = request.POST.get("note", "")
    seq = api.upload_draft_file(
        dossier_id=dossier.id, content=given.read(), note=note, version=version_of(request), actor=actor
    )
    return f"Đã nhận bản {seq}."


def _pair(request: HttpRequest, count: int) -> tuple[int, int] | None:
    """Two versions to compare, as asked; the last two where nothing was asked."""
    if count < 2:
        return None
    first, second = _number(request.GET.get("so")) or count - 1, _number(request.GET.get("voi")) or count
    return (first, second) if first != second and max(first, second) <= count else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else 0


def _changes(dossier: Dossier, pair: tuple[int, int], actor: Actor) -> tuple[tuple[Piece, ...], ...]:
    before, after = (drafts.read_version(dossier.id, seq, actor=actor).read() for seq in pair)
    return papers.compare_docx(before, after)


@on_duty
@require_GET
def version_file(request: HttpRequest, dossier_id: UUID, seq: int) -> HttpResponseBase:
    """One version as an attachment."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Dự thảo kết quả")
    return files.download_response(drafts.read_version(dossier.id, seq, actor=actor))
