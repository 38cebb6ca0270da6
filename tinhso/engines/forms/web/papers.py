"""C13: one row a component; photos and PDFs go up together, each refusal names its file."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.engines.forms import api, queries
from tinhso.engines.forms.errors import NothingChosen, PaperNotAsked
from tinhso.engines.forms.types import Draft, Paper, PaperState
from tinhso.engines.forms.web import overview
from tinhso.engines.forms.web.telling import told
from tinhso.engines.forms.web.views import signed_in
from tinhso.foundation.files import api as files
from tinhso.foundation.files.errors import UploadRefused
from tinhso.foundation.files.types import MEGABYTE
from tinhso.foundation.identity.api import actor_of
from tinhso.kernel.errors import DomainError

# What one press of the button may carry; it is in memory while it is checked.
MOST_AT_ONCE = 64 * MEGABYTE
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ACCEPT = {"pdf": "application/pdf,.pdf", "photo": "image/*,.heic,.heif"}
_WORDS = {"pdf": "PDF", "photo": gettext_noop("ảnh chụp (JPG, PNG, HEIC)")}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The papers with what was given; a POST with files gives some, one without goes on."""
    draft = api.get_draft(draft_id, actor=actor_of(request))
    errors: dict[str, str] = {}
    if request.method == "POST":
        code = request.POST.get("giay", "")
        if not code:
            return _onward(request, draft)
        try:
            _take(request, draft, code)
            return redirect(_here(request, draft) + f"#giay-{code}")
        except DomainError as refused:
            if refused.status in (403, 404, 409):
                raise
            errors[f"tep-{code}"] = told(refused.message)
    context = {
        "draft": draft,
        "rows": [_row(paper, errors) for paper in draft.papers],
        "errors": errors,
        "query": "?ve=kiem-tra" if request.GET.get("ve") else "",
        "back_url": reverse("forms:tasks", args=[draft.id]),
    }
    return render(request, "forms/papers.html", context, status=422 if errors else 200)


def _take(request: HttpRequest, draft: Draft, code: str) -> None:
    """The files as a form sends them, or those that the page's script has sent in pieces before."""
    actor = actor_of(request)
    if pieces := request.POST.getlist("phan"):
        ids = [UUID(one) for one in pieces if _UUID.fullmatch(one)]
        api.attach_uploads(draft_id=draft.id, component_code=code, upload_ids=ids, actor=actor)
        return
    uploads = _read(_limit_of(draft, code), request.FILES.getlist("tep"))
    api.attach_paper(draft_id=draft.id, component_code=code, uploads=uploads, actor=actor)


def _here(request: HttpRequest, draft: Draft) -> str:
    return reverse("forms:papers", args=[draft.id]) + ("?ve=kiem-tra" if request.GET.get("ve") else "")


def _onward(request: HttpRequest, draft: Draft) -> HttpResponse:
    if request.GET.get("ve") or draft.is_complete:
        return redirect("forms:check", draft.id)
    topic = queries.next_topic(queries.form_of(draft), draft.topic_states)
    return redirect(overview.question_url(draft, topic) if topic else reverse("forms:tasks", args=[draft.id]))


def _limit_of(draft: Draft, code: str) -> int:
    for paper in draft.papers:
        if paper.spec.code == code:
            return paper.rule.max_megabytes * MEGABYTE
    raise PaperNotAsked("Hồ sơ này không cần nộp giấy tờ đó.")


def _read(limit: int, uploads: Iterable["UploadedFile[Any]"]) -> list[tuple[str, bytes]]:
    """The chosen files, after their sizes were looked at and before any was read. Raises UploadRefused."""
    chosen = list(uploads)
    if not chosen:
        raise NothingChosen
    for upload in chosen:
        if (upload.size or 0) > limit:
            raise UploadRefused(upload.name or "tệp", f"tệp lớn hơn {limit // MEGABYTE} MB.")
    if sum(upload.size or 0 for upload in chosen) > MOST_AT_ONCE:
        raise UploadRefused(
            chosen[-1].name or "tệp",
            f"mỗi lần tải lên nhiều nhất {MOST_AT_ONCE // MEGABYTE} MB; hãy tải làm nhiều lần.",
        )
    return [(upload.name or "tệp", upload.read()) for upload in chosen]


def _row(paper: Paper, errors: dict[str, str]) -> dict[str, object]:
    rule = paper.rule
    kinds = gettext(" hoặc ").join(gettext(_WORDS[kind]) for kind in rule.accept)
    limit = gettext("Nhận %(kinds)s; mỗi tệp nhiều nhất %(size)s MB, nhiều nhất %(files)s tệp.")
    return {
        "paper": paper,
        "words": overview.paper_words(paper),
        "is_held": paper.state is PaperState.HELD,
        "is_optional": paper.state is PaperState.OPTIONAL or isinstance(paper.spec.required_when, str),
        "hint": " ".join(part for part in (paper.spec.note, rule.hint) if part),
        "when": paper.spec.required_when if isinstance(paper.spec.required_when, str) else "",
        "limit": limit % {"kinds": kinds, "size": rule.max_megabytes, "files": rule.max_files},
        "accept": ",".join(_ACCEPT[kind] for kind in rule.accept),
        "is_full": len(paper.files) >= rule.max_files,
        "box": f"tep-{paper.spec.code}",
        "error": errors.get(f"tep-{paper.spec.code}", ""),
    }


@signed_in
@require_safe
def paper_file(request: HttpRequest, draft_id: UUID, paper_id: UUID) -> HttpResponseBase:
    """One given file, as a download."""
    return files.download_response(api.open_paper(draft_id=draft_id, paper_id=paper_id, actor=actor_of(request)))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, draft_id: UUID, paper_id: UUID) -> HttpResponse:
    """Ask, then take one file back."""
    draft = api.get_draft(draft_id, actor=actor_of(request))
    back_url = _here(request, draft)
    if request.method == "POST":
        api.remove_paper(draft_id=draft_id, paper_id=paper_id, actor=actor_of(request))
        return redirect(back_url)
    name = next((file.name for paper in draft.papers for file in paper.files if file.id == paper_id), None)
    if name is None:
        raise PaperNotAsked("Tệp này đã được bỏ rồi.")
    return render(request, "forms/remove.html", {"draft": draft, "what": name, "back_url": back_url})
