"""Signatures' errors.

DomainError
├── Invalid
│   ├── NotSignable            not a PDF that can be signed
│   ├── RevocationRefused      not a test certificate in force
│   └── CertificateRefused     cannot be registered: not trusted, not proved, another person's
├── NotFound
│   └── NoSuchCertificate, NoSuchPending
├── Conflict
│   ├── CertificateRevoked     the signer's certificate was revoked
│   ├── CertificateUnusable    not in the register, or ended
│   ├── SignatureRefused       does not belong to this document or this officer's certificate
│   └── PendingOver            signed, given up or expired before
├── Denied
│   └── NotYourKey    signing with another person's key
└── Unavailable
    └── SigningUnavailable   the token, the authority or the time stamp service does not answer
        └── NotConfirmedYet  the officer has not confirmed on the phone
"""

from tinhso.kernel.errors import Conflict, Denied, Invalid, NotFound, Unavailable


class NotSignable(Invalid):
    code = "signatures.not_signable"


class NotYourKey(Denied):
    code = "signatures.not_your_key"


class RevocationRefused(Invalid):
    code = "signatures.revocation_refused"


class CertificateRevoked(Conflict):
    code = "signatures.certificate_revoked"


class SigningUnavailable(Unavailable):
    code = "signatures.unavailable"


class CertificateRefused(Invalid):
    code = "signatures.certificate_refused"


class NoSuchCertificate(NotFound):
    code = "signatures.no_such_certificate"


class NoSuchPending(NotFound):
    code = "signatures.no_such_pending"


class CertificateUnusable(Conflict):
    code = "signatures.certificate_unusable"


class SignatureRefused(Conflict):
    code = "signatures.signature_refused"


class PendingOver(Conflict):
    code = "signatures.pending_over"


class NotConfirmedYet(SigningUnavailable):
    code = "signatures.not_confirmed_yet"
