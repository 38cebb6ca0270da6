"""Files in pieces, for the script of the papers page: announce one, then send its pieces from where it stands."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST

from tinhso.engines.forms import api
from tinhso.engines.forms.web.telling import told
from tinhso.engines.forms.web.views import signed_in
from tinhso.foundation.files.errors import UploadRefused, WrongPlace
from tinhso.foundation.files.types import UploadProgress
from tinhso.foundation.identity.api import actor_of
from tinhso.kernel.errors import DomainError

_DIGITS = 12


@signed_in
@require_POST
def begin(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    """JSON `{paper, name, size, sha256}` → `{id, received}`: a file begun before goes on where it broke off."""
    try:
        given = _announced(request.body)
        progress = api.begin_upload(draft_id=draft_id, **given, actor=actor_of(request))
    except DomainError as refused:
        return _refused(refused)
    return _progress(progress)


def _announced(body: bytes) -> dict[str, Any]:
    """Raises UploadRefused for anything but the four facts in their types."""
    try:
        given = json.loads(body)
        wanted = {"paper": str, "name": str, "size": int, "sha256": str}
        if isinstance(given, dict) and all(type(given.get(key)) is kind for key, kind in wanted.items()):
            return {
                "component_code": given["paper"],
                "name": given["name"][:300],
                "size": given["size"],
                "sha256": given["sha256"],
            }
    except (ValueError, RecursionError):
        pass
    raise UploadRefused("tệp", "thông tin gửi lên không đúng dạng.")


@signed_in
@require_POST
def append(request: HttpRequest, draft_id: UUID, upload_id: UUID) -> HttpResponseBase:
    """The bytes from `?tu=` on → `{id, received}`; 409 with `received` when the piece belongs elsewhere."""
    offset = request.GET.get("tu", "")
    try:
        if not (offset.isascii() and offset.isdigit() and len(offset) <= _DIGITS):
            raise UploadRefused("tệp", "thông tin gửi lên không đúng dạng.")
        progress = api.append_upload(
            draft_id=draft_id, upload_id=upload_id, offset=int(offset), content=request.body, actor=actor_of(request)
        )
    except WrongPlace as wrong:
        return JsonResponse({"received": wrong.received}, status=409)
    except DomainError as refused:
        return _refused(refused)
    return _progress(progress)


def _progress(progress: UploadProgress) -> JsonResponse:
    return JsonResponse({"id": str(progress.id), "received": progress.received})


def _refused(refused: DomainError) -> JsonResponse:
    """The reason in the reader's language; a denial goes on to the edge, which notes it."""
    if refused.status in (401, 403):
        raise refused
    return JsonResponse({"problem": told(refused.message)}, status=refused.status)
