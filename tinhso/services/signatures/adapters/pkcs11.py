"""Keys on a PKCS#11 token (HSM, USB token; softhsm2 in tests).

On the token each holder has a private key and a certificate under one label: `agency:<code>`, `person:<uuid>`.
Settings: SIGNATURES_PKCS11_MODULE (library path), SIGNATURES_PKCS11_TOKEN (token label),
SIGNATURES_PKCS11_PIN_FILE (a file that holds the PIN), SIGNATURES_TSA_URL (RFC 3161; empty = the test service).
Trusted roots are the certificates in `KEYS_DIR/trust`; lists of revoked certificates lie beside them as `*.crl` (PEM or
DER), renewed by the operator's own timer.
"""

import os
import threading
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pkcs11
from asn1crypto import pem, x509
from asn1crypto.crl import CertificateList
from django.conf import settings
from pkcs11 import Attribute, ObjectClass
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import Signer
from pyhanko.sign.timestamps import TimeStamper

from tinhso.services.signatures import authority
from tinhso.services.signatures.adapters.demo import InProcessTimeStamper
from tinhso.services.signatures.adapters.stamping import BoundedTimeStamper
from tinhso.services.signatures.errors import SigningUnavailable

_PERSON = "person:"


def _setting(name: str) -> str:
    return str(getattr(settings, name, "") or "")


def _read_list(path: Path) -> CertificateList:
    body = path.read_bytes()
    return CertificateList.load(pem.unarmor(body)[2] if pem.detect(body) else body)


class Pkcs11Adapter:
    """One session a process, opened at first use; a fork opens its own."""

    is_test = False

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._session: pkcs11.Session | None = None
        self._pid = 0

    def person_signer(self, *, person_id: UUID, name: str) -> Signer:
        return self._signer(f"{_PERSON}{person_id}", name)

    def agency_signer(self, *, code: str, name: str) -> Signer:
        return self._signer(f"agency:{code}", name)

    def central_certificates(self) -> tuple[tuple[str, x509.Certificate], ...]:
        wanted = {Attribute.CLASS: ObjectClass.CERTIFICATE}
        try:
            found = [(one[Attribute.LABEL], one[Attribute.VALUE]) for one in list(self._open().get_objects(wanted))]
        except pkcs11.PKCS11Error as refused:
            self._session = None
            raise SigningUnavailable("Thiết bị ký số không đọc được chứng thư.") from refused
        people = sorted((label, der) for label, der in found if label.startswith(_PERSON))
        return tuple((label.removeprefix(_PERSON), x509.Certificate.load(der)) for label, der in people)

    def time_stamper(self) -> TimeStamper:
        url = _setting("SIGNATURES_TSA_URL")
        if url:
            return BoundedTimeStamper(url)
        return InProcessTimeStamper(authority.time_stamper(), [authority.intermediate().asn1])

    def trust_roots(self) -> tuple[x509.Certificate, ...]:
        folder = Path(settings.KEYS_DIR) / "trust"
        files = sorted(one for one in folder.glob("*") if one.suffix != ".crl") if folder.is_dir() else []
        return tuple(certificate for file in files for certificate in authority.read_certificates(file))

    def intermediates(self) -> tuple[x509.Certificate, ...]:
        return tuple(one for one in self.trust_roots() if one.subject != one.issuer)

    def revocation_lists(self, at: datetime) -> tuple[CertificateList, ...]:
        folder = Path(settings.KEYS_DIR) / "trust"
        files = sorted(folder.glob("*.crl")) if folder.is_dir() else []
        return tuple(one for one in map(_read_list, files) if one["tbs_cert_list"]["this_update"].native <= at)

    def check_config(self) -> list[str]:
        problems = []
        if not Path(_setting("SIGNATURES_PKCS11_MODULE")).is_file():
            problems.append("TINHSO_PKCS11_MODULE: không có thư viện PKCS#11 này.")
        if not _setting("SIGNATURES_PKCS11_TOKEN"):
            problems.append("TINHSO_PKCS11_TOKEN: chưa đặt nhãn của thiết bị.")
        if not Path(_setting("SIGNATURES_PKCS11_PIN_FILE")).is_file():
            problems.append("TINHSO_PKCS11_PIN_FILE: không có tệp chứa mã PIN.")
        if not problems and not self.trust_roots():
            problems.append("TINHSO_KEYS_DIR/trust: chưa có chứng thư gốc được tin cậy.")
        return problems or self._what_keeps_it_closed()

    def _what_keeps_it_closed(self) -> list[str]:
        """The token is really opened: a wrong PIN is found here and not at the first signature."""
        try:
            self._open()
        except pkcs11.PKCS11Error as refused:
            self._session = None
            is_pin = isinstance(refused, pkcs11.exceptions.PinIncorrect)
            why = "mã PIN sai" if is_pin else "không có thiết bị mang nhãn này, hoặc thư viện không đọc được nó"
            token = _setting("SIGNATURES_PKCS11_TOKEN")
            return [f"Thiết bị “{token}” không mở được: {why} ({type(refused).__name__})."]
        return []

    def _signer(self, label: str, name: str) -> Signer:
        try:
            signer = PKCS11Signer(self._open(), cert_label=label, key_label=label, bulk_fetch=False)
            if signer.signing_cert is None:
                raise SigningUnavailable(f"Thiết bị ký số không có chứng thư của {name}.")
        except pkcs11.PKCS11Error as refused:
            self._session = None
            raise SigningUnavailable(f"Thiết bị ký số không dùng được khóa của {name}.") from refused
        return signer

    def _open(self) -> pkcs11.Session:
        with self._lock:
            if self._session is None or self._pid != os.getpid():
                pin = Path(_setting("SIGNATURES_PKCS11_PIN_FILE")).read_text(encoding="ascii").strip()
                self._session = open_pkcs11_session(
                    _setting("SIGNATURES_PKCS11_MODULE"),
                    token_criteria=TokenCriteria(label=_setting("SIGNATURES_PKCS11_TOKEN")),
                    user_pin=pin,
                )
                self._pid = os.getpid()
            return self._session
