"""The test authority: root, intermediate, time stamp service, one certificate an agency and a person.

Everything lies in `KEYS_DIR/signing`, one PEM (key and certificate) a holder, readable by this user alone, made
once even when several processes start together. Every subject says TEST; the stamp on paper says so too.
"""

import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

from tinhso.kernel import clock
from tinhso.services.signatures.errors import SigningUnavailable

MARK = "TEST"
_UNIT = "TEST - khong co gia tri phap ly"
_SINCE, _UNTIL = datetime(2019, 1, 1, tzinfo=UTC), datetime(2046, 1, 1, tzinfo=UTC)
# A holder's certificate ends long before its authority's, as real ones do.
_HOLDS_FOR = timedelta(days=3650)
# A time stamp service's certificate lasts longer than a holder's, and is followed by a new one before it ends.
_STAMPS_FOR, _FOLLOWED_BEFORE = timedelta(days=16 * 365), timedelta(days=2 * 365)
_CN_LIMIT = 64


@dataclass(frozen=True)
class Credential:
    """A private key, loaded once, and its certificate in both libraries' forms."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    asn1: asn1_x509.Certificate


def folder() -> Path:
    return Path(settings.KEYS_DIR) / "signing"


def root() -> Credential:
    def certify(key: rsa.RSAPrivateKey) -> x509.Certificate:
        builder = _build(_subject("Root CA"), key.public_key(), None, ca_depth=1)
        return builder.sign(key, hashes.SHA256())

    return _credential(folder() / "root.pem", certify)


def existing_root() -> asn1_x509.Certificate | None:
    """The test root's certificate if there is one; verifying a stranger's file makes no keys.

    A copy without the key stays in `anchor.pem`, so that what was signed is still checked when the authority is gone.
    """
    anchor = folder() / "anchor.pem"
    if not anchor.exists():
        if not (folder() / "root.pem").exists():
            return None
        _keep_anchor(anchor, root().certificate)
    return read_certificates(anchor)[0]


def _keep_anchor(path: Path, certificate: x509.Certificate) -> None:
    staged = path.with_suffix(f".{secrets.token_hex(6)}")
    staged.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    staged.chmod(0o600)
    staged.replace(path)


def intermediate() -> Credential:
    issuer = root()

    def certify(key: rsa.RSAPrivateKey) -> x509.Certificate:
        builder = _build(_subject("Intermediate CA"), key.public_key(), issuer, ca_depth=0)
        return builder.sign(issuer.key, hashes.SHA256())

    return _credential(folder() / "intermediate.pem", certify)


def time_stamper() -> Credential:
    """The key of now; once its certificate has less than two years left, the one that follows it."""
    issuer = intermediate()
    at = clock.now()
    held = [_load(str(path), path.stat().st_mtime_ns) for path in sorted(folder().glob("tsa*.pem"))]
    lasting = [one for one in held if one.certificate.not_valid_after_utc - at > _FOLLOWED_BEFORE]
    if lasting:
        return min(lasting, key=lambda one: one.certificate.not_valid_after_utc)
    return _credential(
        folder() / f"tsa-{at.year}.pem",
        lambda key: _leaf(_subject("Time Stamp Service"), key.public_key(), issuer, tsa=True),
    )


def agency(code: str, name: str) -> Credential:
    """The agency's seal; a changed name gets a new certificate."""
    issuer = intermediate()
    path = folder() / "agencies" / f"{_safe(code)}-{_digest(name)}.pem"
    return _credential(path, lambda key: _leaf(agency_subject(code, name), key.public_key(), issuer))


def person(person_id: UUID, name: str) -> Credential:
    """The person's key; a changed name gets a new certificate."""
    issuer = intermediate()
    path = folder() / "people" / f"{person_id}-{_digest(name)}.pem"
    return _credential(path, lambda key: _leaf(person_subject(person_id, name), key.public_key(), issuer))


def people() -> tuple[tuple[str, asn1_x509.Certificate], ...]:
    """(person's id, certificate) of every person's key that was made here."""
    files = sorted((folder() / "people").glob("*.pem"))
    return tuple((path.stem.rpartition("-")[0], read_certificates(path)[0]) for path in files)


def agency_subject(code: str, name: str) -> x509.Name:
    return _subject(name, x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, code))


def person_subject(person_id: UUID, name: str) -> x509.Name:
    return _subject(name, x509.NameAttribute(NameOID.USER_ID, str(person_id)))


def issue(subject: x509.Name, key: rsa.RSAPublicKey) -> x509.Certificate:
    """A test certificate for a key that lies elsewhere (a token)."""
    return _leaf(subject, key, intermediate())


def _cut(name: str) -> str:
    """As much of a name as a common name holds: the limit is one of bytes, and Vietnamese letters have up to three."""
    return name.encode()[:_CN_LIMIT].decode(errors="ignore").rstrip()


def _subject(name: str, *more: x509.NameAttribute[str]) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, _UNIT),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
            x509.NameAttribute(NameOID.COMMON_NAME, _cut(f"{MARK} {name}")),
            *more,
        ]
    )


def _leaf(subject: x509.Name, key: rsa.RSAPublicKey, issuer: Credential, *, tsa: bool = False) -> x509.Certificate:
    until = min(_UNTIL, clock.now().replace(microsecond=0) + (_STAMPS_FOR if tsa else _HOLDS_FOR))
    builder = _build(subject, key, issuer, ca_depth=None, until=until)
    if tsa:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(issuer.key, hashes.SHA256())


def _build(
    subject: x509.Name,
    key: rsa.RSAPublicKey,
    issuer: Credential | None,
    *,
    ca_depth: int | None,
    until: datetime = _UNTIL,
) -> x509.CertificateBuilder:
    is_ca = ca_depth is not None
    usage = x509.KeyUsage(
        digital_signature=not is_ca,
        content_commitment=not is_ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        encipher_only=False,
        decipher_only=False,
    )
    issuer_key = key if issuer is None else issuer.key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.certificate.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_SINCE)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=ca_depth), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )


def _credential(path: Path, certify: Callable[[rsa.RSAPrivateKey], x509.Certificate]) -> Credential:
    if not path.exists():
        _make(path, certify)
    return _load(str(path), path.stat().st_mtime_ns)


def _make(path: Path, certify: Callable[[rsa.RSAPrivateKey], x509.Certificate]) -> None:
    """Write key and certificate beside `path`, then link: of two processes the first wins and both use its file."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = certify(key)
    staged = path.with_suffix(f".{secrets.token_hex(6)}")
    body = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)
    try:
        handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(staged, path)
        except FileExistsError:
            return
    except OSError as refused:
        raise SigningUnavailable("Không ghi được khóa ký thử nghiệm vào thư mục khóa.") from refused
    finally:
        staged.unlink(missing_ok=True)


@lru_cache(maxsize=512)
def _load(path: str, mtime_ns: int) -> Credential:
    body = Path(path).read_bytes()
    key = serialization.load_pem_private_key(body, password=None)
    certificate = x509.load_pem_x509_certificate(body)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise SigningUnavailable("Khóa ký thử nghiệm không phải RSA.")
    return Credential(key=key, certificate=certificate, asn1=to_asn1(certificate))


def to_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def read_certificates(path: Path) -> list[asn1_x509.Certificate]:
    """Every certificate in a PEM file, or the one in a DER file."""
    body = path.read_bytes()
    if not pem.detect(body):
        return [asn1_x509.Certificate.load(body)]
    return [
        asn1_x509.Certificate.load(der) for kind, _, der in pem.unarmor(body, multiple=True) if kind == "CERTIFICATE"
    ]


def _safe(code: str) -> str:
    return "".join(letter if letter.isalnum() or letter in ".-" else "_" for letter in code)[:60]


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:10]
