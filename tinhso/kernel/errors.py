"""The error tree: every refusal has a stable code, an HTTP status and a Vietnamese sentence.

DomainError
├── Invalid      422  what was sent does not hold
├── NotFound     404  there is none, or none for you
├── Denied       403  you may not
├── Conflict     409  somebody or something was there first
├── TooMany      429  slow down
└── Unavailable  503  try again later (retryable)
"""

from collections.abc import Mapping
from typing import ClassVar


class DomainError(Exception):
    """A refusal that a person or a program can act upon; `fields` maps JSON pointers to sentences."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False
    # Whether the edge notes it in the security log.
    is_denial: ClassVar[bool] = False

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields: Mapping[str, str] = fields or {}

    def by_box(self, otherwise: str) -> dict[str, str]:
        """Sentences by the names of a page's boxes (pointer `/a/b`: box `a-b`); where none is named, the whole refusal at `otherwise`."""
        found = {pointer.strip("/").replace("/", "-"): text for pointer, text in self.fields.items()}
        return found or {otherwise: self.message}

    def as_problem(self) -> dict[str, object]:
        """The RFC 9457 body: type, title, status, detail, and `errors` where fields are at fault."""
        problem: dict[str, object] = {
            "type": f"urn:tinhso:problem:{self.code}",
            "title": self.code,
            "status": self.status,
            "detail": self.message,
        }
        if self.fields:
            problem["errors"] = [{"pointer": pointer, "detail": text} for pointer, text in self.fields.items()]
        return problem


class Invalid(DomainError):
    code = "invalid"
    status = 422


class NotFound(DomainError):
    code = "not_found"
    status = 404


class Denied(DomainError):
    code = "denied"
    status = 403
    is_denial = True


class Conflict(DomainError):
    code = "conflict"
    status = 409


class TooMany(DomainError):
    code = "too_many"
    status = 429


class Unavailable(DomainError):
    code = "unavailable"
    status = 503
    retryable = True
