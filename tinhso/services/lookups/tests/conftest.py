from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import testing
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor, system_actor
from tinhso.services.lookups.adapters.demo import DemoPopulation
from tinhso.services.lookups.adapters.registers import business, population

PURPOSE = """\
code: prefill_person
title: {title}
effective_from: {since}
legal_basis: [{{document: 107/2021/NĐ-CP}}]
register: population
keeper: Bộ mẫu
basis: consent
facts: [{facts}]
words: {words}
"""
WORDS = "Hỏi dân tộc của bạn và tên vợ hoặc chồng để điền sẵn tờ khai."
LAN = {"ethnicity": "01", "born_on": "1990-01-01", "spouse": "2"}


def apply(
    folder: Path,
    *,
    since: str = "2026-01-01",
    words: str = WORDS,
    name: str = "a",
    title: str = "Điền sẵn",
    facts: str = "ethnicity, spouse.full_name",
) -> None:
    """A version of the purpose."""
    (folder / "lookups").mkdir(exist_ok=True)
    (folder / "lookups" / f"{name}.yaml").write_text(
        PURPOSE.format(since=since, words=words, title=title, facts=facts), "utf-8"
    )
    definitions.apply_folder(folder, actor=system_actor())


class Scene:
    """A citizen whom the demo register knows, a stranger, an officer who may look up and one who may not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        reads = testing.role("reader", {"lookups.read": "province"})
        testing.province([("tra-cuu", "H99.101", (reads,)), ("khac", "H99.101", ())])
        one, other = testing.citizen("yen", serial=1), testing.citizen("nguoi-la", serial=2)
        self.citizen: Actor = testing.citizen_actor(one)
        self.stranger: Actor = testing.citizen_actor(other)
        self.account = one
        self.me = HolderRef("person", one.person_id)
        self.officer: Actor = testing.officer_actor(testing.officer("tra", "tra-cuu"), "tra-cuu")
        self.clerk: Actor = testing.officer_actor(testing.officer("khac", "khac"), "khac")


@pytest.fixture
def scene(db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    folder = tmp_path / "definitions"
    folder.mkdir()
    apply(folder)
    people = {"1": LAN, "2": {"full_name": "Trần Văn Mẫu", "ethnicity": "02"}}
    population.forget()
    business.forget()
    monkeypatch.setattr(DemoPopulation, "_read", lambda self: people)
    yield Scene(folder)
    population.forget()
