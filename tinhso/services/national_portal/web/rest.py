"""The portal's own door: dossiers filed there, supplements answered there. Only who holds the agreed secret is let in."""

import hmac
from pathlib import Path
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Body, Router, Schema
from ninja import Status as HttpStatus
from ninja.security import HttpBearer

from tinhso.kernel.actor import Actor, Channel
from tinhso.services.national_portal import api
from tinhso.services.national_portal.types import InboundKind

router = Router()
# The portal's own field names, whole: what they mean a definition says.
Handed = Annotated[dict[str, Any], Body()]


class PortalOnly(HttpBearer):
    """`Authorization: Bearer <secret>`, the secret of a file that only the service reads; without the file nobody comes in."""

    def authenticate(self, request: HttpRequest, token: str) -> str | None:
        path = settings.NATIONAL_PORTAL_INBOUND_SECRET_FILE
        secret = Path(path).read_text("utf-8").strip() if path and Path(path).is_file() else ""
        return "portal" if len(secret) >= 16 and hmac.compare_digest(secret.encode(), token.encode()) else None


class ReceivedOut(Schema):
    """`error_code` "00" = written down. `MaHoSoDiaPhuong`: our code, "" until the dossier has one (ask again with the same)."""

    error_code: str = "00"
    message: str = ""
    MaHoSo: str
    MaHoSoDiaPhuong: str
    is_new: bool


def _receive(kind: InboundKind, body: dict[str, Any]) -> HttpStatus[dict[str, Any]]:
    receipt = api.receive(kind=kind, body=body, actor=Actor(channel=Channel.SYSTEM))
    answer = {"MaHoSo": str(body["MaHoSo"]), "MaHoSoDiaPhuong": receipt.our_code, "is_new": receipt.is_new}
    return HttpStatus(202 if receipt.is_new else 200, answer)


@router.post(
    "/national-portal/dossiers",
    auth=PortalOnly(),
    response={202: ReceivedOut, 200: ReceivedOut},
    summary="Cổng quốc gia chuyển một hồ sơ",
)
def hand_over_dossier(request: HttpRequest, body: Handed) -> HttpStatus[dict[str, Any]]:
    """A dossier filed on the national portal, in its own field names (`NoiHoSo`). The same content again answers the same."""
    return _receive(InboundKind.DOSSIER, body)


@router.post(
    "/national-portal/supplements",
    auth=PortalOnly(),
    response={202: ReceivedOut, 200: ReceivedOut},
    summary="Cổng quốc gia chuyển phần bổ sung của một hồ sơ",
)
def hand_over_supplement(request: HttpRequest, body: Handed) -> HttpStatus[dict[str, Any]]:
    """The answer to a supplement request: `MaHoSo` (the portal's), `NoiDungBoSung`, `ThanhPhanHoSo` with its papers."""
    return _receive(InboundKind.SUPPLEMENT, body)
