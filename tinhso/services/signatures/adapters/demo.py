"""Keys of the test authority, in this process; can be told to fail.

`tinhso`'s demonstrations and tests make it fail by a file: whatever `KEYS_DIR/signing/demo-fails` says is the error.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from asn1crypto import cms, core, tsp, x509
from asn1crypto.algos import SignedDigestAlgorithm
from asn1crypto.crl import CertificateList
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from pyhanko.sign.general import as_signing_certificate
from pyhanko.sign.signers import Signer
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper
from pyhanko_certvalidator.registry import CertificateStore, SimpleCertificateStore

from tinhso.kernel import clock
from tinhso.services.signatures import authority, revocation
from tinhso.services.signatures.authority import Credential
from tinhso.services.signatures.errors import SigningUnavailable

_RSA_2048_BYTES = 256
_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


class CachedKeySigner(Signer):
    """Signs with a key that was loaded and checked once; pyHanko's own signer checks it at every signature."""

    def __init__(self, credential: Credential, chain: list[x509.Certificate]) -> None:
        super().__init__(
            signing_cert=credential.asn1,
            cert_registry=_store(chain),
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
        )
        self._key = credential.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(_RSA_2048_BYTES)
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


class InProcessTimeStamper(DummyTimeStamper):
    """The test time stamp service: the platform's clock, a key loaded once."""

    def __init__(self, credential: Credential, chain: list[x509.Certificate]) -> None:
        super().__init__(tsa_cert=credential.asn1, tsa_key=None, certs_to_embed=_store(chain))
        self._credential = credential

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        self.fixed_dt = clock.now().replace(microsecond=0)
        return self.request_tsa_response(req)

    def _sign_tst_info(self, tst_info_data: bytes, md_algorithm: str, dt: datetime) -> tuple[bytes, cms.CMSAttributes]:
        algorithm = _DIGESTS[md_algorithm]
        digest = hashes.Hash(algorithm)
        digest.update(tst_info_data)
        attributes = cms.CMSAttributes(
            [
                _attribute("content_type", "tst_info"),
                _attribute("signing_time", cms.Time({"utc_time": core.UTCTime(dt)})),
                _attribute("signing_certificate", as_signing_certificate(self.tsa_cert)),
                _attribute("message_digest", digest.finalize()),
            ]
        )
        signature = self._credential.key.sign(attributes.dump(), padding.PKCS1v15(), algorithm)
        return signature, attributes


def _store(chain: list[x509.Certificate]) -> CertificateStore:
    untyped: Any = SimpleCertificateStore
    store: CertificateStore = untyped.from_certs(chain)
    return store


def _attribute(name: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": name, "values": (value,)})


class DemoAdapter:
    """Software keys of the test authority."""

    is_test = True

    def person_signer(self, *, person_id: UUID, name: str) -> Signer:
        self._answer()
        return CachedKeySigner(authority.person(person_id, name), self._chain())

    def agency_signer(self, *, code: str, name: str) -> Signer:
        self._answer()
        return CachedKeySigner(authority.agency(code, name), self._chain())

    def central_certificates(self) -> tuple[tuple[str, x509.Certificate], ...]:
        self._answer()
        return authority.people()

    def time_stamper(self) -> TimeStamper:
        self._answer()
        return InProcessTimeStamper(authority.time_stamper(), self._chain())

    def trust_roots(self) -> tuple[x509.Certificate, ...]:
        known = authority.existing_root()
        return () if known is None else (known,)

    def intermediates(self) -> tuple[x509.Certificate, ...]:
        return tuple(self._chain())

    def revocation_lists(self, at: datetime) -> tuple[CertificateList, ...]:
        return revocation.lists(at)

    def check_config(self) -> list[str]:
        folder = authority.folder()
        if folder.exists() and folder.stat().st_mode & 0o077:
            return [f"Thư mục khóa ký {folder} mở cho người dùng khác (cần 0700)."]
        return []

    def _chain(self) -> list[x509.Certificate]:
        return [authority.intermediate().asn1]

    def _answer(self) -> None:
        told = authority.folder() / "demo-fails"
        if told.exists():
            raise SigningUnavailable(told.read_text(encoding="utf-8").strip() or "Dịch vụ ký số không trả lời.")
