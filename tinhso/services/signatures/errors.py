"""Signatures' errors.

DomainError
├── Invalid
│   └── NotSignable   not a PDF that can be signed
├── Denied
│   └── NotYourKey    signing with another person's key
└── Unavailable
    └── SigningUnavailable   the token, the authority or the time stamp service does not answer
"""

from tinhso.kernel.errors import Denied, Invalid, Unavailable


class NotSignable(Invalid):
    code = "signatures.not_signable"


class NotYourKey(Denied):
    code = "signatures.not_your_key"


class SigningUnavailable(Unavailable):
    code = "signatures.unavailable"
