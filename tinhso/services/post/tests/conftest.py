from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tinhso.services.post.adapters.demo import DemoCarrier
from tinhso.services.post.testing import PostScene, set_scene


@pytest.fixture(scope="module")
def standing_scene(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[PostScene]:
    """The scene with ten waybill numbers, made once for a file of tests and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = set_scene(tmp_path_factory.mktemp("definitions"))
        found.numbers()
        yield found
        transaction.set_rollback(True)


@pytest.fixture
def scene(standing_scene: PostScene, db: None, tmp_path: Path, settings: Any) -> Iterator[PostScene]:
    """The post is the stand-in, with a file of its own; what a test writes is rolled back after it."""
    settings.VAR_DIR = tmp_path
    cache.clear()
    DemoCarrier.behave()
    yield standing_scene
    DemoCarrier.behave()
    cache.clear()
