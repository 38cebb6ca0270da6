"""The front end's files in the folder they are served from; gathered again only when one of them changed."""

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def gather_static() -> bool:
    """Hashes and compresses every file of the front end into ``STATIC_ROOT``; says whether there was anything to do.

    That costs more than everything else a start does, so a stamp of names, sizes and times of change makes the second
    start quick. The stamp goes first and comes last: what was broken off halfway is gathered again. Of two platforms that
    start from one folder at once, the second waits for the first.
    """
    folder = Path(settings.STATIC_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / ".gathered"
    wanted = _fingerprint()
    with (folder / ".gathering").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
            return False
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(wanted, encoding="ascii")
        return True


def _fingerprint() -> str:
    found = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            seen = Path(storage.path(name)).stat()
            found.append(f"{name}:{seen.st_size}:{seen.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()
