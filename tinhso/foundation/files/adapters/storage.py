"""The one door to where blobs rest: Django's storage API, local folder today, S3 later by a setting."""

import os
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.files.storage.handler import InvalidStorageError

from tinhso.kernel.ids import random_token

ALIAS = "blobs"


class DurableFileStorage(FileSystemStorage):
    """A local folder whose files are either whole and on the disk, or absent: written beside, synced, then renamed."""

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        staged = target.with_name(f".{target.name}.{random_token()}")
        try:
            with staged.open("xb") as out:
                for chunk in content.chunks():
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            staged.replace(target)
        finally:
            staged.unlink(missing_ok=True)
        for folder in (target.parent, target.parent.parent):
            _sync_folder(folder)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class BlobStore:
    """Blobs by SHA-256 in two folder levels: ab/cd/abcd…"""

    @property
    def storage(self) -> Storage:
        try:
            return storages[ALIAS]
        except InvalidStorageError:
            return DurableFileStorage(location=settings.FILES_DIR)

    @staticmethod
    def name_of(sha256: str) -> str:
        return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"

    def has(self, sha256: str) -> bool:
        return self.storage.exists(self.name_of(sha256))

    def put(self, sha256: str, stream: IO[bytes]) -> None:
        """Write the blob; on return it is on the disk. A blob already there is only marked as fresh for the sweeper."""
        name = self.name_of(sha256)
        if self.has(sha256):
            self._touch(name)
            return
        stream.seek(0)
        self.storage.save(name, File(stream, name=name))

    def _touch(self, name: str) -> None:
        if isinstance(self.storage, FileSystemStorage):
            os.utime(self.storage.path(name))

    def open(self, sha256: str) -> IO[bytes]:
        """The blob for reading. Raises FileNotFoundError when it is gone."""
        return self.storage.open(self.name_of(sha256), "rb")

    def remove(self, sha256: str) -> None:
        self.storage.delete(self.name_of(sha256))

    def modified_at(self, sha256: str) -> Any:
        """When the blob was last written or asked for again, an aware datetime."""
        return self.storage.get_modified_time(self.name_of(sha256))

    def hashes(self) -> list[str]:
        """Every blob's hash, one folder at a time."""
        found = []
        for first in self._folders(""):
            for second in self._folders(first):
                names = self.storage.listdir(f"{first}/{second}")[1]
                found += [name for name in names if len(name) == 64]
        return found

    def _folders(self, path: str) -> list[str]:
        try:
            return sorted(name for name in self.storage.listdir(path)[0] if len(name) == 2)
        except FileNotFoundError:
            return []


blobs = BlobStore()
