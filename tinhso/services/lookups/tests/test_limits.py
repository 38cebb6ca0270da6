"""A purpose says how long an answer stands, how often a post may ask, and what an officer sees of it; a register knows who asks."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor
from tinhso.services.lookups import api
from tinhso.services.lookups.actions import look_up as looking
from tinhso.services.lookups.adapters.connected import ConnectedRegister
from tinhso.services.lookups.adapters.demo import DemoPopulation
from tinhso.services.lookups.errors import TooManyLookups
from tinhso.services.lookups.models import Lookup
from tinhso.services.lookups.tests.conftest import PURPOSE, WORDS, Scene

LIMITED = (
    PURPOSE.replace("basis: consent", "basis: law\nkept_minutes: 15\nper_day: 2\nmasked: [spouse.full_name]")
    .replace("{title}", "Điền sẵn")
    .replace("{facts}", "ethnicity, spouse.full_name")
)


@pytest.fixture
def limited(scene: Scene) -> Scene:
    folder = scene.folder / "lookups" / "a.yaml"
    folder.write_text(
        LIMITED.format(since="2026-01-01", words=WORDS),
        encoding="utf-8",
    )
    definitions.apply_folder(scene.folder, actor=system_actor())
    return scene


def ask(scene: Scene, *, number: str = "1", actor: Any = None) -> Any:
    return api.look_up(purpose="prefill_person", number=number, subject=scene.me, actor=actor or scene.citizen)


def outcomes() -> list[str]:
    return list(Lookup.objects.order_by("looked_up_at", "id").values_list("outcome", flat=True))


def test_an_answer_stands_for_the_minutes_of_its_purpose_and_is_then_gone(
    limited: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now()
    with clock.frozen(at):
        first = ask(limited)
        monkeypatch.setattr(DemoPopulation, "fails", True)
        # Each reading is on record and seen by whom it is about, also one that asked nobody.
        assert ask(limited).values == first.values
        assert len(access.reads_of(limited.me)) == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM lookups_lookup")
        assert "Trần Văn Mẫu" not in str(cursor.fetchall())
    with clock.frozen(at + timedelta(minutes=16)):
        assert ask(limited) is None
        assert api.forget_kept() == 1
    assert outcomes() == ["found", "kept", "unavailable"]
    assert not Lookup.objects.filter(answer__isnull=False).exists()


def test_a_post_asks_no_more_often_than_its_purpose_allows_and_the_try_is_logged(limited: Scene) -> None:
    for number in ("1", "2"):
        ask(limited, number=number, actor=limited.officer)
    with pytest.raises(TooManyLookups, match="2 lần hôm nay"):
        ask(limited, number="3", actor=limited.officer)
    # What is kept asks nobody, and people are not counted in their own matters.
    assert ask(limited, actor=limited.officer) is not None
    for _ in range(3):
        assert ask(limited, number="3") is None
    assert outcomes() == ["found", "found", "too_many", "kept", "missing", "missing", "missing"]


def test_an_officer_who_may_not_reveal_people_sees_the_ending_only(limited: Scene) -> None:
    shown = ask(limited, actor=limited.officer).values["spouse.full_name"]
    assert shown.endswith("Mẫu"[-1:])
    assert shown != "Trần Văn Mẫu"
    assert ask(limited).values["spouse.full_name"] == "Trần Văn Mẫu"


def test_only_what_is_asked_for_is_masked(limited: Scene) -> None:
    wrong = LIMITED.replace("masked: [spouse.full_name]", "masked: [spouse.phone]")
    (limited.folder / "lookups" / "a.yaml").write_text(wrong.format(since="2026-01-01", words=WORDS), encoding="utf-8")
    with pytest.raises(Exception, match="1 chỗ sai"):
        definitions.apply_folder(limited.folder, actor=system_actor())


def test_a_register_behind_a_connector_learns_who_asks_for_what(
    limited: Scene, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The simulator refuses a question without officer, service and agency, and wants number, name and birth together."""
    settings.CONNECTORS_ADAPTER = "demo"
    connectors = limited.folder / "exchange" / "connectors"
    connectors.mkdir(parents=True)
    source = settings.DEFINITIONS_DIR / "exchange" / "connectors" / "population.yaml"
    (connectors / "population.yaml").write_text(source.read_text("utf-8"), "utf-8")
    definitions.apply_folder(limited.folder, actor=system_actor())
    monkeypatch.setattr(looking, "register_of", lambda kind: ConnectedRegister("population"))
    lan = identity.create_citizen(
        username="lan", full_name="Nguyễn Thị Lan Mẫu", personal_number="086195000073", born_on=date(1995, 3, 12),
        actor=system_actor(),
    )  # fmt: skip
    for person_id in (limited.me.id, lan.person_id):
        found = api.look_up(
            purpose="prefill_person", number="086195000073", subject=HolderRef("person", person_id),
            procedure_code="1.001193", actor=limited.officer,
        )  # fmt: skip
    assert outcomes() == ["missing", "found"]
    assert found is not None
    assert (found.values["ethnicity"], found.source) == ("01", "CSDL quốc gia về dân cư")
