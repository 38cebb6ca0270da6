"""A remote signing service over HTTP, shaped after the Cloud Signature Consortium's API (CSC v2, asynchronous signHash).

Settings: SIGNATURES_REMOTE_URL (empty = no such service), SIGNATURES_REMOTE_SECRET_FILE (a file with the bearer secret of
this platform). Keys stay at the service; the officer confirms each request on the phone.
"""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from tinhso.kernel import http
from tinhso.kernel.errors import Unavailable
from tinhso.services.signatures.errors import NotConfirmedYet, SignatureRefused, SigningUnavailable

# For the whole call, however slowly the service answers.
SECONDS = 10.0
_DOWN = "Dịch vụ ký số từ xa không trả lời."
_SHA256, _RSA = "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.1"


class CscService:
    """The service at one address."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url.rstrip("/")
        self._proof = {"Authorization": f"Bearer {secret}"} if secret else {}

    def certificates(self, *, account: str) -> tuple[tuple[str, bytes], ...]:
        """(credential, certificate in DER) of an account. Raises SigningUnavailable."""
        listed = self._call("credentials/list", {"userID": account})
        found = []
        for credential in listed.get("credentialIDs", []):
            told = self._call("credentials/info", {"credentialID": credential, "certificates": "single"})
            with _agreed():
                found.append((str(credential), _decoded(told["cert"]["certificates"][0])))
        return tuple(found)

    def ask(self, *, credential: str, digests: tuple[str, ...], words: str) -> str:
        """Ask for signatures; the officer's phone shows `words`. Raises SignatureRefused, SigningUnavailable."""
        answer = self._call(
            "signatures/signHash",
            {
                "credentialID": credential,
                "hashes": [base64.b64encode(bytes.fromhex(one)).decode() for one in digests],
                "hashAlgorithmOID": _SHA256,
                "signAlgo": _RSA,
                "operationMode": "A",
                "clientData": words[:200],
            },
        )
        with _agreed():
            return str(answer["responseID"])

    def fetch(self, request: str) -> tuple[bytes, ...]:
        """The signatures. Raises NotConfirmedYet, SignatureRefused, SigningUnavailable."""
        answer = self._call("signatures/signPolling", {"responseID": request})
        if answer.get("status") == "pending":
            raise NotConfirmedYet("Chưa có xác nhận trên điện thoại.")
        with _agreed():
            return tuple(_decoded(one) for one in answer["signatures"])

    def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = http.send(
                "POST",
                f"{self._url}/{path}",
                body=json.dumps(body).encode(),
                headers={"Content-Type": "application/json", **self._proof},
                seconds=SECONDS,
            )
            told = answer.json()
        except Unavailable as lost:
            # A certificate that ran out is for the service to mend: who signs and who operates read so.
            raise SigningUnavailable(f"{_DOWN} {lost.message}") from lost
        if not isinstance(told, dict):
            raise SigningUnavailable(_DOWN)
        if answer.status in (400, 403) and told.get("error") in _REFUSALS:
            raise SignatureRefused(_REFUSALS[told["error"]])
        if answer.status != 200:
            raise SigningUnavailable(_DOWN)
        return told


_REFUSALS = {
    "authorization_denied": "Bạn đã từ chối yêu cầu ký trên điện thoại.",
    "expired": "Yêu cầu ký đã hết hạn trên điện thoại; hãy gửi lại.",
    "invalid_request": "Dịch vụ ký số từ xa không nhận yêu cầu này.",
}


def service() -> CscService | None:
    """The service that the settings name; None without one."""
    url = str(getattr(settings, "SIGNATURES_REMOTE_URL", "") or "")
    if not url:
        return None
    secret = str(getattr(settings, "SIGNATURES_REMOTE_SECRET_FILE", "") or "")
    return CscService(url, Path(secret).read_text(encoding="ascii").strip() if secret else "")


@contextmanager
def _agreed() -> Iterator[None]:
    """An answer without what was agreed is none."""
    try:
        yield
    except (LookupError, TypeError) as strange:
        raise SigningUnavailable("Dịch vụ ký số từ xa trả lời không đúng giao ước; báo đơn vị cung cấp.") from strange


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as broken:
        raise SigningUnavailable(_DOWN) from broken
