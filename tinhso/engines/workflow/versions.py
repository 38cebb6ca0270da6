"""Compiled versions: stored once in the database, parsed once per process of the server."""

import hashlib
import zlib
from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from django.db import transaction

from tinhso.engines.workflow.compiling import Compiled, compile_body, read_xml
from tinhso.engines.workflow.errors import ProcessRefused
from tinhso.engines.workflow.models import ProcessVersion
from tinhso.engines.workflow.spiff import Interpreter

_stored: set[UUID] = set()


def ensure_version(version_id: UUID, body: Mapping[str, object]) -> Interpreter:
    """The interpreter of a version, compiled and stored when it is met for the first time. Raises ProcessRefused."""
    if version_id not in _stored:
        if not ProcessVersion.objects.filter(version_id=version_id).exists():
            xml = _checked(compile_body(body)).xml
            row = ProcessVersion(
                version_id=version_id,
                xml=zlib.compress(xml.encode(), 9),
                sha256=hashlib.sha256(xml.encode()).hexdigest(),
            )
            ProcessVersion.objects.bulk_create([row], ignore_conflicts=True)
        transaction.on_commit(lambda: _stored.add(version_id))
    return interpreter(version_id)


@lru_cache(maxsize=1024)
def interpreter(version_id: UUID) -> Interpreter:
    """The interpreter of a stored version. What a version holds never changes, so it is parsed once."""
    xml = zlib.decompress(bytes(ProcessVersion.objects.get(version_id=version_id).xml)).decode()
    return Interpreter(_checked(read_xml(xml)).diagram)


def _checked(compiled: Compiled) -> Compiled:
    if compiled.problems:
        raise ProcessRefused("Quy trình không dùng được: " + "; ".join(map(str, compiled.problems)))
    return compiled
