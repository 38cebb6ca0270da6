"""The README's example as a procedure version, two provinces' worth of units, and a person who is signed in."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tinhso.engines.forms import versions
from tinhso.engines.forms.actions import drafting, keep_draft
from tinhso.engines.forms.tests.scene import COMPONENTS, ME, VERSION_ID, Units, example
from tinhso.engines.forms.web import lists, papers, pieces, views
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.foundation.reference import api as reference
from tinhso.foundation.reference.types import CodeEntry, CodeList
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.encryption import create_keys


@pytest.fixture(autouse=True)
def _scene(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.FILES_DIR = tmp_path / "files"
    settings.PROVINCE_CODE = ""
    create_keys()
    body = {**example(), "components": COMPONENTS}
    version = DefinitionVersion(
        id=VERSION_ID, kind="procedure", code="9.000001", title="Thủ tục mẫu", effective_from=date(2026, 1, 1),
        effective_to=None, revision=1, sha256="0" * 64, applied_at=clock.now() - timedelta(days=1), body=body,
    )  # fmt: skip
    for module in (versions, drafting, keep_draft):
        monkeypatch.setattr(module, "get_version", lambda version_id: version)
    versions.form_of_version.cache_clear()
    units = Units()
    ethnic = CodeList(code="ethnic_groups", title="Dân tộc", entries=(CodeEntry(code="01", title="Kinh"),))
    monkeypatch.setattr(reference, "get_code_list", lambda code, on=None: ethnic)
    monkeypatch.setattr(reference, "get_unit", units.get)
    monkeypatch.setattr(reference, "get_units", units.many)
    monkeypatch.setattr(reference, "list_provinces", lambda on=None: units.provinces())
    monkeypatch.setattr(reference, "list_communes", lambda code, on=None: units.communes(code))
    monkeypatch.setattr(reference, "find_units", units.find)
    yield
    versions.form_of_version.cache_clear()


class Browser(Client):
    """A client whose person can be changed; nobody at all when None."""

    actor: Actor | None = None


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    client = Browser()
    client.actor = ME
    for module in (views, lists, papers, pieces):
        monkeypatch.setattr(module, "actor_of", lambda request: client.actor or Actor(channel=Channel.ONLINE))
    return client
