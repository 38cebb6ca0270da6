"""Public shapes of files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import IO, Protocol
from uuid import UUID

Owner = tuple[str, UUID]
PDF = "application/pdf"
MEGABYTE = 1024 * 1024


class UploadKind(StrEnum):
    """What an upload may be: a PDF, or a photo (JPEG, PNG, WebP, HEIC)."""

    PDF = "pdf"
    PHOTO = "photo"


@dataclass(frozen=True)
class CheckedUpload:
    """An upload that passed: `name` is cleaned, `media_type` is what the bytes are, whatever the name says."""

    name: str
    kind: UploadKind
    media_type: str
    size: int
    sha256: str
    pages: int | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class FileRef:
    """A stored file. `name` is as it was given when stored."""

    id: UUID
    sha256: str
    size: int
    media_type: str
    name: str
    pages: int | None
    created_at: datetime


@dataclass(frozen=True)
class FileContent:
    """A stored file opened for reading; the reader closes `stream` (a download response does)."""

    file: FileRef
    stream: IO[bytes]

    def chunks(self, size: int = 65536) -> Iterator[bytes]:
        while chunk := self.stream.read(size):
            yield chunk

    def read(self) -> bytes:
        """All of it at once, for callers that need bytes (signing, a small picture); closes the stream."""
        with self.stream:
            return self.stream.read()


@dataclass(frozen=True)
class UploadProgress:
    """A file on its way in pieces: `received` of `size` bytes are here, the next piece starts there."""

    id: UUID
    name: str
    size: int
    received: int

    @property
    def is_whole(self) -> bool:
        return self.received == self.size


@dataclass(frozen=True)
class Verdict:
    """What a virus scanner says: `threat` names what was found, None when clean."""

    threat: str | None = None

    @property
    def is_clean(self) -> bool:
        return self.threat is None


class Scanner(Protocol):
    """A virus scanner. `scan` raises ScanUnavailable when it cannot say."""

    def scan(self, stream: IO[bytes]) -> Verdict: ...

    def check_config(self) -> list[str]: ...
