"""A remote signing service over HTTP, shaped after the Cloud Signature Consortium's API (CSC v2, asynchronous signHash).

Settings: SIGNATURES_REMOTE_URL (empty = no such service), SIGNATURES_REMOTE_SECRET_FILE (a file with the bearer secret of
this platform). Keys stay at the service; the officer confirms each request on the phone.
"""

import base64
from pathlib import Path
from typing import Any

import requests
from django.conf import settings

from tinhso.services.signatures.errors import NotConfirmedYet, SignatureRefused, SigningUnavailable

CONNECT_SECONDS, READ_SECONDS = 3, 8
_DOWN = "Dịch vụ ký số từ xa không trả lời."
_SHA256, _RSA = "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.1"


class CscService:
    """The service at one address."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url.rstrip("/")
        self._secret = secret

    def certificates(self, *, account: str) -> tuple[tuple[str, bytes], ...]:
        """(credential, certificate in DER) of an account. Raises SigningUnavailable."""
        listed = self._call("credentials/list", {"userID": account})
        found = []
        for credential in listed.get("credentialIDs", []):
            told = self._call("credentials/info", {"credentialID": credential, "certificates": "single"})
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
        return str(answer["responseID"])

    def fetch(self, request: str) -> tuple[bytes, ...]:
        """The signatures. Raises NotConfirmedYet, SignatureRefused, SigningUnavailable."""
        answer = self._call("signatures/signPolling", {"responseID": request})
        if answer.get("status") == "pending":
            raise NotConfirmedYet("Chưa có xác nhận trên điện thoại.")
        return tuple(_decoded(one) for one in answer["signatures"])

    def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = requests.post(
                f"{self._url}/{path}",
                json=body,
                headers={"Authorization": f"Bearer {self._secret}"},
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
            )
            told = answer.json()
        except (requests.RequestException, ValueError) as lost:
            raise SigningUnavailable(_DOWN) from lost
        if answer.status_code in (400, 403) and told.get("error") in _REFUSALS:
            raise SignatureRefused(_REFUSALS[told["error"]])
        if answer.status_code != 200 or not isinstance(told, dict):
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


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as broken:
        raise SigningUnavailable(_DOWN) from broken
