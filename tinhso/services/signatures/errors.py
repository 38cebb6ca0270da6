"""Signatures' errors.

DomainError
├── Invalid
│   ├── NotSignable         not a PDF that can be signed
│   └── RevocationRefused   not a test certificate in force
├── Conflict
│   └── CertificateRevoked   the signer's certificate was revoked
├── Denied
│   └── NotYourKey    signing with another person's key
└── Unavailable
    └── SigningUnavailable   the token, the authority or the time stamp service does not answer
"""

from tinhso.kernel.errors import Conflict, Denied, Invalid, Unavailable


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
