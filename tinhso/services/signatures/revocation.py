"""Which certificates of the test authority were revoked, and the lists (CRL) by which the authority says so.

Revocations lie in `KEYS_DIR/signing/revoked.json`, serial in hex → moment and reason; a list holds what had been
revoked by its own moment and is good for `GOOD_FOR`.
"""

import fcntl
import json
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from asn1crypto.crl import CertificateList
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from tinhso.services.signatures import authority
from tinhso.services.signatures.authority import Credential

GOOD_FOR = timedelta(days=7)
REASONS = {
    "key_compromise": "khóa ký bị lộ hoặc bị mất",
    "affiliation_changed": "người ký không còn ở cơ quan",
    "superseded": "đã cấp chứng thư mới",
    "cessation_of_operation": "cơ quan không còn hoạt động",
}


def revoke(serial: int, *, at: datetime, reason: str) -> bool:
    """Enter a certificate; False when it was revoked before, and then the first moment stays."""
    path = authority.folder() / "revoked.json"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.with_suffix(".lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = _read()
        if f"{serial:x}" in known:
            return False
        known[f"{serial:x}"] = {"at": at.isoformat(), "reason": reason}
        staged = path.with_suffix(".new")
        staged.write_text(json.dumps(known, indent=1), encoding="ascii")
        staged.replace(path)
    return True


def lists(at: datetime) -> tuple[CertificateList, ...]:
    """The root's and the intermediate's list as of the hour of `at`; nothing where there is no test authority."""
    if not (authority.folder() / "intermediate.pem").exists():
        return ()
    known = _read()
    # Within the hour, too: a list made after a revocation must hold it.
    since = at.replace(minute=0, second=0, microsecond=0)
    told = tuple(sorted((serial, one["at"], one["reason"]) for serial, one in known.items() if _moment(one) <= at))
    made = max([since, *(_moment(one) for one in known.values() if since < _moment(one) <= at)])
    root, intermediate = authority.root(), authority.intermediate()
    stamp = (intermediate.certificate.serial_number, root.certificate.serial_number)
    return (_list("root", stamp, made, ()), _list("intermediate", stamp, made, told))


@lru_cache(maxsize=64)
def _list(
    issuer: str, stamp: tuple[int, int], made: datetime, told: tuple[tuple[str, str, str], ...]
) -> CertificateList:
    credential: Credential = authority.root() if issuer == "root" else authority.intermediate()
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(credential.certificate.subject)
        .last_update(made)
        .next_update(made + GOOD_FOR)
        .add_extension(x509.CRLNumber(int(made.timestamp())), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(credential.key.public_key()), critical=False)
    )
    for serial, at, reason in told:
        flag = getattr(x509.ReasonFlags, reason, x509.ReasonFlags.unspecified)
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(int(serial, 16))
            .revocation_date(datetime.fromisoformat(at))
            .add_extension(x509.CRLReason(flag), critical=False)
            .build()
        )
    signed = builder.sign(credential.key, hashes.SHA256())
    return CertificateList.load(signed.public_bytes(serialization.Encoding.DER))


def revoked_at(serial: int, issuer_key_id: bytes | None, known: tuple[CertificateList, ...]) -> datetime | None:
    """When a list of the same issuer says that this certificate was revoked; None when none does."""
    found = []
    for one in known:
        if issuer_key_id is not None and one.authority_key_identifier not in (None, issuer_key_id):
            continue
        found += [row["revocation_date"].native for row in one["tbs_cert_list"]["revoked_certificates"] or ()
                  if row["user_certificate"].native == serial]  # fmt: skip
    return min(found) if found else None


def _read() -> dict[str, dict[str, Any]]:
    path = authority.folder() / "revoked.json"
    if not path.exists():
        return {}
    known: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="ascii"))
    return known


def _moment(one: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(str(one["at"])).replace(microsecond=0)
